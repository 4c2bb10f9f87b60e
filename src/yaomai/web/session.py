"""How does a browser stay signed in, and how does that end?

The session keeps the account's number and a stamp of its password and second factor: when one of them changes or the account
ends, so does every session of it. Its identifier is a new one after each sign-in, so that one that was planted before is worth
nothing. Who the viewer is, and which roles are in force, is asked anew by each request.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from yaomai.people.operations.sign_in import CodeNeeded, SignedIn
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import ANYONE, Viewer

_ACCOUNT = "account"
_STAMP = "stamp"
_AWAITING = "awaiting_code"
_CODE_WITHIN = timedelta(minutes=5)


def begin(request: HttpRequest, signed_in: SignedIn) -> None:
    """Sign the browser in: a new session with nothing of the one before, and a new token for forms."""
    request.session.flush()
    request.session[_ACCOUNT] = signed_in.viewer.account
    request.session[_STAMP] = signed_in.stamp
    rotate_token(request)


def await_code(request: HttpRequest, needed: CodeNeeded, wanted: str, now: datetime) -> None:
    """Remember that login and password fitted, and where the person wanted to go: nobody is signed in here yet."""
    request.session.flush()
    until = (now + _CODE_WITHIN).isoformat()
    request.session[_AWAITING] = {"account": needed.account, "stamp": needed.stamp, "next": wanted, "until": until}
    rotate_token(request)


def awaited(request: HttpRequest, now: datetime) -> tuple[CodeNeeded, str] | None:
    """Whose code is awaited here, and where that person wanted to go; None: nobody's, or not any more."""
    kept = request.session.get(_AWAITING)
    if kept is None or datetime.fromisoformat(kept["until"]) <= now:
        return None
    return CodeNeeded(kept["account"], kept["stamp"]), str(kept["next"])


def go_on(request: HttpRequest, stamp: str) -> None:
    """Keep this browser signed in after its password or second factor changed, under a new identifier."""
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
    found = by_account(account, now=timezone.now())
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
