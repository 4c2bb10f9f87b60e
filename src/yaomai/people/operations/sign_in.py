"""Sign in: a login and a password become a viewer."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password

from yaomai.people import attempts
from yaomai.people.engine.login import normalised_login
from yaomai.people.queries.identity import by_login
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in; the stamp that the session keeps; whether the password was set by somebody else and
    should be changed.
    """

    viewer: Viewer
    stamp: str
    password_is_initial: bool


def sign_in(login: str, password: str, *, address: str, now: datetime) -> SignedIn:
    """The person with this login and password, coming from this network address.

    Raises SignInRefusedError when it is too soon to try (`wait_until`), or when the two do not fit: with the
    same words and after the same work for an unknown login, an ended account and a wrong password. Must not
    be called inside a transaction.
    """
    login = normalised_login(login)
    attempt = attempts.begin(login, address, now)
    found = by_login(login)
    # Against an unusable password Django hashes once all the same.
    fits = check_password(password, found.password if found else UNUSABLE_PASSWORD_PREFIX)
    if found is None or not fits:
        raise SignInRefusedError("people.sign_in_wrong", account=found.viewer.account if found else None)
    attempts.succeeded(attempt)
    return SignedIn(found.viewer, found.stamp, found.password_is_initial)
