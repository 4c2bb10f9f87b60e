"""What can be recalled, how grave is it, and what does the body of such a deed say?

Bodies are canonical JSON: members sorted, no spaces. Classes and deadlines: 药品召回管理办法 (NMPA announcement 92 of 2022, in
force since 2022-11-01): class 1 where use may do serious harm to health, 2 where the harm is temporary or can be undone,
3 where use does in general no harm; the notice goes to makers, sellers and users within 1, 3 and 7 days (article 18;
until then 24, 48 and 72 hours: article 16 of the edition of 2007).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import orjson

from yaomai.errors import Finding

KIND = "traceability.recall"
KIND_END = "traceability.recall_end"
ScopeKind = Literal["lot", "place", "party", "step"]
SCOPE_KINDS: tuple[ScopeKind, ...] = ("lot", "place", "party", "step")
NOTICE_WITHIN: Mapping[int, timedelta] = {1: timedelta(days=1), 2: timedelta(days=3), 3: timedelta(days=7)}
"""By class of recall: within which time of the decision everybody who may have the goods must have been told."""
REASON_CHARACTERS_MAX = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """What is recalled: a lot (or one instance, or a container with what is in it), everything made or gathered at a place,
    everything from a party, or what came out of a step.

    `identifier`: the canonical spelling of lot, place or party. `step`: the record of a transformation event. `supplier`: the
    number of an organisation of this installation, for a party that is one. Exactly one of them is given.
    """

    kind: ScopeKind
    identifier: str | None = None
    step: int | None = None
    supplier: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What the body of a recall says."""

    scope: Scope
    recall_class: int
    reason: str


@dataclass(frozen=True, slots=True)
class WrittenEnd:
    """What the body of a recall's end says: which recall (its number) is over, and why."""

    recall: int
    reason: str


def findings(scope: Scope, recall_class: int, reason: str) -> list[Finding]:
    """What is wrong with starting this recall, as far as it can be seen without looking anything up."""
    found = []
    if scope.kind not in SCOPE_KINDS:
        words = f"what is recalled is one of {', '.join(SCOPE_KINDS)}"
        found.append(Finding("recall.scope_unknown", "/scope/kind", words, scope.kind[:80]))
    given = [name for name in ("identifier", "step", "supplier") if getattr(scope, name) is not None]
    wanted = {"step": ["step"], "party": ["identifier", "supplier"]}.get(scope.kind, ["identifier"])
    if len(given) != 1 or given[0] not in wanted:
        words = f"a recall of a {scope.kind} names exactly one {' or '.join(wanted)}"
        found.append(Finding("recall.scope_incomplete", "/scope", words, ", ".join(given) or "nothing"))
    if recall_class not in NOTICE_WITHIN:
        words = "the class of a recall is 1 (gravest), 2 or 3"
        found.append(Finding("recall.class_unknown", "/class", words, str(recall_class)))
    return found + reason_findings(reason)


def reason_findings(reason: str) -> list[Finding]:
    """What is wrong with the reason of a recall or of its end."""
    if "\x00" in reason:
        return [Finding("recall.reason_unreadable", "/reason", "a reason is text without NUL characters")]
    if not 1 <= len(reason.strip()) <= REASON_CHARACTERS_MAX:
        words = f"a reason has 1 to {REASON_CHARACTERS_MAX} characters"
        return [Finding("recall.reason_length", "/reason", words, f"{len(reason.strip())} characters")]
    return []


def body(written: Written) -> bytes:
    """The bytes of a recall's body."""
    scope = {
        name: value
        for name, value in (
            ("kind", written.scope.kind),
            ("identifier", written.scope.identifier),
            ("step", written.scope.step),
            ("supplier", written.scope.supplier),
        )
        if value is not None
    }
    return _encoded({"class": written.recall_class, "reason": written.reason, "scope": scope})


def end_body(written: WrittenEnd) -> bytes:
    """The bytes of the body of a recall's end."""
    return _encoded({"reason": written.reason, "recall": written.recall})


def read(content: bytes) -> Written:
    """What the body of a recall says. Raises KeyError or TypeError for bytes that are no such body."""
    members = _decoded(content)
    scope = members["scope"]
    return Written(
        Scope(scope["kind"], scope.get("identifier"), scope.get("step"), scope.get("supplier")),
        members["class"],
        members["reason"],
    )


def read_end(content: bytes) -> WrittenEnd:
    """What the body of a recall's end says. Raises KeyError or TypeError for bytes that are no such body."""
    members = _decoded(content)
    return WrittenEnd(members["recall"], members["reason"])


def _encoded(members: Mapping[str, object]) -> bytes:
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def _decoded(content: bytes) -> dict[str, Any]:
    members = orjson.loads(content)
    if not isinstance(members, dict):
        raise TypeError(f"the body of a recall is a JSON object, not {type(members).__name__}")
    return members
