"""Who may use which address, and what is written down about it?

Every view declares who it is open to:

    @open_to(anyone)
    @open_to(role("auditor", "administrator"), reveals=("people.audit_entry",))
    @open_to(key("capture"), methods=("POST",))
    @open_to(signed_in, key("query"))                  # one of them suffices

`AccessMiddleware` finds out who asks, decides by the declaration before the view runs, and afterwards writes
the audit entry: for each refusal, each call of a method that changes something, and each view that reveals a
kind declared sensitive in `yaomai.people.viewer`. A view whose kind is known only when it runs says so then:

    request.reveals("registers.expert")

A view without a declaration is open to nobody.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Literal, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from yaomai.errors import NotAllowedError
from yaomai.ledger.operations.record import noting
from yaomai.people.engine.roles import BY_NAME, SCOPES
from yaomai.people.operations.use_key import use_key
from yaomai.people.operations.write_audit_entry import Call, Outcome, write_audit_entry
from yaomai.people.refusals import KeyRefusedError
from yaomai.people.viewer import ANYONE, Viewer, declarations, is_sensitive
from yaomai.web import hidden, session
from yaomai.web.client_address import address_of
from yaomai.web.pages import errors

logger = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""

UNDECLARED = "this address declares nobody that it is open to, so it is open to nobody"


class Request(HttpRequest):
    """A request behind AccessMiddleware: `viewer` is who asks; `audited_viewer`, if a view sets it, who the
    audit entry names; `reveals(kind)` is for views to say that they show records of a kind which is known only when they run.
    """

    viewer: Viewer
    audited_viewer: Viewer | None
    decision: "Decision"
    reveals: Callable[[str], None]


View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Audience:
    """Some of those who ask: `names` are roles, or scopes of keys."""

    kind: Literal["anyone", "signed_in", "role", "key"]
    names: frozenset[str] = frozenset()

    def admits(self, viewer: Viewer) -> bool:
        """Whether the viewer is one of them. Keys have no roles: what a role opens is opened to persons only."""
        if self.kind == "anyone":
            return True
        if self.kind == "key":
            return viewer.key is not None and bool(self.names & viewer.scopes)
        return viewer.is_signed_in and (self.kind == "signed_in" or bool(self.names & viewer.roles))

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(sorted(self.names))})" if self.names else self.kind


anyone = Audience("anyone")
signed_in = Audience("signed_in")


def role(*names: str) -> Audience:
    """Persons who have one of these roles. Raises ValueError for a role that is not declared."""
    if unknown := set(names) - set(BY_NAME):
        raise ValueError(f"no such roles: {sorted(unknown)}; they are declared in people/engine/roles.py")
    return Audience("role", frozenset(names))


def key(*scopes: str) -> Audience:
    """Machines with a key that has one of these scopes. Raises ValueError for a scope that is not declared."""
    if unknown := set(scopes) - set(SCOPES):
        raise ValueError(f"no such scopes: {sorted(unknown)}; they are declared in people/engine/roles.py")
    return Audience("key", frozenset(scopes))


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares: who may use it, by which methods, which kinds of record it reveals, whether that
    is audited.
    """

    audiences: tuple[Audience, ...]
    methods: frozenset[str]
    reveals: frozenset[str]
    audited: bool | None

    def admits(self, viewer: Viewer) -> bool:
        """Whether the viewer may use it."""
        return any(audience.admits(viewer) for audience in self.audiences)

    def is_audited(self, method: str, revealed: Collection[str] = ()) -> bool:
        """Whether an admitted call of this method, that revealed these kinds beside the declared ones, leaves an audit entry. What
        is sensitive always does when its kind is known only at run time.
        """
        if any(is_sensitive(kind) for kind in revealed):
            return True
        if self.audited is not None:
            return self.audited
        return method not in SAFE_METHODS or any(is_sensitive(kind) for kind in self.reveals)

    @property
    def is_for_keys(self) -> bool:
        """Whether machines are among those it is open to by name."""
        return any(audience.kind == "key" for audience in self.audiences)

    @property
    def is_for_keys_only(self) -> bool:
        """Whether nobody but machines may use it; then sessions, and with them forged forms, play no part."""
        return all(audience.kind == "key" for audience in self.audiences)


@dataclass(eq=False)  # Django keeps views as keys of a mapping
class DeclaredView:
    """A view with its declaration. `csrf_exempt` is read by Django."""

    view: View
    access: Access
    csrf_exempt: bool = field(init=False)

    def __post_init__(self) -> None:
        self.csrf_exempt = self.access.is_for_keys_only
        update_wrapper(self, self.view)

    @property
    def by_method(self) -> Mapping[str, Access]:
        """The same declaration for each of its methods."""
        return dict.fromkeys(self.access.methods, self.access)

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self.view(request, *args, **kwargs)


