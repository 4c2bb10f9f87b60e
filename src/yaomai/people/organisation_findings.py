"""What is wrong with an organisation's name, kind, division, or place in the tree?"""

from yaomai.errors import Finding
from yaomai.people.engine.organisation_tree import cycle
from yaomai.people.engine.roles import ORGANISATION_KINDS
from yaomai.people.engine.visibility import is_within, region_of
from yaomai.people.models import OrganisationEnd
from yaomai.people.queries import organisations_now
from yaomai.standards import gbt2260

NAME_LENGTH_MOST = 120
TREE_LOCK = "people.organisation_tree"
"""Held by whoever puts an organisation under another: two moves at once could make a cycle together."""


def name_findings(name: str, organisation: int | None) -> list[Finding]:
    """What is wrong with a name (its spaces folded) for this organisation, None for a new one."""
    if not 1 <= len(name) <= NAME_LENGTH_MOST:
        said = f"a name has 1 to {NAME_LENGTH_MOST} characters"
        return [Finding("people.name_length", "/name", said, f"{len(name)} characters")]
    if set(organisations_now.bearers(name)) - {organisation}:
        said = "an organisation bears this name already, or bore it once"
        return [Finding("people.organisation_exists", "/name", said, name)]
    return []


def kind_findings(kind: str) -> list[Finding]:
    """What is wrong with a kind of organisation."""
    if kind in ORGANISATION_KINDS:
        return []
    said = f"a kind of organisation is one of {', '.join(ORGANISATION_KINDS)}"
    return [Finding("people.organisation_kind", "/kind", said, kind[:80])]


def place_findings(organisation: int | None, kind: str, parent: int | None, division: str) -> list[Finding]:
    """What is wrong with putting this organisation (None: a new one) under that one, at this division."""
    findings = []
    if division and not region_of(division):
        said = "a division has six digits (GB/T 2260), such as 621126"
        findings.append(Finding("people.division_form", "/division", said, division[:80]))
    elif division and not gbt2260.exists(division):
        said = "GB/T 2260 has no division of this code"
        findings.append(Finding("people.division_unknown", "/division", said, division))
    if parent is None:
        return findings
    parents, names = organisations_now.parents(), organisations_now.names()
    if parent not in parents:
        said = "there is no organisation of this number"
        return [*findings, Finding("people.organisation_unknown", "/parent", said, str(parent))]
    if OrganisationEnd.objects.filter(organisation=parent).exists():
        said = "this organisation was dissolved"
        findings.append(Finding("people.organisation_ended", "/parent", said, names.get(parent, str(parent))))
    if organisation is not None and (way := cycle(parents, organisation, parent)):
        way_in_names = " → ".join(names.get(one, str(one)) for one in way)
        said = f"an organisation is not under itself; this way leads back to it: {way_in_names}"
        findings.append(Finding("people.organisation_cycle", "/parent", said, way_in_names))
    findings += _outside(kind, parent, division)
    return findings


def _outside(kind: str, parent: int, division: str) -> list[Finding]:
    """An authority is not under one of another division: what it answers for would lie outside of what that one sees."""
    above = organisations_now.kind_and_division(parent)
    if kind != "authority" or above is None or above[0] != "authority" or not division or not above[1]:
        return []
    if is_within(division, above[1]):
        return []
    said = f"this division does not lie in that of the authority above, {above[1]}"
    return [Finding("people.division_outside", "/division", said, division[:80])]
