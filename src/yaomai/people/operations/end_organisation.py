"""End an organisation: it was dissolved or merged into another; nobody signs in for it any more, and its keys open nothing."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.locks import lock
from yaomai.people.models import Account, AccountEnd, Key, KeyEnd, OrganisationEnd
from yaomai.people.operations.end_account import Leaving, record_account_end
from yaomai.people.operations.end_key import record_key_end
from yaomai.people.organisation_findings import TREE_LOCK
from yaomai.people.queries import organisations_now
from yaomai.people.queries.accounts import organisation as organisation_now
from yaomai.people.viewer import Viewer

REASON_LENGTH_MOST = 200


def end_organisation(
    viewer: Viewer, organisation: int, *, reason: str, successor: int | None = None, now: datetime
) -> None:
    """Record that the organisation was dissolved, why, and which one goes on with what it had; its accounts and keys end with it.
    Nothing happens when it has ended already.

    Raises NotAllowedError unless the viewer is an administrator, and for the viewer's own organisation; NotFoundError;
    InvalidError while organisations are under it that go on (they are named: move them first), and for an unfit successor.
    """
    if "administrator" not in viewer.roles:
        raise NotAllowedError("organisations are dissolved by administrators of the installation")
    if viewer.organisation == organisation:
        raise NotAllowedError("nobody dissolves the own organisation; an administrator of another one can")
    reason = " ".join(reason.split())
    with transaction.atomic():
        lock(TREE_LOCK, f"people.organisation_people {organisation}")
        if organisation_now(viewer, organisation, now=now).ended:
            return
        if findings := _findings(organisation, reason, successor):
            raise InvalidError(findings)
        body = {"organisation": organisation, "reason": reason, "successor": successor}
        fact = facts.record_fact(facts.ORGANISATION_END, body, viewer, now)
        OrganisationEnd.objects.create(record=fact.record, record_time=fact.record_time, **body)
        _end_people(viewer, organisation, now)


def _findings(organisation: int, reason: str, successor: int | None) -> list[Finding]:
    findings = []
    names = organisations_now.names()
    if under := _under(organisation):
        named = "、".join(under)
        said = f"organisations are under it; move them first: {named}"
        findings.append(Finding("people.organisation_has_parts", "", said, named))
    if not 1 <= len(reason) <= REASON_LENGTH_MOST:
        said = f"a reason has 1 to {REASON_LENGTH_MOST} characters"
        findings.append(Finding("people.reason_length", "/reason", said, f"{len(reason)} characters"))
    if successor is None:
        return findings
    if successor == organisation:
        findings.append(Finding("people.successor_itself", "/successor", "an organisation does not succeed itself"))
    elif successor not in names:
        said = "there is no organisation of this number"
        findings.append(Finding("people.organisation_unknown", "/successor", said, str(successor)))
    elif OrganisationEnd.objects.filter(organisation=successor).exists():
        said = "this organisation was dissolved"
        findings.append(Finding("people.organisation_ended", "/successor", said, names[successor]))
    return findings


def _under(organisation: int) -> list[str]:
    """The names of the organisations directly under this one that go on."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name FROM {organisations_now.ORGANISATIONS_NOW} o WHERE parent = %s AND ended IS NULL ORDER BY organisation",
            (organisation,),
        )
        return [name for (name,) in cursor.fetchall()]


def _end_people(viewer: Viewer, organisation: int, now: datetime) -> None:
    """End the accounts and keys of the organisation that are good still."""
    gone = set(AccountEnd.objects.values_list("account", flat=True).filter(account__in=_accounts(organisation)))
    for account in _accounts(organisation):
        if account not in gone:
            record_account_end(viewer, account, Leaving("dissolved", timezone.localdate(now)), now)
    keys = list(Key.objects.filter(organisation=organisation).order_by("key").values_list("key", flat=True))
    ended = set(KeyEnd.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in ended:
            record_key_end(viewer, key, now)


def _accounts(organisation: int) -> list[int]:
    return list(Account.objects.filter(organisation=organisation).order_by("account").values_list("account", flat=True))
