"""End an account: its holder has left; the holder may no longer sign in, and the keys that the holder made are no longer good."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.authority import must_administer_account
from yaomai.people.engine.held_roles import Held
from yaomai.people.locks import lock
from yaomai.people.models import AccountEnd, Key, KeyEnd
from yaomai.people.operations.end_key import record_key_end
from yaomai.people.operations.grant_roles import record_roles
from yaomai.people.queries.accounts import AccountRow, account_to_administer
from yaomai.people.viewer import Viewer

LEAVING_REASONS = ("left", "moved", "retired", "role_ended", "misused", "duplicate", "dissolved", "other")
"""Why an account ends. Declared words and no free text: what is said of why somebody left could never be erased."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why an account ends, since which day its holder is gone, and the account that goes on with the duties (None: nobody).

    Who goes on holds, beside the own roles, those of who left that are not over.
    """

    reason: str = "other"
    left_on: date | None = None
    successor: int | None = None


def end_account(viewer: Viewer, account: int, leaving: Leaving = Leaving(), *, now: datetime) -> None:
    """Record the end of the account and of its keys, and give its roles to the successor; nothing happens when it has
    ended already.

    A key is as good as who could have copied it: a person who leaves takes no key along. Sessions of the account end with it.
    Raises NotFoundError for an account that the viewer may not see, NotAllowedError when the viewer does not
    administer its organisation and roles, or would lock itself out; InvalidError for an unfit reason, day or successor.
    """
    with transaction.atomic():
        held = account_to_administer(viewer, account)
        must_administer_account(viewer, held.organisation, [one.role for one in held.standing(now)])
        if viewer.account == account:
            raise NotAllowedError("nobody ends the own account; another administrator can")
        keys = Key.objects.filter(made_by=account).order_by("key")
        successor = leaving.successor
        lock(
            f"people.account_end {account}",
            f"people.roles {account}",
            *([f"people.roles {successor}"] if successor is not None else []),
            *(f"people.key_end {key.key}" for key in keys),
        )
        if AccountEnd.objects.filter(account=account).exists():
            return
        heir = account_to_administer(viewer, successor) if successor is not None else None
        if findings := _findings(held, leaving, heir, now):
            raise InvalidError(findings)
        record_account_end(viewer, account, leaving, now)
        ended = set(KeyEnd.objects.filter(key__in=[key.key for key in keys]).values_list("key", flat=True))
        for key in keys:
            if key.key not in ended:
                record_key_end(viewer, key.key, now)
        if heir is not None:
            _hand_over(viewer, held, heir, now)


def record_account_end(viewer: Viewer, account: int, leaving: Leaving, now: datetime) -> None:
    """Record the end of an account, checked and locked already, in the open transaction."""
    body = {
        "account": account,
        "reason": leaving.reason,
        "left_on": leaving.left_on.isoformat() if leaving.left_on else None,
        "successor": leaving.successor,
    }
    fact = facts.record_fact(facts.ACCOUNT_END, body, viewer, now)
    AccountEnd.objects.create(
        record=fact.record,
        account=account,
        left_on=leaving.left_on,
        reason=leaving.reason,
        successor=leaving.successor,
        record_time=fact.record_time,
    )


def _findings(held: AccountRow, leaving: Leaving, heir: AccountRow | None, now: datetime) -> list[Finding]:
    findings = []
    if leaving.reason not in LEAVING_REASONS:
        said = f"a reason is one of {', '.join(LEAVING_REASONS)}"
        findings.append(Finding("people.leaving_reason", "/reason", said, leaving.reason[:80]))
    # The day is one of the person's calendar, which may be a day ahead of the clock's.
    if leaving.left_on is not None and leaving.left_on > (now + timedelta(days=1)).date():
        said = "the day has not come; an account ends when its holder is gone, a role can end at a moment to come"
        findings.append(Finding("people.left_on_to_come", "/left_on", said, leaving.left_on.isoformat()))
    if heir is not None and (heir.account == held.account or heir.ended or heir.organisation != held.organisation):
        said = "who goes on has an account of the same organisation that is good"
        findings.append(Finding("people.successor_unfit", "/successor", said, heir.login))
    return findings


def _hand_over(viewer: Viewer, held: AccountRow, heir: AccountRow, now: datetime) -> None:
    """The heir holds each role as long as the longer of the two terms that come together."""
    own = {one.role: one for one in heir.standing(now)}
    given = {one.role: one for one in held.standing(now)}
    together = {role: _longer(own.get(role), given.get(role)) for role in own | given}
    if together != own:
        terms = {role: one.term for role, one in together.items()}
        record_roles(viewer, heir.account, together, now, terms=terms)


def _longer(one: Held | None, other: Held | None) -> Held:
    """Of two holdings of one role the one that ends later; the one that there is."""
    if one is None or other is None:
        found = one or other
        assert found is not None  # noqa: S101  # at least one of them has the role
        return found
    if one.term.until is None or (other.term.until is not None and other.term.until <= one.term.until):
        return one
    return other
