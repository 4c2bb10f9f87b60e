"""Which figures of a reading say what an earlier one has said?"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from yaomai.planning.engine.reading.records import Because, Quantity

_SAME_PARTS = (
    "数",
    "中药材",
    "药材",
    "达",
    "约",
    "的",
    "标准化",
    "规范化",
    "建设",
    "全省",
    "全市",
    "工业",
    "加工",
    "制造业",
    "产业",
    "总",
)


def marked(quantities: Sequence[Quantity], whose: Sequence[str]) -> tuple[Quantity, ...]:
    """`quantities`, those that repeat an earlier one called duplicates of it; whose: of which company each is, "" of none.

    A figure repeats another when value, unit, comparator, kind, year, region, condition and company are the same, and the words
    for what is measured are the same but for words that narrow nothing down.
    """
    first: dict[object, list[Quantity]] = {}
    found: list[Quantity] = []
    for one, owner in zip(quantities, whose, strict=True):
        stated = _key(one)
        key = (owner, stated) if stated else None
        earlier = next((of for of in first.get(key, ()) if _same_thing(one, of)), None) if key else None
        if earlier is None:
            if key:
                first.setdefault(key, []).append(one)
            found.append(one)
        else:
            start, end = earlier.mention.start, earlier.mention.end
            because = {**one.because, "duplicate_of": Because(start, end, "the same figure of the same thing before")}
            found.append(replace(one, salience="duplicate", duplicate_of=start, because=because))
    return tuple(found)


def _key(one: Quantity) -> object:
    """What must be equal; None for what cannot repeat (no figure, nothing named, no statement of its own)."""
    mention = one.mention
    values: tuple[Decimal | None, ...] = (mention.normalized_value, mention.normalized_low, mention.normalized_high)
    if values == (None, None, None) or not one.indicator or one.salience not in ("core", "secondary"):
        return None
    threshold = mention.threshold
    condition = (
        None if threshold is None else (threshold.normalized_value, threshold.normalized_low, threshold.normalized_high)
    )
    return (
        values,
        mention.comparator,
        mention.normalized_unit,
        one.kind == "growth",
        one.status,
        one.year,
        one.region,
        condition,
    )


def _same_thing(one: Quantity, of: Quantity) -> bool:
    if one.mention.threshold is not None and of.mention.threshold is not None and one.indicator_key == of.indicator_key:
        return True
    ours, theirs = _plain(one.indicator), _plain(of.indicator)
    if ours == theirs:
        return True
    if one.indicator_key != of.indicator_key or one.mention.normalized_unit in ("CNY", "ratio"):
        return False
    return bool(ours and theirs) and min(len(ours), len(theirs)) >= 2 and (ours in theirs or theirs in ours)


def _plain(words: str) -> str:
    for part in _SAME_PARTS:
        words = words.replace(part, "")
    return words
