"""How is a reading written as JSON lines, one quantity statement (or task, or name) a line, and such lines read again?

Field names of quantity statements are those of the hand-made readings that readers are scored against, whose every line has the
place of a value: so tasks and names are lines of their own, told apart by `record` (docs/reading.md lists their fields). Figures
are written as JSON numbers with the digits of the text; offsets are code points of the document's text, end exclusive.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from yaomai.errors import Finding, InvalidError
from yaomai.planning.engine.reading.records import Because, Mention, Named, Quantity, Reading, Task, Threshold

Record = Mapping[str, object]

QUANTITY = "quantity"
KINDS = (QUANTITY, "task", "project", "organisation", "product", "place")
"""What a line can be of: the values of `record`. A line without it is a quantity statement."""
_MOST_FINDINGS = 50


def records(reading: Reading, doc: str) -> Iterator[dict[str, object]]:
    """One record for each quantity of `reading`, in the order of the text; `doc` names the document in their ids."""
    names = {quantity.mention.start: f"{doc}-Q{number:03}" for number, quantity in enumerate(reading.quantities, 1)}
    for number, quantity in enumerate(reading.quantities, 1):
        yield _record(quantity, doc, f"{doc}-Q{number:03}", names)


def tasks_and_names(reading: Reading, doc: str, text: str) -> Iterator[dict[str, object]]:
    """One record for each task, then for each name of `reading`, with its place in `text`; `doc` names the document."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for number, task in enumerate(reading.tasks, 1):
        yield {
            **_place("task", f"{doc}-T{number:03}", doc, task, starts),
            "heading": task.heading,
            "lead": list(task.lead),
            "support": list(task.support),
            "because": _all_because(task.because),
        }
    for number, name in enumerate(reading.named, 1):
        yield {
            **_place(name.genre, f"{doc}-N{number:03}", doc, name, starts),
            "kind": name.kind,
            "name": name.name,
            "because": _all_because(name.because),
        }


def _place(record: str, name: str, doc: str, one: Task | Named, starts: Sequence[int]) -> dict[str, object]:
    return {
        "record": record,
        "id": name,
        "doc": doc,
        "line_start": bisect_right(starts, one.start),
        "line_end": bisect_right(starts, one.end - 1),
        "char_start": one.start,
        "char_end": one.end,
        "words": one.words,
    }


def lines(found: Iterable[Record]) -> str:
    """`found` as JSON lines (UTF-8 characters as they are, one object a line)."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)


def _record(quantity: Quantity, doc: str, name: str, names: Mapping[int, str]) -> dict[str, object]:
    mention = quantity.mention
    return {
        "record": QUANTITY,
        "id": name,
        "doc": doc,
        "line_start": quantity.line_start,
        "line_end": quantity.line_end,
        "sentence": quantity.sentence,
        "evidence": quantity.evidence,
        "value_raw": mention.words,
        "value_char_start": mention.start,
        "value_char_end": mention.end,
        "indicator": quantity.indicator,
        "indicator_key": quantity.indicator_key,
        **_figures(mention),
        "unit": mention.unit,
        "normalized_unit": mention.normalized_unit,
        "year": quantity.year,
        "year_source": quantity.year_source,
        "period": quantity.period,
        "base_year": quantity.base_year,
        "region": quantity.region,
        "scope": quantity.scope,
        "comparator": mention.comparator,
        "hedge": list(mention.hedges),
        "threshold": _threshold(mention.threshold),
        "is_increment": mention.is_increment,
        "kind": quantity.kind,
        "status": quantity.status,
        "salience": quantity.salience,
        "duplicate_of": None if quantity.duplicate_of is None else names.get(quantity.duplicate_of),
        "confidence": quantity.confidence,
        "note": quantity.note,
        "because": _all_because({**mention.because, **quantity.because}),
    }


def _figures(figure: Mention | Threshold) -> dict[str, object]:
    if figure.low is not None or figure.high is not None:
        return {
            "value_low": number(figure.low),
            "value_high": number(figure.high),
            "normalized_low": number(figure.normalized_low),
            "normalized_high": number(figure.normalized_high),
        }
    return {"value": number(figure.value), "normalized_value": number(figure.normalized_value)}


def _threshold(threshold: Threshold | None) -> dict[str, object] | None:
    if threshold is None:
        return None
    return {
        "indicator": threshold.indicator,
        "comparator": threshold.comparator,
        **_figures(threshold),
        "unit": threshold.unit,
        "normalized_unit": threshold.normalized_unit,
    }


def _all_because(because: Mapping[str, Because]) -> dict[str, object]:
    return {name: _because(one) for name, one in because.items()}


def _because(why: Because) -> dict[str, object]:
    return {"start": why.start, "end": why.end, "rule": why.rule}


def number(value: Decimal | None) -> int | float | None:
    """`value` as JSON has numbers: whole ones without a point; others by their shortest digits, which are the printed ones."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def read_records(data: bytes, name: str) -> tuple[Record, ...]:
    """The quantity statements of the JSON lines `data` of the file `name`; tasks and names among them are left out.

    InvalidError names every line that is no record: not UTF-8, no JSON object, of an unknown kind, without the span of a value
    (code points start < end).
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{name} is not UTF-8 (byte {error.start}); write it again as UTF-8 JSON lines"
        raise InvalidError([Finding("encoding", f"/{line}", message, data[error.start : error.end].hex())]) from error
    found: list[Record] = []
    faults: list[Finding] = []
    for at, line_text in enumerate(text.split("\n"), 1):
        if line_text.strip():
            try:
                record = _read(line_text, at)
                if record.get("record", QUANTITY) == QUANTITY:
                    found.append(record)
            except InvalidError as error:
                faults += error.findings
    if faults:
        raise InvalidError(faults[:_MOST_FINDINGS])
    return tuple(found)


def _read(line_text: str, at: int) -> Record:
    try:
        one = json.loads(line_text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        message = f"line {at} is not JSON ({error}); one object a line is expected"
        raise InvalidError([Finding("json", f"/{at}", message, line_text[:80])]) from error
    if not isinstance(one, dict):
        message = f"line {at} is {type(one).__name__}, not an object with the fields of a quantity statement"
        raise InvalidError([Finding("object", f"/{at}", message, line_text[:80])])
    if (kind := one.get("record", QUANTITY)) not in KINDS:
        message = f"line {at} is a record of an unknown kind; `record` is one of {', '.join(KINDS)}, or left out"
        raise InvalidError([Finding("record", f"/{at}/record", message, repr(kind)[:80])])
    if kind != QUANTITY:
        return one
    start, end = one.get("value_char_start"), one.get("value_char_end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        message = (
            f"line {at} does not say where its value stands: whole numbers value_char_start < value_char_end are needed"
        )
        raise InvalidError([Finding("span", f"/{at}/value_char_start", message, f"{start!r}, {end!r}"[:80])])
    return one
