"""What stands around every page: the site's name, the navigation for this viewer, the state of the log?"""

import base64
import time
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from yaomai import settings
from yaomai.ledger.queries import checkpoints
from yaomai.web import demonstration, installation

SITE_NAME = "药脉"
SITE_SENTENCE = "药材与药品从种源到药柜的每一步，人人可查，事后改不了。"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: its word, its address, and the roles that are offered it (none named: everyone)."""

    word: str
    path: str
    roles: tuple[str, ...] = ()


_WHO_SEES_FINDINGS = ("inspector", "official", "administrator", "recorder", "organisation_administrator")
NAVIGATION = (
    Entry("首页", "/"),
    Entry("名录", "/registers"),
    Entry("规划", "/plans"),
    Entry("目标", "/targets"),
    Entry("指标", "/indicators"),
    Entry("召回", "/recalls"),
    Entry("平衡", "/balance", _WHO_SEES_FINDINGS),
    Entry("警报", "/alerts", _WHO_SEES_FINDINGS),
    Entry("上报", "/capture-desk", ("recorder",)),
    Entry("账本", "/ledger"),
    Entry("术语", "/glossary"),
    Entry("机构", "/people", ("administrator", "organisation_administrator")),
    Entry("谁做了什么", "/audit", ("administrator", "auditor", "organisation_administrator")),
)


@dataclass(frozen=True, slots=True)
class LogState:
    """The newest checkpoint: how many records it covers, when it was signed, its root hash (base64), by which log.

    `is_halted`: the log signs nothing at present; what comes in is kept.
    """

    size: int
    time: datetime
    root: str
    origin: str
    witnesses: int = 0
    is_halted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A navigation entry as this request sees it."""

    word: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything `base.html` needs beside the page's own context."""

    site_name: str
    sentence: str
    navigation: tuple[Place, ...]
    viewer_name: str
    viewer_organisation: str
    is_signed_in: bool
    log: LogState | None
    search: str


BARE = Frame(SITE_NAME, SITE_SENTENCE, (), "", "", is_signed_in=False, log=None, search="")
"""The frame of a page that may ask nothing of anybody: no viewer, no database."""


def offered(entry: Entry, roles: frozenset[str]) -> bool:
    """Whether a viewer with these roles is offered the entry."""
    return not entry.roles or bool(roles & set(entry.roles))


def _is_here(path: str, at: str) -> bool:
    return path == at if path == "/" else at == path or at.startswith(f"{path}/")


def log_state() -> LogState | None:
    """The newest checkpoint that witnesses have seen; None before the first."""
    seen = checkpoints.newest_witnessed(installation.policy())
    if seen is None:
        return None
    return LogState(
        size=seen.size,
        time=timezone.localtime(seen.signed_at),
        root=base64.b64encode(seen.root).decode(),
        origin=settings.LOG_ORIGIN,
        witnesses=len(seen.witnesses),
        is_halted=installation.log_setup().halted() is not None,
    )


_LOG_IS_FRESH_S = 5.0
_QUIET_PATHS = ("/style", "/glossary", "/static")  # pages that need no database


@dataclass
class _Remembered:
    """The state of the log as a process last saw it, so that not every page asks for what every page shows."""

    log: LogState | None = None
    at: float = -_LOG_IS_FRESH_S


_remembered = _Remembered()


def _log_for_footer(request: HttpRequest) -> LogState | None:
    """What the footer says: asked for anew when it has aged, but never by an error page, which must need no database."""
    if request.path.startswith(_QUIET_PATHS) or hasattr(request, "refused_with"):
        return _remembered.log
    if time.monotonic() - _remembered.at >= _LOG_IS_FRESH_S:
        _remembered.log, _remembered.at = log_state(), time.monotonic()
    return _remembered.log


def context(request: HttpRequest) -> dict[str, object]:
    """Django context processor: `frame` and `request` for every template rendered with a request."""
    viewer = getattr(request, "viewer", None)  # absent when a request is refused before AccessMiddleware
    is_signed_in = bool(getattr(viewer, "is_signed_in", False))
    roles = frozenset(getattr(viewer, "roles", ()) or ())
    return {
        "request": request,
        "switcher": demonstration.switcher(request),
        "frame": Frame(
            site_name=SITE_NAME,
            sentence=SITE_SENTENCE,
            navigation=tuple(
                Place(entry.word, entry.path, _is_here(entry.path, request.path))
                for entry in NAVIGATION
                if offered(entry, roles)
            ),
            viewer_name=str(getattr(viewer, "name", "") or ""),
            viewer_organisation=str(getattr(viewer, "organisation_name", "") or ""),
            is_signed_in=is_signed_in,
            log=_log_for_footer(request) if viewer is not None else None,
            search=request.GET.get("q", "") if request.path == "/search" else "",
        ),
    }
