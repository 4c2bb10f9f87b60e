"""Does a plan agree with itself: parts with totals, growth with end values, counts with lists?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from yaomai.archive.queries import documents
from yaomai.indicators.queries.definitions import definitions
from yaomai.planning.engine.consistency import Consistency
from yaomai.planning.engine.statements import Statement
from yaomai.planning.queries.consistency import contradictions
from yaomai.web import labels_planning as words
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.labels import grouped
from yaomai.web.labels_indicators import scale_of, scaled
from yaomai.web.pages.targets import number_of
from yaomai.web.presentation import Link
from yaomai.web.target_shown import passage_path

_TONES = {"contradicts": "fault", "open": "wait", "agrees": "good"}
_NOTES = {
    "contradicts": "规划里的两处说法不能同时成立。",
    "open": "“以上”“左右”没有把话说死，或说法没有写全，或缺附件：不算矛盾，也核对不了。",
    "agrees": "算下来对得上。",
}


@dataclass(frozen=True, slots=True)
class CheckShown:
    """One check: what kind, the computation in a sentence, the passages that it compares."""

    check: str
    sentence: str
    sides: tuple["SideShown", ...]


@dataclass(frozen=True, slots=True)
class SideShown:
    """A passage. as_corrected: what it means, where a person corrected what was read; reason: why, if that is told."""

    passage: Link
    as_corrected: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """All checks with one outcome."""

    key: str
    word: str
    note: str
    tone: str
    checks: tuple[CheckShown, ...]


@open_to(anyone)
def consistency(request: Request, number: str) -> HttpResponse:
    """Where a plan contradicts itself, where that cannot be said, and where it agrees."""
    one = documents.document(request.viewer, number_of(number))
    found = contradictions(request.viewer, one.file)
    counted = {key: each.counted for key, each in definitions().items()}
    parts = tuple(
        Part(
            outcome,
            words.OUTCOMES[outcome],
            _NOTES[outcome],
            tone,
            tuple(_shown(each, one.file, counted.get(each.sides[0].indicator, "")) for each in _of(found, outcome)),
        )
        for outcome, tone in _TONES.items()
    )
    return render(request, "plans/consistency.html", {"document": one, "parts": parts, "count": len(found)})


def _of(found: Sequence[Consistency], outcome: str) -> list[Consistency]:
    return [one for one in found if one.outcome == outcome]


def _shown(one: Consistency, document: int, counted: str) -> CheckShown:
    unit = one.sides[0].unit
    return CheckShown(
        words.CHECKS[one.check],
        words.sentence(one.reason, unit, counted),
        tuple(_side(each, document, counted) for each in one.sides),
    )


def _side(one: Statement, document: int, counted: str) -> SideShown:
    passage = Link(one.words, passage_path(document, one.start, one.end), one.name)
    if not one.is_corrected:
        return SideShown(passage)
    scale = scale_of([one.low, one.high], one.unit, counted)
    ends = dict.fromkeys(grouped(scaled(each, scale)) for each in (one.low, one.high))
    return SideShown(passage, f"{'—'.join(ends)} {scale[1]}", one.reason)
