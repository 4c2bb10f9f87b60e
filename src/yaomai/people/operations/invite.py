"""Invite a person: whoever has the link may open an account of an organisation, once, with the roles that the invitation names."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.people import facts
from yaomai.people.authority import administers, must_administer
from yaomai.people.engine import held_roles
from yaomai.people.engine.held_roles import ALWAYS, Held, Term
from yaomai.people.engine.roles import may_grant
from yaomai.people.locks import lock
from yaomai.people.models import Invitation, InvitationEnd
from yaomai.people.operations.grant_roles import role_findings
from yaomai.people.operations.open_account import (
    NewAccount,
    account_findings,
    lock_for,
    organisation_findings,
    record_account,
)
from yaomai.people.queries.identity import by_account
from yaomai.people.queries.invitations import InvitationRow, invitation_of_code
from yaomai.people.refusals import InvitationRefusedError
from yaomai.people.viewer import Viewer

NOTE_LENGTH_MOST = 80
DAYS_MOST = 30
_SECRET_BYTES = 32
_CODE = re.compile(r"([1-9][0-9]{0,17})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation to be made: of which organisation, for whom in words, with which roles (some for a time), good for how many
    days.
    """

    organisation: int
    note: str
    roles: Collection[str]
    days: int
    terms: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation that was made. `code` is what its link carries: it is shown once, and only a digest of it is kept."""

    number: int
    code: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """What somebody who was invited chooses."""

    login: str
    name: str
    password: str


def invite(viewer: Viewer, new: NewInvitation, *, now: datetime) -> IssuedInvitation:
    """Record the invitation and return it with its code.

    Raises NotAllowedError when the viewer does not administer the organisation, InvalidError with all that is wrong.
    """
    must_administer(viewer, new.organisation)
    note = " ".join(new.note.split())
    held = {Held(role, new.terms.get(role, ALWAYS)) for role in new.roles}
    findings = _findings(new, note) + role_findings(viewer, held, before=())
    if findings := findings + held_roles.term_findings(new.roles, new.terms, now):
        raise InvalidError(findings)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    expires = (now + timedelta(days=new.days)).replace(microsecond=0)
    members = held_roles.as_members(new.terms)
    roles = sorted(set(new.roles))
    body = {
        "organisation": new.organisation,
        "note": note,
        "roles": roles,
        "terms": members,
        "secret_sha256": _digest(secret),
        "expires": expires.isoformat(),
    }
    with transaction.atomic():
        fact = facts.record_fact(facts.INVITATION, body, viewer, now)
        Invitation.objects.create(
            record=fact.record,
            invitation=fact.number,
            organisation=new.organisation,
            note=note,
            roles=" ".join(roles),
            terms=held_roles.written(members),
            secret_sha256=_digest(secret),
            expires=expires,
            made_by=viewer.account,
            record_time=fact.record_time,
        )
    return IssuedInvitation(fact.number, f"{fact.number}.{secret}", expires)


def take_back(viewer: Viewer, invitation: int, *, now: datetime) -> int:
    """Record that the invitation is no longer good; nothing happens when it was used or taken back already. Returns the
    organisation that it is of.

    Raises NotFoundError unless the viewer administers the organisation that it is of.
    """
    organisation = Invitation.objects.filter(invitation=invitation).values_list("organisation", flat=True).first()
    if organisation is None or not administers(viewer, organisation):
        raise NotFoundError(f"there is no invitation {invitation}, or none that you may take back")
    with transaction.atomic():
        lock(f"people.invitation {invitation}")
        if not InvitationEnd.objects.filter(invitation=invitation).exists():
            _record_end(viewer, invitation, None, now)
    return int(organisation)


def invited(code: str, *, now: datetime) -> InvitationRow:
    """The invitation that a link carries, while it is good. Raises InvitationRefusedError."""
    found = _good(code, now)
    if found is None:
        raise InvitationRefusedError(
            "this invitation is not good: it was used, taken back, has expired, or is none of ours"
        )
    return found


def accept(code: str, person: InvitedPerson, *, now: datetime) -> int:
    """Open the account that the invitation is for, with what the person chose; returns its number. The deeds name the
    organisation as the recorder: it is the word of who invited, which the invitation is on record for.

    Raises InvitationRefusedError when the invitation is not good (any more), InvalidError with all that is wrong with the rest.
    """
    found = invited(code, now=now)
    new = NewAccount(
        person.login,
        person.name,
        found.organisation,
        found.roles,
        person.password,
        {one.role: one.term for one in found.held},
    )
    hashed = make_password(person.password)  # slow by design: outside the transaction
    viewer = Viewer(organisation=found.organisation)
    with transaction.atomic():
        lock(f"people.invitation {found.invitation}")
        lock_for(new)
        invited(code, now=now)  # again, now that nobody else can use it
        if findings := account_findings(new):
            raise InvalidError(findings)
        account = record_account(viewer, new, hashed, now, invitation=found.invitation)
        _record_end(viewer, found.invitation, account, now)
    return account


def _record_end(viewer: Viewer, invitation: int, account: int | None, now: datetime) -> None:
    fact = facts.record_fact(facts.INVITATION_END, {"invitation": invitation, "account": account}, viewer, now)
    InvitationEnd.objects.create(
        record=fact.record, invitation=invitation, account=account, record_time=fact.record_time
    )


def _good(code: str, now: datetime) -> InvitationRow | None:
    match = _CODE.fullmatch(code)
    found = invitation_of_code(int(match[1])) if match else None
    if match is None or found is None or not hmac.compare_digest(found.secret_sha256, _digest(match[2])):
        return None
    if found.ended is not None or found.expires <= now or organisation_findings(found.organisation):
        return None
    return found if _may_still_invite(found, now) else None


def _may_still_invite(found: InvitationRow, now: datetime) -> bool:
    """An invitation is as good as its maker's right to make it: who has left invites nobody any more."""
    if found.made_by is None:
        return True
    maker = by_account(found.made_by, now=now)
    if maker is None:
        return False
    return administers(maker.viewer, found.organisation) and set(found.roles) <= may_grant(maker.viewer.roles)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _findings(new: NewInvitation, note: str) -> list[Finding]:
    findings = organisation_findings(new.organisation)
    if not 1 <= len(note) <= NOTE_LENGTH_MOST:
        said = f"for whom it is has 1 to {NOTE_LENGTH_MOST} characters"
        findings.append(Finding("people.invitation_note", "/note", said, f"{len(note)} characters"))
    if not 1 <= new.days <= DAYS_MOST:
        said = f"an invitation is good for 1 to {DAYS_MOST} days"
        findings.append(Finding("people.invitation_days", "/days", said, str(new.days)))
    return findings