class ViewByMethod:
    """Several declared views at one address, told apart by method."""

    def __init__(self, views: Mapping[str, DeclaredView]) -> None:
        for method, view in views.items():
            if method not in view.access.methods:
                raise ValueError(f"{view} is given for {method} but declares {sorted(view.access.methods)}")
        self.views = dict(views)
        if "GET" in views:
            self.views.setdefault("HEAD", views["GET"])
        changing = [view for method, view in views.items() if method not in SAFE_METHODS]
        self.csrf_exempt = bool(changing) and all(view.csrf_exempt for view in changing)

    @property
    def by_method(self) -> Mapping[str, Access]:
        """Each method's own declaration."""
        return {method: view.access for method, view in self.views.items()}

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self.views[request.method or ""](request, *args, **kwargs)


Declared = DeclaredView | ViewByMethod


def open_to(
    *audiences: Audience,
    methods: tuple[str, ...] = ("GET",),
    reveals: tuple[str, ...] = (),
    audited: bool | None = None,
) -> Callable[[View], DeclaredView]:
    """Declare who may use a view.

    `methods` it answers (GET brings HEAD), other ones get 405; `reveals`: the kinds of record it shows;
    `audited`: None leaves it to the rule (changes, and reads of sensitive kinds), True and False say
    otherwise for admitted calls. Refusals are always audited.
    Raises ValueError for a declaration that admits nobody or reveals a kind without a visibility.
    """
    if not audiences:
        raise ValueError("a view is open to somebody: name who, or remove the view")
    if unknown := set(reveals) - {declared.kind for declared in declarations()}:
        raise ValueError(f"no visibility is declared for {sorted(unknown)}; see people/viewer.py")
    answered = frozenset(methods) | ({"HEAD"} if "GET" in methods else set())
    access = Access(audiences, answered, frozenset(reveals), audited)
    return lambda view: DeclaredView(view, access)


def by_method(**views: DeclaredView) -> ViewByMethod:
    """One address whose methods have views and declarations of their own: `by_method(GET=read,
    POST=capture)`.
    """
    return ViewByMethod(views)


@dataclass(slots=True)
class Decision:
    """What was decided about a call: the declaration that holds, whether it was refused, why its key was not
    accepted; `revealed`: the kinds that the view said it showed, beside those that it declares; `action`: what the view says
    that it did, where the name of its address does not tell.
    """

    key_refusal: KeyRefusedError | None
    access: Access | None = None
    is_refused: bool = False
    revealed: set[str] = field(default_factory=set)
    action: str = ""

    @property
    def shown(self) -> frozenset[str]:
        """The kinds of record that an admitted call showed, declared or said by the view."""
        return (self.access.reveals if self.access else frozenset()) | self.revealed

    def reveal(self, kind: str) -> None:
        """Note that records of this kind are shown. Raises KeyError for a kind without a visibility."""
        is_sensitive(kind)
        self.revealed.add(kind)


class AccessMiddleware:
    """Who asks, may they, and what is written down: see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, incoming: HttpRequest) -> HttpResponse:
        request = cast("Request", incoming)
        request.audited_viewer = None
        request.decision = Decision(key_refusal=_identify(request))
        request.reveals = request.decision.reveal
        with noting() as deeds:
            response = self.get_response(request)
        _audit(request, response, request.decision, deeds)
        if request.viewer != ANYONE:
            # What this viewer sees is for nobody else, and not to be shown again after signing out.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(self, incoming: HttpRequest, view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Called by Django when the address is known and before the view: None lets the call through."""
        request = cast("Request", incoming)
        decision = request.decision
        if not isinstance(view, DeclaredView | ViewByMethod):
            logger.error("%s: %s (declare it with open_to)", request.path, UNDECLARED)
            decision.is_refused = True
            return _forbidden(request, None, UNDECLARED)
        access = view.by_method.get(request.method or "")
        if access is None:
            return _not_allowed_method(request, view)
        decision.access = access
        if decision.key_refusal is None and access.admits(request.viewer):
            return None
        decision.is_refused = True
        return _refusal(request, access, decision.key_refusal)


def _identify(request: Request) -> KeyRefusedError | None:
    """Set `request.viewer`. A request that carries a key is the key's alone: its session is not looked at."""
    request.viewer = ANYONE
    sent = request.headers.get("Authorization")
    if sent is None:
        request.viewer = session.viewer_of(request)
        return None
    # No page can make a browser send this header to us, so there is no forged form to guard against.
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own switch, also used by its test client
    scheme, _, credentials = sent.partition(" ")
    if scheme.lower() != "bearer":
        return KeyRefusedError("people.key_malformed")
    try:
        request.viewer = use_key(credentials.strip(), now=timezone.now())
    except KeyRefusedError as error:
        return error
    return None


