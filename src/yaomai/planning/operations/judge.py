"""How do the verdicts of all targets come to be what the figures say?

Verdicts are a state: what is on record decides them, the clock, and the engine. For the public they rest on public documents and
editions only; for officials on all. `judge_all` reckons all anew; `judge_changed` those whose wording, figures, definitions, day
or engine have changed (queries/grounds.py)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, localcontext
from typing import get_args

import orjson
from django.db import connection, transaction

from yaomai.database.jobs import Progress
from yaomai.indicators.engine.values import Audience, Definition
from yaomai.indicators.queries.definitions import definitions
from yaomai.people.locks import lock
from yaomai.planning import models
from yaomai.planning.engine.figures import Figures, Measure, as_text
from yaomai.planning.engine.paths import DIGITS
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.engine.verdict import Verdict, not_reckoned, verdict
from yaomai.planning.engine.verdict_json import VERSION, to_json
from yaomai.planning.queries.grounds import Touched, changed, keep_grounds, touched
from yaomai.planning.queries.reckoned_figures import Reckoning, formulas_near, rests_on
from yaomai.planning.queries.target_figures import figures_of, measures, near
from yaomai.planning.queries.targets import targets
from yaomai.registers.engine.resolve import today

logger = logging.getLogger(__name__)

AUDIENCES: Sequence[Audience] = get_args(Audience)
TARGETS_PER_STEP = 50
_PLACES = Decimal(1).scaleb(-12)
_BIGGEST = Decimal(10) ** 27


def judge_all(*, now: datetime, progress: Progress | None = None) -> int:
    """Reckon every verdict anew; returns how many."""
    return _judge(now, is_all=True, progress=progress)


def judge_changed(*, now: datetime, progress: Progress | None = None) -> int:
    """Reckon what rests on anything that has changed since verdicts were judged; returns how many were reckoned."""
    return _judge(now, is_all=False, progress=progress)


@transaction.atomic
def _judge(now: datetime, *, is_all: bool, progress: Progress | None) -> int:
    """One at a time, and as a whole: what verdicts rest on is asked before their figures are, and kept together with them. What is
    recorded in between is found again by the next.
    """
    lock("planning.judge")
    grounds = changed()
    about = touched(grounds)
    defined = definitions()
    known = measures(defined)
    todo: list[tuple[Audience, TargetView]] = []
    for audience in AUDIENCES:
        there = targets(audience)
        marks = dict(models.Verdict.objects.filter(audience=audience).values_list("target", "mark"))
        _forget(audience, marks.keys() - {one.target for one in there})
        todo += [
            (audience, one)
            for one in there
            if is_all or marks.get(one.target) != _mark(one, now) or _is_touched(one, known, defined, about)
        ]
    done = 0
    reckonings = {audience: Reckoning(audience, defined, now) for audience in AUDIENCES}
    for audience, part in _steps(todo):
        figures = figures_of(part, known, reckonings[audience])
        _keep(audience, [(one, reckoned(one, figures[one.target], now)) for one in part], now)
        done += len(part)
        if progress is not None:
            progress(done, len(todo))
    keep_grounds(grounds)
    return done


def reckoned(target: TargetView, figures: Figures, now: datetime) -> Verdict:
    """The verdict; one that breaks the arithmetic is said to be so, and does not stop those of the others."""
    try:
        return verdict(target, figures, today(now))
    except ArithmeticError:
        logger.exception("target %d cannot be reckoned: look at its wording and its figures", target.target)
        return not_reckoned(target, today(now))


def _steps(todo: Sequence[tuple[Audience, TargetView]]) -> Iterable[tuple[Audience, Sequence[TargetView]]]:
    """So many targets at a time; those of alike figures together."""
    for audience in AUDIENCES:
        own = sorted(
            (one for each, one in todo if each == audience), key=lambda one: (one.now.region, one.now.indicator)
        )
        for start in range(0, len(own), TARGETS_PER_STEP):
            yield audience, own[start : start + TARGETS_PER_STEP]


def _mark(target: TargetView, now: datetime) -> str:
    """What the verdict rests on beside figures and definitions: the wording, the engine, the day."""
    return f"{VERSION} {target.record} {today(now)}"


def _is_touched(
    target: TargetView, known: Mapping[str, Measure], defined: Mapping[str, Definition], changed: Touched
) -> bool:
    if changed.is_nothing:
        return False
    indicators, regions = near(target, known)
    formulas = formulas_near(target.now, indicators, known, defined)
    inputs = rests_on(target.now, formulas, defined)
    if target.target in changed.targets or (changed.is_elsewhere and inputs.has_sources):
        return True
    indicators, regions = indicators | inputs.indicators, regions | inputs.regions
    if not indicators.isdisjoint(changed.indicators):
        return True
    return any(indicator in indicators and region in regions for indicator, region in changed.places)


def _forget(audience: Audience, gone: Iterable[int]) -> None:
    """Of targets that were withdrawn, or that the audience sees no more, no verdict stays."""
    models.Verdict.objects.filter(audience=audience, target__in=list(gone)).delete()


_KEEP = """
INSERT INTO planning_verdict (target, audience, state, light, completion, verdict, mark, computed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (target, audience) DO UPDATE SET state = excluded.state, light = excluded.light, completion = excluded.completion,
  verdict = excluded.verdict, mark = excluded.mark, computed_at = excluded.computed_at
"""


def _keep(audience: Audience, made: Sequence[tuple[TargetView, Verdict]], now: datetime) -> None:
    rows = [
        (
            *(one.target, audience, found.state, found.light, _completion(found)),
            *(orjson.dumps(to_json(found)).decode(), _mark(one, now), now),
        )
        for one, found in made
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def _completion(found: Verdict) -> str | None:
    """For sorting: rounded, and none where it is beyond what a column holds. The exact one is in the verdict."""
    if found.completion is None or abs(found.completion) >= _BIGGEST:
        return None
    with localcontext(prec=DIGITS):
        return as_text(found.completion.quantize(_PLACES))
