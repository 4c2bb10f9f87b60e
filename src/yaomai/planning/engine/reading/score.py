"""How well does a reading of a text agree with a hand-made one, field by field?

Predictions and gold are matched by overlap of the value's span, one to one, so that the sum of overlaps is greatest among
matchings that keep the order of the text. Recall is over gold records of salience core. Precision is over predictions
that match no structural, incidental or duplicate record: those that match a core or secondary one are right, those that
match nothing are false alarms. A prediction that its own reader calls structural, incidental or a duplicate claims no
quantity statement: it is left out of the headline, and counted in the strict variant.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from yaomai.planning.engine.reading.jsonl import Record

_STATED = ("core", "secondary")

_SPACES = str.maketrans("", "", " \t\u3000")


@dataclass(frozen=True, slots=True)
class Ratio:
    """`right` of `of`; none of none has no share."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        """right / of, None when there is nothing to share."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a matched pair that differs: what the gold says, what was predicted."""

    field: str
    gold: Record
    predicted: Record


@dataclass(frozen=True, slots=True)
class Score:
    """How many of which, and each miss, false alarm and difference.

    recall, precision: the headline; strict_recall, strict_precision: over all predictions, whatever they call themselves.
    fields: over gold's core records that were matched; threshold: of those where either side has one.
    """

    recall: Ratio
    precision: Ratio
    strict_recall: Ratio
    strict_precision: Ratio
    fields: Mapping[str, Ratio]
    missed: tuple[Record, ...]
    false_alarms: tuple[Record, ...]
    differences: tuple[Difference, ...]


def score(predicted: Sequence[Record], gold: Sequence[Record]) -> Score:
    """The agreement of `predicted` with `gold`, both with the fields of a reading's JSON lines."""
    claimed = [one for one in predicted if _is_stated(one)]
    pairs = matched(claimed, gold)
    right, wrong, found = _counted(claimed, gold, pairs)
    all_right, all_wrong, all_found = _counted(predicted, gold, matched(predicted, gold))
    core = [one for one in gold if one.get("salience") == "core"]
    taken = {id(of) for _, of in pairs}
    fields: dict[str, Ratio] = {}
    differences: list[Difference] = []
    compared = [(one, of) for one, of in pairs if of.get("salience") == "core"]
    for name, same in FIELDS.items():
        asked = [(one, of) for one, of in compared if name != "threshold" or one.get(name) or of.get(name)]
        unlike = [Difference(name, of, one) for one, of in asked if not same(one, of)]
        fields[name] = Ratio(len(asked) - len(unlike), len(asked))
        differences += unlike
    return Score(
        recall=Ratio(len(found), len(core)),
        precision=Ratio(len(right), len(right) + len(wrong)),
        strict_recall=Ratio(len(all_found), len(core)),
        strict_precision=Ratio(len(all_right), len(all_right) + len(all_wrong)),
        fields=fields,
        missed=tuple(one for one in core if id(one) not in taken),
        false_alarms=tuple(wrong),
        differences=tuple(sorted(differences, key=lambda one: (_span(one.gold), list(FIELDS).index(one.field)))),
    )


