"""Change an organisation: from now on it is called otherwise, is of another kind, sits elsewhere, or is under another one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.locks import lock
from yaomai.people.models import OrganisationState
from yaomai.people.organisation_findings import TREE_LOCK, kind_findings, name_findings, place_findings
from yaomai.people.queries.accounts import organisation as organisation_now
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What an organisation is called, of what kind it is, under whom (None: nobody), and where (empty: nowhere)."""

    name: str
    kind: str
    parent: int | None
    division: str


def change_organisation(viewer: Viewer, organisation: int, wanted: OrganisationFacts, *, now: datetime) -> None:
    """Record that the organisation is as `wanted` from now on; what it was stays on record. Nothing is recorded when it is so
    already.

    Raises NotAllowedError unless the viewer is an administrator, and for an organisation that was dissolved; NotFoundError;
    InvalidError with all that is wrong, a way that would lead back to the organisation itself in the names of those on it.
    """
    if "administrator" not in viewer.roles:
        raise NotAllowedError("organisations are changed by administrators of the installation")
    name, division = " ".join(wanted.name.split()), wanted.division.strip()
    with transaction.atomic():
        lock(f"people.organisation {name}", TREE_LOCK)
        known = organisation_now(viewer, organisation, now=now)
        if known.ended:
            raise NotAllowedError(f"organisation {organisation} was dissolved; what is on record of it stays as it is")
        findings = name_findings(name, organisation) + kind_findings(wanted.kind)
        findings += place_findings(organisation, wanted.kind, wanted.parent, division)
        if findings:
            raise InvalidError(findings)
        if (name, wanted.kind, wanted.parent, division) == (known.name, known.kind, known.parent, known.division):
            return
        told = {"name": name, "kind": wanted.kind, "parent": wanted.parent, "division": division}
        fact = facts.record_fact(facts.ORGANISATION_STATE, {"organisation": organisation, **told}, viewer, now)
        OrganisationState.objects.create(
            record=fact.record, organisation=organisation, record_time=fact.record_time, **told
        )
