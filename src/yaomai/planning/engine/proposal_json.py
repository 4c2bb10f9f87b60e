"""How is what was read of a text kept until a person decides about it?

Each proposal has a genre, its characters, and fields as JSON: of a figure the quantity as it would be decided
(`decided`), why each field was read (`because`), and what helps to decide; of a task or a name what was read."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from yaomai.planning.engine.fields import because_json, of_quantity, to_json
from yaomai.planning.engine.reading.records import Named, Quantity, Reading, Task
from yaomai.planning.engine.target_of import binding_of

GENRES = ("quantity", "task", "project", "organisation", "product", "place")


class Proposed(NamedTuple):
    """A proposal: characters start..end of the text, and its fields."""

    genre: str
    start: int
    end: int
    fields: dict[str, Any]


def proposals(reading: Reading, division_of: Callable[[str], str], defined: Collection[str]) -> Iterator[Proposed]:
    """What was read, once for each genre and span. `division_of` tells the code of a region that the text names; `defined` are the
    keys of indicators: the reader knows more names than there are definitions, and proposes only what can be confirmed.
    """
    seen: set[tuple[str, int, int]] = set()
    for one in (
        *(_quantity(each, division_of, defined) for each in reading.quantities),
        *(_task(each) for each in reading.tasks),
        *(_named(each) for each in reading.named),
    ):
        if one[:3] not in seen:
            seen.add(one[:3])
            yield one


def _quantity(read: Quantity, division_of: Callable[[str], str], defined: Collection[str]) -> Proposed:
    because = because_json({**read.mention.because, **read.because})
    decided = replace(of_quantity(read, division_of(read.region)), binding=binding_of(read.sentence))
    if decided.indicator_key not in defined:
        decided = replace(decided, indicator_key="")
    fields = {
        "decided": to_json(decided),
        "because": because,
        "line_start": read.line_start,
        "line_end": read.line_end,
        "year_source": read.year_source,
        "salience": read.salience,
        "duplicate_of": read.duplicate_of,
        "confidence": read.confidence,
        "note": read.note,
    }
    return Proposed("quantity", read.mention.start, read.mention.end, fields)


def _task(read: Task) -> Proposed:
    fields = {
        "words": read.words,
        "heading": read.heading,
        "lead": list(read.lead),
        "support": list(read.support),
        "because": because_json(read.because),
    }
    return Proposed("task", read.start, read.end, fields)


def _named(read: Named) -> Proposed:
    fields = {"words": read.words, "kind": read.kind, "name": read.name, "because": because_json(read.because)}
    return Proposed(read.genre, read.start, read.end, fields)