def matched(predicted: Sequence[Record], gold: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Pairs (prediction, gold record) whose value spans overlap, one to one, in the order of the text.

    The sum of overlaps is the greatest that a matching in order can have (dynamic programming over both in the order of
    their spans); of equal sums, always the same one.
    """
    found: list[tuple[Record, Record]] = []
    for ours, theirs in _clusters(sorted(predicted, key=_span), sorted(gold, key=_span)):
        found += _matched(ours, theirs)
    return found


def _clusters(ours: Sequence[Record], theirs: Sequence[Record]) -> Iterator[tuple[list[Record], list[Record]]]:
    """Both in pieces, so that no span of one piece overlaps a span of another."""
    every = sorted(
        [(*_span(one), 0, one) for one in ours] + [(*_span(of), 1, of) for of in theirs], key=lambda it: it[:3]
    )
    cluster: tuple[list[Record], list[Record]] = ([], [])
    reached = 0
    for start, end, side, record in every:
        if start >= reached:
            yield cluster
            cluster = ([], [])
        cluster[side].append(record)
        reached = max(reached, end)
    yield cluster


def _matched(ours: Sequence[Record], theirs: Sequence[Record]) -> list[tuple[Record, Record]]:
    wide = len(theirs) + 1
    # best[i][j]: greatest sum of overlaps of ours[i:] with theirs[j:]
    best = [[0] * wide for _ in range(len(ours) + 1)]
    for i in range(len(ours) - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(wide - 2, -1, -1):
            together = _overlap(ours[i], theirs[j])
            row[j] = max(below[j], row[j + 1], below[j + 1] + together if together else 0)
    pairs: list[tuple[Record, Record]] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        together = _overlap(ours[i], theirs[j])
        if together and best[i][j] == best[i + 1][j + 1] + together:
            pairs.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _counted(
    predicted: Sequence[Record], gold: Sequence[Record], pairs: Sequence[tuple[Record, Record]]
) -> tuple[list[Record], list[Record], list[Record]]:
    """Of the predictions those that are right and those that match nothing; of the gold's core records those found."""
    to = {id(one): of for one, of in pairs}
    right = [one for one in predicted if id(one) in to and to[id(one)].get("salience") in _STATED]
    # what overlaps gold of another salience, though another prediction was matched with it, is no false alarm
    aside = [of for of in gold if of.get("salience") not in _STATED]
    wrong = [one for one in predicted if id(one) not in to and not any(_overlap(one, of) for of in aside)]
    return right, wrong, [of for _, of in pairs if of.get("salience") == "core"]


def _is_stated(record: Record) -> bool:
    return record.get("salience", "core") in _STATED and record.get("duplicate_of") is None


def _span(record: Record) -> tuple[int, int]:
    start, end = record["value_char_start"], record["value_char_end"]
    if not isinstance(start, int) or not isinstance(end, int):  # jsonl.read_records refuses such records
        raise TypeError(f"a value's span must be whole numbers, not {start!r}, {end!r}")
    return start, end


def _overlap(one: Record, other: Record) -> int:
    start, end = _span(one)
    from_, to = _span(other)
    return max(0, min(end, to) - max(start, from_))


def _decimal(value: object) -> Decimal | None:
    """A JSON number by its digits; None for none, and for what is no number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return None


def _figure(record: Mapping[str, object], printed: bool) -> tuple[Decimal | None, ...]:
    word = "value" if printed else "normalized"
    low, high = _decimal(record.get(f"{word}_low")), _decimal(record.get(f"{word}_high"))
    exact = _decimal(record.get("value" if printed else "normalized_value"))
    return (low, high) if (low, high) != (None, None) else (exact, exact)


def _words(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in text).translate(_SPACES)


def _same_words(name: str) -> Callable[[Record, Record], bool]:
    return lambda one, of: _words(one.get(name)) == _words(of.get(name))


def _same_year(name: str) -> Callable[[Record, Record], bool]:
    return lambda one, of: _decimal(one.get(name)) == _decimal(of.get(name))


def _same_hedges(one: Record, of: Record) -> bool:
    ours, theirs = one.get("hedge"), of.get("hedge")
    return sorted(map(_words, ours if isinstance(ours, list) else [])) == sorted(
        map(_words, theirs if isinstance(theirs, list) else [])
    )


def _same_threshold(one: Record, of: Record) -> bool:
    ours, theirs = one.get("threshold"), of.get("threshold")
    if not isinstance(ours, Mapping) or not isinstance(theirs, Mapping):
        return not isinstance(ours, Mapping) and not isinstance(theirs, Mapping)
    return (
        _figure(ours, printed=False) == _figure(theirs, printed=False)
        and _words(ours.get("comparator")) == _words(theirs.get("comparator"))
        and _words(ours.get("normalized_unit")) == _words(theirs.get("normalized_unit"))
    )


# field → whether a prediction and the gold record agree in it
FIELDS: Mapping[str, Callable[[Record, Record], bool]] = {
    "value": lambda one, of: _figure(one, printed=True) == _figure(of, printed=True),
    "normalized_value": lambda one, of: _figure(one, printed=False) == _figure(of, printed=False),
    "unit": _same_words("unit"),
    "normalized_unit": _same_words("normalized_unit"),
    "comparator": _same_words("comparator"),
    "kind": _same_words("kind"),
    "year": _same_year("year"),
    "region": _same_words("region"),
    "threshold": _same_threshold,
    "status": _same_words("status"),
    "year_source": _same_words("year_source"),
    "period": _same_words("period"),
    "base_year": _same_year("base_year"),
    "hedge": _same_hedges,
    "indicator_key": _same_words("indicator_key"),
    "indicator": _same_words("indicator"),
    "scope": _same_words("scope"),
}
# fields that the promised thresholds are about; the others are shown for information
PROMISED: Mapping[str, float] = {
    "value": 0.98,
    "normalized_value": 0.98,
    "unit": 0.97,
    "comparator": 0.95,
    "kind": 0.92,
    "year": 0.88,
    "threshold": 0.90,
}
