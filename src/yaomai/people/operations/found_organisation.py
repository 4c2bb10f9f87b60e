"""Found an organisation: from now on it can have accounts and keys."""

from datetime import datetime

from django.db import transaction

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.locks import lock
from yaomai.people.models import Organisation
from yaomai.people.organisation_findings import TREE_LOCK, kind_findings, name_findings, place_findings
from yaomai.people.viewer import Viewer


def found_organisation(
    viewer: Viewer,
    name: str,
    kind: str,
    *,
    now: datetime,
    invented: bool = False,
    parent: int | None = None,
    division: str = "",
) -> int:
    """Record an organisation; returns its number. `parent` is the one that it is under, `division` where it is responsible or
    sits (six digits, GB/T 2260; empty: nowhere).

    Raises NotAllowedError unless the viewer is an administrator, InvalidError with all that is wrong.
    """
    if "administrator" not in viewer.roles:
        raise NotAllowedError("organisations are founded by administrators of the installation")
    name, division = " ".join(name.split()), division.strip()
    with transaction.atomic():
        lock(f"people.organisation {name}", TREE_LOCK)
        findings = name_findings(name, None) + kind_findings(kind) + place_findings(None, kind, parent, division)
        if findings:
            raise InvalidError(findings)
        body: dict[str, object] = {"name": name, "kind": kind, "invented": invented}
        if parent is not None:
            body["parent"] = parent
        if division:
            body["division"] = division
        fact = facts.record_fact(facts.ORGANISATION, body, viewer, now)
        Organisation.objects.create(
            record=fact.record,
            organisation=fact.number,
            name=name,
            kind=kind,
            invented=invented,
            parent=parent,
            division=division,
            record_time=fact.record_time,
        )
    return fact.number
