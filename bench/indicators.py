"""How long does it take to read the values of 500 series among 5,000,000 observations, and to state an edition of 100,000?

Made up: 125,000 series of 40 values each, in 200 editions, so that the values of one series lie far apart on disk; the last ten
editions say again what others said before.
"""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import psycopg
from django.db import connection, transaction
from django.utils import timezone
from installation import installation
from measuring import Extent, Result, main, percentile, say

from yaomai.indicators.engine.spans import month, year
from yaomai.indicators.engine.values import NewDefinition, NewEdition, NewObservation, SeriesKey
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.state_edition import COPY, TYPES, number_series, state_edition
from yaomai.indicators.queries.series import series_values
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.standards import gbt2260

SERIES, VALUES, EDITIONS, ASKED, STATED = 125_000, 40, 200, 500, 100_000
_BEYOND = 2**60
"""Made-up records are numbered beyond all that are on record: rows are read here, not verified."""
_EDITION = (
    "INSERT INTO indicators_edition (record, title, publisher, published_on, access, is_invented, observations, record_time)"
    " VALUES (%s, 'made up', 'bench', %s, %s, true, 0, %s)"
)


def measure(extent: Extent) -> list[Result]:
    """Read series, then state an edition."""
    count = extent.of(SERIES)
    with installation():
        define(INSTALLATION_VIEWER, NewDefinition("bench.value", "made up", "CNY"), "for the bench", now=timezone.now())
        keys = _series(count)
        say(f"{count * VALUES:,} observations …")
        _fill(keys)
        return [*_read(keys), _state(extent.of(STATED))]


def _series(count: int) -> dict[SeriesKey, int]:
    regions = ["620000", *gbt2260.within("620000")[1:]]
    keys = sorted(
        {SeriesKey("bench.value", regions[n % len(regions)], f"herb {n // len(regions)}") for n in range(count)}
    )
    with transaction.atomic():
        return dict(number_series(keys))


def _fill(keys: dict[SeriesKey, int]) -> None:
    now, chance = timezone.now(), random.Random(1)  # noqa: S311  # made-up data
    with transaction.atomic(), connection.cursor():
        raw: psycopg.Connection[tuple[object, ...]] = connection.connection
        with raw.cursor() as cursor:
            for number in range(EDITIONS):
                access = "official" if number % 20 == 7 else "public"
                cursor.execute(_EDITION, (_BEYOND + number, date(2010, 1, 1) + timedelta(30 * number), access, now))
            # One edition after the other, as they come in: each tells of every fifth series.
            with cursor.copy(COPY) as copy:
                copy.set_types(TYPES)
                for edition in range(EDITIONS):
                    nth = min(edition, EDITIONS - 10)
                    span = month(2010 + nth // 12, nth % 12 + 1)
                    for series in list(keys.values())[edition % 5 :: 5]:
                        value = Decimal(chance.randrange(10**9)) / 10
                        record = _BEYOND + 1_000 * edition
                        said = (value, "A", str(value), "Sheet1!B7", "")
                        copy.write_row((record, series, _BEYOND + edition, series, "flow", *span, *said))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE indicators_observation")


def _read(keys: dict[SeriesKey, int]) -> Iterator[Result]:
    chance, pool = random.Random(2), list(keys)  # noqa: S311  # made-up data
    for name, viewer in (("of the public", ANYONE), ("of officials", INSTALLATION_VIEWER)):
        times, found = [], 0
        for _ in range(20):
            asked = chance.sample(pool, min(ASKED, len(pool)))
            begun = time.perf_counter()
            values = series_values(viewer, asked)
            times.append((time.perf_counter() - begun) * 1000)
            found = sum(len(one) for one in values.values())
        yield Result(
            f"values of {ASKED} series {name}, p95",
            f"of {len(keys) * VALUES:,} observations; {found:,} values come back",
            "ms",
            [percentile(times, 95)],
            bound=150,
            more_is_better=False,
        )


def _state(count: int) -> Result:
    regions = gbt2260.within("620000")
    spans = [year(number) for number in range(2010, 2020)]
    told = [
        NewObservation("bench.value", region, f"new {n}", "flow", *span, Decimal(n))
        for n in range(-(-count // len(regions) // len(spans)))
        for region in regions
        for span in spans
    ]
    new = NewEdition("made up", "bench", date(2020, 1, 1), told[:count])
    begun = time.perf_counter()
    state_edition(INSTALLATION_VIEWER, new, now=timezone.now())
    return Result(
        f"state an edition of {count:,} values",
        "checked, recorded and readable; durable",
        "s",
        [time.perf_counter() - begun],
        bound=10,
        more_is_better=False,
    )


if __name__ == "__main__":
    main(measure)
