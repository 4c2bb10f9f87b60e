"""How is a reading written as JSON lines, one quantity statement a line, and such lines read again?

Field names are those of the hand-made readings that readers are scored against (docs/reading.md lists them). Figures are
written as JSON numbers with the digits of the text; offsets are code points of the document's text, end exclusive.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from yaomai.errors import Finding, InvalidError
from yaomai.planning.engine.reading.records import Because, Mention, Quantity, Reading, Threshold

Record = Mapping[str, object]

_MOST_FINDINGS = 50


def records(reading: Reading, doc: str) -> Iterator[dict[str, object]]:
    """One record for each quantity of `reading`, in the order of the text; `doc` names the document in their ids."""
    names = {quantity.mention.start: f"{doc}-Q{number:03}" for number, quantity in enumerate(reading.quantities, 1)}
    for number, quantity in enumerate(reading.quantities, 1):
        yield _record(quantity, doc, f"{doc}-Q{number:03}", names)


def lines(found: Iterable[Record]) -> str:
    """`found` as JSON lines (UTF-8 characters as they are, one object a line)."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)


def _record(quantity: Quantity, doc: str, name: str, names: Mapping[int, str]) -> dict[str, object]:
    mention = quantity.mention
    return {
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
        "because": {name: _because(one) for name, one in {**mention.because, **quantity.because}.items()},
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


def _because(why: Because) -> dict[str, object]:
    return {"start": why.start, "end": why.end, "rule": why.rule}


def number(value: Decimal | None) -> int | float | None:
    """`value` as JSON has numbers: whole ones without a point; others by their shortest digits, which are the printed ones."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def read_records(data: bytes, name: str) -> tuple[Record, ...]:
    """The records of the JSON lines `data` of the file `name`.

    InvalidError names every line that is no record: not UTF-8, no JSON object, no span of a value (code points start < end).
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
                found.append(_read(line_text, at))
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
    start, end = one.get("value_char_start"), one.get("value_char_end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        message = (
            f"line {at} does not say where its value stands: whole numbers value_char_start < value_char_end are needed"
        )
        raise InvalidError([Finding("span", f"/{at}/value_char_start", message, f"{start!r}, {end!r}"[:80])])
    return one
