"""Sign in: a login and a password become a viewer, where the account asks for it together with a code."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password

from yaomai.people import attempts
from yaomai.people.engine.login import normalised_login
from yaomai.people.queries.identity import Identified, by_account, by_login
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.second_factor import use_code
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in; the stamp that the session keeps; whether the password was set by somebody else and
    should be changed.
    """

    viewer: Viewer
    stamp: str
    password_is_initial: bool


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """Login and password fit, but the account asks for a code, too: nobody is signed in yet. `stamp` is of the proofs as they
    are.
    """

    account: int
    stamp: str


def sign_in(login: str, password: str, *, address: str, now: datetime) -> SignedIn | CodeNeeded:
    """The person with this login and password, coming from this network address; or that a code is needed as well.

    Raises SignInRefusedError when it is too soon to try (`wait_until`), or when the two do not fit: with the
    same words and after the same work for an unknown login, an ended account and a wrong password. Must not
    be called inside a transaction.
    """
    login = normalised_login(login)
    attempt = attempts.begin(login, address, now)
    found = by_login(login, now=now)
    # Against an unusable password Django hashes once all the same.
    fits = check_password(password, found.password if found else UNUSABLE_PASSWORD_PREFIX)
    if found is None or not fits:
        raise SignInRefusedError("people.sign_in_wrong", account=found.viewer.account if found else None)
    attempts.succeeded(attempt)
    if found.totp is not None and found.viewer.account is not None:
        return CodeNeeded(found.viewer.account, found.stamp)
    return _signed_in(found)


def confirm_code(needed: CodeNeeded, code: str, *, address: str, now: datetime) -> SignedIn:
    """The person whose password fitted a moment ago, with a code of the authenticator or a recovery code. Each is good once.

    Codes are throttled as passwords are, apart from them. Raises SignInRefusedError when it is too soon to try, when the code is
    not good (`people.code_wrong`), or when password or second factor changed meanwhile (`people.sign_in_again`). Must not be called
    inside a transaction.
    """
    found = by_account(needed.account, now=now)
    if found is None or found.stamp != needed.stamp:
        raise SignInRefusedError("people.sign_in_again", account=needed.account)
    attempt = attempts.begin(attempts.of_code(found.login), address, now)
    if not use_code(needed.account, code, now=now):
        raise SignInRefusedError("people.code_wrong", account=needed.account)
    attempts.succeeded(attempt)
    return _signed_in(found)


def _signed_in(found: Identified) -> SignedIn:
    return SignedIn(found.viewer, found.stamp, found.password_is_initial)
