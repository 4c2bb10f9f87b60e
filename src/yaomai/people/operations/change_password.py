"""Change a password: one's own, knowing the old one; or another person's, as an administrator, to a new first
one.
"""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.people import attempts
from yaomai.people.authority import must_administer_account
from yaomai.people.engine.login import password_findings
from yaomai.people.models import Credential
from yaomai.people.queries.accounts import account_to_administer
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.viewer import Viewer

_FIRST_PASSWORD_BYTES = 12


def change_password(viewer: Viewer, old: str, new: str, *, address: str, now: datetime) -> str:
    """Set the viewer's own password; every other session of the account ends. Returns the stamp for the
    session that goes on.

    The old password is throttled as at sign-in: a stolen session is no way to guess it. Must not be called
    inside a transaction. Raises NotAllowedError for a viewer without account, SignInRefusedError for a wrong
    old password, InvalidError for a weak new one.
    """
    if viewer.account is None:
        raise NotAllowedError("only a person with an account has a password")
    found = by_account(viewer.account, now=now)
    if found is None:
        raise NotAllowedError("this account has ended")
    attempt = attempts.begin(found.login, address, now)
    if not check_password(old, found.password):
        raise SignInRefusedError("people.old_password_wrong", account=viewer.account)
    attempts.succeeded(attempt)
    if findings := password_findings(new, found.login, "/new"):
        raise InvalidError(findings)
    Credential.objects.filter(account=viewer.account).update(password=make_password(new), initial=False, changed=now)
    changed = by_account(viewer.account, now=now)
    if changed is None:
        raise NotAllowedError("the account was ended meanwhile")
    return changed.stamp


def reset_password(viewer: Viewer, account: int, *, now: datetime) -> str:
    """Give an account a new first password, made up here, and end all its sessions. It is returned once and
    kept nowhere.

    Raises NotFoundError for an account that the viewer may not see, NotAllowedError when the viewer does not
    administer its organisation or could not grant the account's roles.
    """
    held = account_to_administer(viewer, account)
    must_administer_account(viewer, held.organisation, [one.role for one in held.standing(now)])
    password = made_up_password()
    Credential.objects.filter(account=account).update(password=make_password(password), initial=True, changed=now)
    return password


def made_up_password() -> str:
    """A random first password of 16 characters."""
    return secrets.token_urlsafe(_FIRST_PASSWORD_BYTES)
