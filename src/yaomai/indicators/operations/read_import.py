"""What does the mapped table of an import say, does it fit together, and what would it change?

It is held against what was published, not against what a correction made of that; the corrections are named beside it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from yaomai.database.jobs import Progress
from yaomai.errors import Finding
from yaomai.indicators.engine.corrections import fits
from yaomai.indicators.engine.statistics_checks import Checked, Series, Span, amount, check
from yaomai.indicators.engine.table_layout import TableMapping, checked, outlined
from yaomai.indicators.engine.table_lexicon import Lexicon
from yaomai.indicators.engine.table_read import ReadValue, TableReading, read_table, steps_by_column
from yaomai.indicators.engine.values import Correction, NewObservation, SeriesKey, Value
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.operations.against_last import gone
from yaomai.indicators.operations.import_work import lexicon
from yaomai.indicators.queries.series import published_series
from yaomai.indicators.sight import may_state
from yaomai.people.viewer import Viewer
from yaomai.registers.queries.workbooks import sheet_of

SAMPLE = 300
"""So many values are shown before a table is accepted, and so many changes."""

_Place = tuple[SeriesKey, str, date, date]
Standing = Mapping[_Place, Value]
"""What is published of spans, uncorrected."""
InForce = Mapping[_Place, Correction]


@dataclass(frozen=True, slots=True)
class ImportReading:
    """A table as read now: its values (each series and span once), what keeps it from being accepted, what is to be looked at, and
    what is published of its spans now, and the corrections in force of that.
    """

    reading: TableReading
    observations: tuple[NewObservation, ...]
    faults: tuple[Finding, ...]
    cautions: tuple[Finding, ...]
    more: int
    standing: Standing
    in_force: InForce

    @property
    def digest(self) -> str:
        """By which it is known whether what was shown is still what would be written, over what stands now."""
        said = [
            (
                *one.series,
                one.basis,
                one.start,
                one.end,
                str(one.value),
                one.status,
                self._standing_words(one),
            )
            for one in self.observations
        ]
        return hashlib.sha256(orjson.dumps(said)).hexdigest()

    def _standing_words(self, one: NewObservation) -> str:
        value, correction = self.standing.get(_place(one)), self.in_force.get(_place(one))
        said = "" if value is None else f"{value.record}/{value.ordinal} {value.value}"
        return said if correction is None else f"{said} corrected by {correction.record}"


def read_import(viewer: Viewer, one: StatisticsImport, mapping: TableMapping, progress: Progress) -> ImportReading:
    """Read the table. Raises InvalidError when the file cannot be read any more or the mapping does not fit it."""
    words = lexicon()
    sheet = sheet_of(viewer, one.file, mapping.sheet)
    seen = outlined(sheet, words, (mapping.first_head, mapping.last_head) if mapping.first_head else None)
    checked(mapping, seen, words)
    total = max(len(sheet.rows), 1)
    reading = read_table(sheet, seen, mapping, words, lambda done: progress(done // 2, total))
    values = list(steps_by_column(reading.values))
    standing, in_force = _standing(viewer, values)
    progress(total // 2, total)

    def before(series: Series, span: Span) -> Decimal | None:
        found = standing.get((SeriesKey(*series[:3]), series.basis, *span))
        return found.value if found else None

    found: Checked = check(values, words.known, before)
    progress(total - 1, total)
    faults = [*reading.faults, *found.faults, *_not_allowed(viewer, values)]
    if not values and not faults:
        words_empty = "no value was found in the table; look at its columns again"
        faults.append(Finding("statistics.nothing_read", mapping.sheet, words_empty))
    observations = _once(values)
    return ImportReading(
        reading,
        observations,
        tuple(faults),
        (
            *_lapsing(observations, standing, in_force, words),
            *reading.cautions,
            *found.cautions,
            *gone(viewer, one, mapping, observations, words),
        ),
        reading.more + found.more,
        standing,
        in_force,
    )


def _once(values: Sequence[ReadValue]) -> tuple[NewObservation, ...]:
    """Each series and span once: the first of those that say the same; where one says that there is no value, the other."""
    found: dict[_Place, NewObservation] = {}
    for one in values:
        first = found.setdefault(_place(one.said), one.said)
        if first.value is None and one.said.value is not None:
            found[_place(one.said)] = one.said
    return tuple(found.values())


def _place(one: NewObservation | Value | Correction) -> _Place:
    return one.series, one.basis, one.start, one.end


def _standing(viewer: Viewer, values: Sequence[ReadValue]) -> tuple[Standing, InForce]:
    """What is published now for these spans, and the corrections in force of it."""
    published = published_series(viewer, {one.said.series for one in values})
    wanted = {_place(one.said) for one in values}
    standing = {_place(one): one for found in published.values.values() for one in found if _place(one) in wanted}
    declared = {_place(one): one for found in published.corrections.values() for one in found if _place(one) in wanted}
    return standing, declared


def _lapsing(
    observations: Sequence[NewObservation], standing: Standing, in_force: InForce, words: Lexicon
) -> Iterator[Finding]:
    """Corrections that fit what is published now and would not fit what the table says."""
    for one in observations:
        correction = in_force.get(_place(one))
        if correction is None or not _lapses(correction, one, standing.get(_place(one))):
            continue
        known = words.known.get(one.indicator)
        unit = known.unit if known is not None and one.basis in ("flow", "level") else ""
        said_words = f"the correction {correction.record} was written for another published value and would not apply"
        told = f"{amount(correction.expect, unit)} → {amount(one.value, unit)}"
        yield Finding("statistics.correction_lapses", one.place, said_words, told)


def _lapses(correction: Correction, one: NewObservation, now: Value | None) -> bool:
    return now is not None and fits(correction.expect, now.value) and not fits(correction.expect, one.value)


def _not_allowed(viewer: Viewer, values: Sequence[ReadValue]) -> list[Finding]:
    """Values of regions that the viewer does not answer for, each region once."""
    places: dict[str, str] = {}
    for one in values:
        places.setdefault(one.said.region, one.said.place)
    return [
        Finding("statistics.region_not_yours", place, "values of this region are stated by its own officials", region)
        for region, place in places.items()
        if not may_state(viewer, region)
    ]


def preview(read: ImportReading) -> dict[str, Any]:
    """What a person is shown before accepting, as members of JSON."""
    observations = read.observations
    changes: list[list[Any]] = []
    corrected: dict[str, list[Any]] = {}
    counts = {"new": 0, "changed": 0, "same": 0}
    for one in observations:
        value = read.standing.get(_place(one))
        correction = read.in_force.get(_place(one))
        how = (
            "new" if value is None else "same" if (value.value, value.status) == (one.value, one.status) else "changed"
        )
        counts[how] += 1
        if correction is not None and len(corrected) < SAMPLE:
            lapses = _lapses(correction, one, value)
            corrected[one.place] = [correction.record, correction.action, _text(correction.value), lapses]
        if how == "changed" and value is not None and len(changes) < SAMPLE:
            changes.append([*_members(one), _text(value.value), f"{value.record}/{value.ordinal}"])
    return {
        "rows": read.reading.rows,
        "values": len(observations),
        "missing": sum(1 for one in observations if one.value is None),
        "indicators": sorted({one.indicator for one in observations}),
        "regions": len({one.region for one in observations}),
        "series": len({one.series for one in observations}),
        "start": min((one.start for one in observations), default=None),
        "end": max((one.end for one in observations), default=None),
        "counts": counts,
        "changes": changes,
        "corrected": corrected,
        "sample": [_members(one) for one in observations[:SAMPLE]],
        "cautions": [[one.code, one.pointer, one.message, one.value] for one in read.cautions],
        "unknown": read.reading.unknown,
        "left_out": [[row + 1, code, text] for row, code, text in read.reading.left_out[:SAMPLE]],
        "more": read.more,
        "digest": read.digest,
    }


def _members(one: NewObservation) -> list[Any]:
    return [
        *(one.indicator, one.region, one.segment, one.basis, one.start.isoformat(), one.end.isoformat()),
        *(_text(one.value), one.status, one.original, one.place, one.note),
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
