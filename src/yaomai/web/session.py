"""How does a browser stay signed in, and how does that end?

The session keeps the account's number and a stamp of its password: when the password changes or the account
ends, so does every session of it. Its identifier is a new one after each sign-in, so that one that was
planted before is worth nothing.
"""

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from yaomai.people.operations.sign_in import SignedIn
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import ANYONE, Viewer

_ACCOUNT = "account"
_STAMP = "stamp"


def begin(request: HttpRequest, signed_in: SignedIn) -> None:
    """Sign the browser in: a new session with nothing of the one before, and a new token for forms."""
    request.session.flush()
    request.session[_ACCOUNT] = signed_in.viewer.account
    request.session[_STAMP] = signed_in.stamp
    rotate_token(request)


def go_on(request: HttpRequest, stamp: str) -> None:
    """Keep this browser signed in after its password changed, under a new identifier."""
    request.session.cycle_key()
    request.session[_STAMP] = stamp
    rotate_token(request)


def end(request: HttpRequest) -> None:
    """Sign the browser out."""
    request.session.flush()


def viewer_of(request: HttpRequest) -> Viewer:
    """Who is signed in here; a session whose account has ended or whose password has changed is ended, too."""
    account = request.session.get(_ACCOUNT)
    if account is None:
        return ANYONE
    found = by_account(account)
    if found is None or not constant_time_compare(found.stamp, request.session.get(_STAMP, "")):
        end(request)
        return ANYONE
    return found.viewer


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Where to go after signing in: `wanted` if it is an address of this site, else the start page."""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
