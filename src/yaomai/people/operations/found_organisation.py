"""Found an organisation: from now on it can have accounts and keys."""

from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.engine.roles import ORGANISATION_KINDS
from yaomai.people.locks import lock
from yaomai.people.models import Organisation
from yaomai.people.viewer import Viewer

NAME_LENGTH_MOST = 120


def found_organisation(viewer: Viewer, name: str, kind: str, *, now: datetime, invented: bool = False) -> int:
    """Record an organisation; returns its number.

    Raises NotAllowedError unless the viewer is an administrator, InvalidError with what is wrong with name or
    kind.
    """
    if "administrator" not in viewer.roles:
        raise NotAllowedError("organisations are founded by administrators of the installation")
    name = " ".join(name.split())
    with transaction.atomic():
        lock(f"people.organisation {name}")
        if findings := _findings(name, kind):
            raise InvalidError(findings)
        fact = facts.record_fact(facts.ORGANISATION, {"name": name, "kind": kind, "invented": invented}, viewer, now)
        Organisation.objects.create(
            record=fact.record,
            organisation=fact.number,
            name=name,
            kind=kind,
            invented=invented,
            record_time=fact.record_time,
        )
    return fact.number


def _findings(name: str, kind: str) -> list[Finding]:
    findings = []
    if not 1 <= len(name) <= NAME_LENGTH_MOST:
        findings.append(
            Finding(
                "people.name_length",
                "/name",
                f"a name has 1 to {NAME_LENGTH_MOST} characters",
                f"{len(name)} characters",
            )
        )
    elif Organisation.objects.filter(name=name).exists():
        findings.append(
            Finding("people.organisation_exists", "/name", "an organisation of this name is there already", name)
        )
    if kind not in ORGANISATION_KINDS:
        findings.append(
            Finding(
                "people.organisation_kind",
                "/kind",
                f"a kind of organisation is one of {', '.join(ORGANISATION_KINDS)}",
                kind[:80],
            )
        )
    return findings