def _is_program(request: Request, access: Access | None) -> bool:
    """Whether the answer to a refused call is a problem document and not a page."""
    if "Authorization" in request.headers or (access is not None and access.is_for_keys_only):
        return True
    if access is not None and access.is_for_keys and "text/html" not in request.headers.get("Accept", ""):
        return True
    return errors.wants_problem(request)


def _refusal(request: Request, access: Access, key_refusal: KeyRefusedError | None) -> HttpResponse:
    if key_refusal is not None:
        return _unauthorized(str(key_refusal), 'Bearer realm="yaomai", error="invalid_token"')
    if request.viewer.key is not None:
        scopes = sorted(frozenset().union(*(audience.names for audience in access.audiences if audience.kind == "key")))
        if not scopes:
            return _forbidden(request, access, "this address is for persons who sign in, not for keys")
        response = _forbidden(request, access, f"this needs a key with the scope {' or '.join(scopes)}")
        response["WWW-Authenticate"] = f'Bearer realm="yaomai", error="insufficient_scope", scope="{" ".join(scopes)}"'
        return response
    if _is_program(request, access):
        if request.viewer.is_signed_in:
            return _forbidden(request, access, "your account may not do this")
        return _unauthorized("send a key: Authorization: Bearer yk_…", 'Bearer realm="yaomai"')
    if request.viewer.is_signed_in:
        return _forbidden(request, access, "your roles do not open this page")
    return _to_sign_in(request)


def _to_sign_in(request: Request) -> HttpResponse:
    """To the sign-in page, and from there back to where the person wanted to go."""
    back = request.get_full_path() if request.method in SAFE_METHODS else ""
    if request.headers.get("HX-Request") == "true":
        # A part of a page was asked for: the whole page has to go, and comes back to itself.
        return HttpResponseClientRedirect("/sign-in")
    return HttpResponseRedirect(f"/sign-in?{urlencode({'next': back})}" if back else "/sign-in")


def _unauthorized(detail: str, challenge: str) -> HttpResponse:
    response = errors.problem(401, detail)
    response["WWW-Authenticate"] = challenge  # RFC 6750, 3
    return response


def _forbidden(request: Request, access: Access | None, detail: str) -> HttpResponse:
    if _is_program(request, access):
        return errors.problem(403, detail)
    return errors.permission_denied(request, NotAllowedError(detail))


def _not_allowed_method(request: Request, view: Declared) -> HttpResponse:
    allowed = sorted(view.by_method)
    response: HttpResponse = HttpResponseNotAllowed(allowed)
    if any(_is_program(request, access) for access in view.by_method.values()):
        response = errors.problem(405, f"this address answers {', '.join(allowed)}")
        response["Allow"] = ", ".join(allowed)
    return response


_INVALID = frozenset({400, 404, 405, 406, 409, 413, 415, 422})
_REFUSED = frozenset({401, 403, 429})


def _outcome(status: int, *, is_refused: bool) -> Outcome:
    if is_refused or status in _REFUSED:
        return "refused"
    if status in _INVALID:
        return "invalid"
    return "failed" if status >= 500 else "done"


def _is_hidden(request: Request, response: HttpResponse) -> bool:
    """Whether somebody who is known asked for what is there, and was told that it is not."""
    match = request.resolver_match
    is_known = request.viewer.is_signed_in or request.viewer.key is not None
    if response.status_code != 404 or not is_known or match is None:
        return False
    return hidden.hides(request.viewer, match.view_name, match.kwargs)


def _audit(request: Request, response: HttpResponse, decision: Decision, deeds: Sequence[int]) -> None:
    """Write the entry that the declaration asks for, before the answer leaves: what could not be written down
    is not shown.
    """
    outcome = _outcome(response.status_code, is_refused=decision.is_refused or _is_hidden(request, response))
    method = request.method or ""
    if outcome != "refused" and (decision.access is None or not decision.access.is_audited(method, decision.revealed)):
        return
    match = request.resolver_match
    viewer = request.viewer
    if decision.key_refusal is not None:
        viewer = Viewer(key=decision.key_refusal.key)
    write_audit_entry(
        request.audited_viewer or viewer,
        Call(
            action=decision.action or ((match.view_name or match._func_path) if match else ""),  # noqa: SLF001 - Django's own name for a view without one
            outcome=outcome,
            status=response.status_code,
            method=method,
            path=request.path,
            address=address_of(request),
            kinds=decision.shown if outcome == "done" else (),
            deed=deeds[0] if deeds and outcome == "done" else None,
        ),
        now=timezone.now(),
    )
