"""Set up a second factor for an account, give it new recovery codes, or take it away."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.contrib.auth.hashers import check_password
from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people import attempts, facts
from yaomai.people.authority import must_administer_account
from yaomai.people.engine import totp as codes
from yaomai.people.locks import lock
from yaomai.people.models import RecoveryCode, Totp, TotpSecret
from yaomai.people.queries.accounts import account_to_administer
from yaomai.people.queries.identity import Identified, by_account
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.sealed import opened, sealed
from yaomai.people.second_factor import use_authenticator, use_code
from yaomai.people.viewer import Viewer

REMOVAL_REASONS = ("lost", "replaced", "unreadable", "other")
"""Why an administrator takes a second factor away: the device was lost, or is another one; the installation's secret changed."""
OWN_WISH = "own_wish"


@dataclass(frozen=True, slots=True)
class TurnedOn:
    """The second factor is on: the stamp for the session that goes on, and the recovery codes, which are shown this once."""

    stamp: str
    recovery_codes: tuple[str, ...]


def begin_totp(viewer: Viewer, *, issuer: str, now: datetime) -> tuple[str, str]:
    """A secret for the viewer's authenticator (base 32), and the address that its QR code says. The same again until it is
    confirmed, so that a page that is loaded twice does not part from what was scanned.

    Raises NotAllowedError for a viewer without account, and when a second factor is on already.
    """
    found = _own(viewer, now)
    account = found.viewer.account or 0
    if found.totp is not None:
        raise NotAllowedError("a second factor is on already; take it away before setting up another one")
    with transaction.atomic():
        lock(f"people.totp {account}")
        kept = TotpSecret.objects.filter(account=account, is_confirmed=False).first()
        secret = opened(account, kept.secret) if kept else None
        if secret is None:
            secret = pyotp.random_base32()
            told = {"secret": sealed(account, secret), "is_confirmed": False, "last_step": 0, "changed": now}
            TotpSecret.objects.update_or_create(account=account, defaults=told)
    return secret, codes.uri(secret, found.login, issuer)


def turn_on_totp(viewer: Viewer, code: str, *, password: str, address: str, now: datetime) -> TurnedOn:
    """Record that the viewer's sign-in asks for a code from now on: `code` shows that the authenticator has the secret, `password`
    that it is the person, and not somebody at a session that was left open. Every other session of the account ends.

    Raises NotAllowedError as `begin_totp` does, SignInRefusedError for a wrong password or code or when it is too soon to try.
    Must not be called inside a transaction.
    """
    found = _own(viewer, now)
    account = found.viewer.account or 0
    if found.totp is not None:
        raise NotAllowedError("a second factor is on already")
    known = attempts.begin(found.login, address, now)
    if not check_password(password, found.password):
        raise SignInRefusedError("people.old_password_wrong", account=account)
    attempts.succeeded(known)
    attempt = attempts.begin(attempts.of_code(found.login), address, now)
    with transaction.atomic():
        lock(f"people.totp {account}")
        if not use_authenticator(account, codes.typed(code), now=now, confirmed=False):
            raise SignInRefusedError("people.code_wrong", account=account)
        TotpSecret.objects.filter(account=account).update(is_confirmed=True, changed=now)
        fact = facts.record_fact(facts.TOTP, {"account": account, "on": True, "reason": ""}, viewer, now)
        Totp.objects.create(record=fact.record, account=account, is_on=True, reason="", record_time=fact.record_time)
        made = _new_recovery_codes(account)
    attempts.succeeded(attempt)
    return TurnedOn(_own(viewer, now).stamp, made)


def renew_recovery_codes(viewer: Viewer, code: str, *, address: str, now: datetime) -> tuple[str, ...]:
    """New recovery codes for the viewer; those before are good no longer. Raises as `turn_on_totp` does, but for the password."""
    account = _must_know_code(viewer, code, address, now)
    with transaction.atomic():
        lock(f"people.totp {account}")
        return _new_recovery_codes(account)


def turn_off_totp(viewer: Viewer, code: str, *, address: str, now: datetime) -> str:
    """Record that the viewer's sign-in asks for no code any more, at the viewer's own wish; returns the stamp for the session that
    goes on. Raises as `turn_on_totp` does.
    """
    account = _must_know_code(viewer, code, address, now)
    with transaction.atomic():
        lock(f"people.totp {account}")
        _record_off(viewer, account, OWN_WISH, now)
    return _own(viewer, now).stamp


def remove_totp(viewer: Viewer, account: int, *, reason: str, now: datetime) -> None:
    """Record that another account's sign-in asks for no code any more; all its sessions end. Nothing happens when it asks for none.

    Raises NotFoundError for an account that the viewer may not see, NotAllowedError when the viewer does not administer its
    organisation or could not grant the account's roles, and for the own account, which needs a code; InvalidError for a reason that
    is not declared.
    """
    held = account_to_administer(viewer, account)
    must_administer_account(viewer, held.organisation, [one.role for one in held.standing(now)])
    if viewer.account == account:
        raise NotAllowedError("nobody takes the own second factor away without a code of it")
    if reason not in REMOVAL_REASONS:
        said = f"a reason is one of {', '.join(REMOVAL_REASONS)}"
        raise InvalidError([Finding("people.removal_reason", "/reason", said, reason[:80])])
    with transaction.atomic():
        lock(f"people.totp {account}")
        newest = Totp.objects.filter(account=account).order_by("-record").first()
        if newest is not None and newest.is_on:
            _record_off(viewer, account, reason, now)


def unused_recovery_codes(viewer: Viewer) -> int:
    """How many recovery codes the viewer has left."""
    return RecoveryCode.objects.filter(account=viewer.account or 0, used__isnull=True).count()


def _own(viewer: Viewer, now: datetime) -> Identified:
    found = by_account(viewer.account, now=now) if viewer.account is not None else None
    if found is None:
        raise NotAllowedError("only a person with an account that is good has a second factor")
    return found


def _must_know_code(viewer: Viewer, code: str, address: str, now: datetime) -> int:
    found = _own(viewer, now)
    account = found.viewer.account or 0
    if found.totp is None:
        raise NotAllowedError("no second factor is on")
    attempt = attempts.begin(attempts.of_code(found.login), address, now)
    if not use_code(account, code, now=now):
        raise SignInRefusedError("people.code_wrong", account=account)
    attempts.succeeded(attempt)
    return account


def _new_recovery_codes(account: int) -> tuple[str, ...]:
    RecoveryCode.objects.filter(account=account).delete()
    made = tuple(codes.recovery_code(secrets.token_bytes(codes.RECOVERY_BYTES)) for _ in range(codes.RECOVERY_CODES))
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_sha256=codes.recovery_digest(account, codes.typed(code)), used=None)
        for code in made
    )
    return made


def _record_off(viewer: Viewer, account: int, reason: str, now: datetime) -> None:
    fact = facts.record_fact(facts.TOTP, {"account": account, "on": False, "reason": reason}, viewer, now)
    Totp.objects.create(record=fact.record, account=account, is_on=False, reason=reason, record_time=fact.record_time)
    TotpSecret.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()
