"""How long does it take to judge 500 targets anew over 5,000,000 observations, and to show them on a board?

Made up: 25 indicators in a hundred regions with 50 segments each, of ten years with their first quarters, halves and three
quarters; targets of any of them.
"""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import psycopg
from django.db import connection, transaction
from django.utils import timezone
from installation import Installation, installation
from measuring import Extent, Result, main, percentile, say

from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.indicators.engine.spans import month
from yaomai.indicators.engine.values import NewDefinition, SeriesKey
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.state_edition import COPY, TYPES, number_series
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.engine.target_deed import Said
from yaomai.planning.engine.target_view import Wording
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.operations.word_targets import word_targets
from yaomai.standards import gbt2260

INDICATORS, SEGMENTS, TARGETS = 25, 50, 500
YEARS = range(2016, 2026)
_BEYOND = 2**60
"""Made-up records are numbered beyond all that are on record: rows are read here, not verified."""
_EDITION = (
    "INSERT INTO indicators_edition (record, title, publisher, published_on, access, is_invented, observations, record_time)"
    " VALUES (%s, 'made up', 'bench', %s, %s, true, 0, %s)"
)


def measure(extent: Extent) -> list[Result]:
    """All verdicts anew, then boards."""
    with installation() as there:
        series, observations = _world(there, extent.of(SEGMENTS))
        _targets(series)
        steps: list[int] = []
        times = []
        for _ in range(extent.runs):
            begun = time.perf_counter()
            judged = judge_all(now=timezone.now(), progress=lambda done, _: steps.append(done))
            times.append(time.perf_counter() - begun)
            say(f"{judged} verdicts in {times[-1]:.1f} s, {len(steps)} steps of progress")
        boards = [_boards(extent) for _ in range(extent.runs)]
    how = f"{TARGETS} targets, for the public and for officials; {observations:,} observations"
    return [
        Result("all verdicts anew", how, "s", times, bound=60, more_is_better=False),
        Result(
            "page of the board of targets, p95",
            f"{how}; whole, filtered, sorted; for the public, rendered",
            "ms",
            boards,
            bound=300,
            more_is_better=False,
        ),
    ]


def _world(there: Installation, segments: int) -> tuple[Sequence[SeriesKey], int]:
    """Define, number the series, and copy the observations in; returns the series and how many observations they have."""
    now = timezone.now()
    keys = [f"bench.amount{n}" for n in range(INDICATORS)]
    for key in keys:
        define(INSTALLATION_VIEWER, NewDefinition(key, key, "CNY"), "for the bench", now=now)
    regions = list(gbt2260.within("620000"))
    series = [
        SeriesKey(key, region, f"s{n}" if n else "") for key in keys for region in regions for n in range(segments)
    ]
    with transaction.atomic():
        numbers = list(dict(number_series(series)).values())
    say(f"{len(numbers) * 4 * len(YEARS):,} observations …")
    with transaction.atomic(), connection.cursor():
        raw: psycopg.Connection[tuple[object, ...]] = connection.connection
        with raw.cursor() as cursor:
            for nth, year in enumerate(YEARS):
                access = "official" if nth % 5 == 4 else "public"
                cursor.execute(_EDITION, (_BEYOND + nth, date(year + 1, 2, 1), access, now))
            with cursor.copy(COPY) as copy:
                copy.set_types(TYPES)
                for row in _observations(numbers):
                    copy.write_row(row)
    there.administrator("VACUUM ANALYZE indicators_observation")
    return series, len(numbers) * 4 * len(YEARS)


def _observations(numbers: Sequence[int]) -> Iterator[tuple[object, ...]]:
    chance = random.Random(1)  # noqa: S311  # made-up data
    for nth, year in enumerate(YEARS):
        for place, number in enumerate(numbers):
            whole = Decimal(chance.randrange(10**8, 10**9))
            for ordinal, (last, part) in enumerate(((3, "0.2"), (6, "0.45"), (9, "0.7"), (12, "1"))):
                span = (date(year, 1, 1), month(year, last)[1])
                value = whole * Decimal(part)
                said = (value, "A", str(value), "Sheet1!B7", "")
                yield (_BEYOND + 1_000 * nth, 4 * place + ordinal, _BEYOND + nth, number, "flow", *span, *said)


def _targets(series: Sequence[SeriesKey]) -> None:
    chance, now = random.Random(2), timezone.now()  # noqa: S311  # made-up data
    described = Description(title="Plan (invented)", issuer="bench", issued_on=date(2021, 1, 1), division="620000")
    document = keep_document(INSTALLATION_VIEWER, "plan.txt", ("plan " * TARGETS).encode(), described, now=now).file
    said = [
        Said(
            None,
            document,
            5 * place,
            5 * place + 4,
            Wording(
                name=key.indicator,
                indicator=key.indicator,
                region=key.region,
                segment=key.segment,
                kind="level",
                unit="CNY",
                comparator="≥",
                low=Decimal(10**9),
                high=Decimal(10**9),
                year_from=2021,
                year=chance.choice((2025, 2030)),
            ),
        )
        for place, key in enumerate(chance.sample(series, TARGETS))
    ]
    with transaction.atomic():
        word_targets(INSTALLATION_VIEWER, said, now=now)


def _boards(extent: Extent) -> float:
    """p95 of the board's page, in milliseconds."""
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    asked = ("/targets", "/targets?region=兰州市", "/targets?state=target_missed", "/targets?sort=-year&year=2030")
    client.get(asked[0])  # the first loads the pages themselves
    times: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < extent.run_s or len(times) < 8:
        for address in asked:
            started = time.perf_counter()
            response = client.get(address)
            times.append((time.perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"{address} answers {response.status_code}")
    return percentile(times, 95)


if __name__ == "__main__":
    main(measure)
