"""What is wrong with a definition, an edition, a correction or a declared break by itself, before anything is on record?"""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from unicodedata import category

from yaomai.errors import Finding
from yaomai.indicators.engine.spans import YEARS, Span, is_usual
from yaomai.indicators.engine.values import (
    ACCESSES,
    ACTIONS,
    AGGREGATIONS,
    BASES,
    CLASSES,
    CORRECTION_STATUSES,
    COUNTRY,
    DIRECTIONS,
    STATUSES,
    NewBreak,
    NewCorrection,
    NewDefinition,
    NewEdition,
    NewObservation,
)
from yaomai.standards import gbt2260

KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*", re.ASCII)
KEY_CHARACTERS_MAX = 100
NAME_CHARACTERS_MAX = 300
WORDS_CHARACTERS_MAX = 2_000
DIGITS_MAX = 40
PLACES_MAX = 20
UNIT_CHARACTERS_MAX = 10


def plain(text: str, longest: int, *, empty: bool = True) -> bool:
    """Whether a text has no control characters (line breaks are allowed), is not too long, and not empty where that is asked.

    Wide blanks and private-use glyphs are what such texts print (a plan's decimal point may be one): they are kept as they are.
    """
    return (
        len(text) <= longest
        and (empty or bool(text.strip()))
        and all(one in "\n\t" or category(one) not in ("Cc", "Cs") for one in text)
    )


def reason_findings(reason: str) -> Iterator[Finding]:
    """What is wrong with a reason."""
    if not plain(reason, WORDS_CHARACTERS_MAX, empty=False):
        words = f"say why, for those who read it later, in at most {WORDS_CHARACTERS_MAX} characters of plain text"
        yield Finding("indicators.reason_missing", "/reason", words, reason[:80])


def definition_findings(new: NewDefinition, units: Collection[str]) -> Iterator[Finding]:
    """What is wrong with a definition; `units` are the codes that have words."""
    if not KEY.fullmatch(new.key) or len(new.key) > KEY_CHARACTERS_MAX:
        yield Finding(
            "indicators.key_unusable", "/key", "a key is words of a-z, 0-9 and _, joined by dots", new.key[:120]
        )
    if not plain(new.name, NAME_CHARACTERS_MAX, empty=False):
        yield Finding("indicators.name_unusable", "/name", "a name has 1 to 300 characters", new.name[:80])
    for name, text in (("scope", new.scope), ("clause", new.clause), ("formula", new.formula)):
        if not plain(text, WORDS_CHARACTERS_MAX):
            yield Finding("indicators.text_unusable", f"/{name}", "plain text of at most 2000 characters", text[:80])
    if not plain(new.counted, UNIT_CHARACTERS_MAX):
        yield Finding("indicators.counted_unusable", "/counted", "a measure word is short", new.counted[:80])
    for position, text in enumerate(new.other_names):
        if not plain(text, NAME_CHARACTERS_MAX, empty=False):
            where = f"/other_names/{position}"
            yield Finding("indicators.name_unusable", where, "a name has 1 to 300 characters", text[:80])
    if new.unit not in units:
        words = f"no unit has this code; there are {', '.join(sorted(one for one in units if one))}"
        yield Finding("indicators.unit_unknown", "/unit", words, new.unit[:80])
    for name, seen, known in (
        ("basis", new.basis, BASES),
        ("direction", new.direction, DIRECTIONS),
        ("aggregation", new.aggregation, AGGREGATIONS),
    ):
        if seen not in known:
            yield Finding("indicators.word_unknown", f"/{name}", f"one of {', '.join(known)}", seen[:80])
    for position, (key, how, words) in enumerate(new.comparable):
        where = f"/comparable/{position}"
        if not KEY.fullmatch(key) or key == new.key:
            yield Finding("indicators.key_unusable", where, "the key of another indicator", key[:120])
        if how not in CLASSES:
            yield Finding("indicators.word_unknown", where, f"one of {', '.join(CLASSES)}", how[:80])
        if not plain(words, WORDS_CHARACTERS_MAX):
            yield Finding("indicators.text_unusable", where, "plain text of at most 2000 characters", words[:80])


def region_exists(code: str) -> bool:
    """Whether a series can be of this region: a division that is or was, or the country."""
    return code == COUNTRY or gbt2260.exists(code)


def edition_findings(new: NewEdition, defined: Collection[str]) -> Iterator[Finding]:
    """What is wrong with an edition; `defined` are the keys of indicators that are defined."""
    if not plain(new.title, NAME_CHARACTERS_MAX, empty=False):
        yield Finding("indicators.title_unusable", "/title", "a title has 1 to 300 characters", new.title[:80])
    if not plain(new.publisher, NAME_CHARACTERS_MAX, empty=False):
        words = "say who published it, in 1 to 300 characters"
        yield Finding("indicators.publisher_unusable", "/publisher", words, new.publisher[:80])
    if new.access not in ACCESSES:
        yield Finding("indicators.word_unknown", "/access", f"one of {', '.join(ACCESSES)}", new.access[:80])
    if new.published_on.year not in YEARS:
        words = f"editions are of the years {YEARS.start} to {YEARS.stop - 1}"
        yield Finding("indicators.day_unlikely", "/published_on", words, new.published_on.isoformat())
    if not new.observations:
        yield Finding("indicators.edition_empty", "/observations", "an edition has one value or more")
    regions: dict[str, bool] = {}
    seen: dict[tuple[object, ...], int] = {}
    for position, one in enumerate(new.observations):
        where = f"/observations/{position}"
        yield from _observation_findings(one, where, defined)
        if one.region not in regions:
            regions[one.region] = region_exists(one.region)
        if not regions[one.region]:
            words = f"GB/T 2260 has no such division since 1980; {COUNTRY} is the whole country"
            yield Finding("indicators.region_unknown", f"{where}/region", words, one.region[:40])
        span = (one.indicator, one.region, one.segment, one.basis, one.start, one.end)
        if (first := seen.setdefault(span, position)) != position:
            words = f"the same series, basis and span stands at {first} already; keep one of the two"
            value = f"{new.observations[first].original or new.observations[first].value} / {one.original or one.value}"
            yield Finding("indicators.said_twice", where, words, value[:120])


def _observation_findings(one: NewObservation, where: str, defined: Collection[str]) -> Iterator[Finding]:
    if one.indicator not in defined:
        words = "no such indicator is defined; define it first"
        yield Finding("indicators.indicator_unknown", f"{where}/indicator", words, one.indicator[:120])
    if one.basis not in BASES:
        yield Finding("indicators.word_unknown", f"{where}/basis", f"one of {', '.join(BASES)}", one.basis[:80])
    if one.status not in STATUSES:
        yield Finding("indicators.word_unknown", f"{where}/status", f"one of {', '.join(STATUSES)}", one.status[:80])
    if one.start > one.end:
        words = "a span begins before it ends"
        yield Finding("indicators.span_backwards", f"{where}/start", words, f"{one.start} to {one.end}")
    if not is_usual(Span(one.start, one.end)):
        words = f"statistics are of the years {YEARS.start} to {YEARS.stop - 1}"
        yield Finding("indicators.span_unlikely", f"{where}/start", words, f"{one.start} to {one.end}")
    if (one.value is None) != (one.status == "M"):
        words = "a value that is missing has the status M, and only such a one"
        yield Finding("indicators.value_missing", f"{where}/value", words, one.original[:80])
    if not recordable(one.value):
        words = f"a number of at most {DIGITS_MAX} digits, of which {PLACES_MAX} after the point"
        yield Finding("indicators.number_unusable", f"{where}/value", words, str(one.value)[:80])
    for name, text, longest in (
        ("segment", one.segment, NAME_CHARACTERS_MAX),
        ("original", one.original, NAME_CHARACTERS_MAX),
        ("place", one.place, NAME_CHARACTERS_MAX),
        ("note", one.note, WORDS_CHARACTERS_MAX),
    ):
        if text and not plain(text, longest):
            words = f"plain text of at most {longest} characters"
            yield Finding("indicators.text_unusable", f"{where}/{name}", words, text[:80])


def recordable(value: Decimal | None) -> bool:
    """Whether a number can be kept digit by digit."""
    if value is None:
        return True
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):  # NaN, infinity
        return False
    digits = len(value.as_tuple().digits)
    return exponent >= -PLACES_MAX and value.adjusted() < DIGITS_MAX - PLACES_MAX and digits <= DIGITS_MAX


def correction_findings(new: NewCorrection) -> Iterator[Finding]:
    """What is wrong with a correction by itself."""
    if new.action not in ACTIONS:
        yield Finding("indicators.word_unknown", "/action", f"one of {', '.join(ACTIONS)}", new.action[:80])
    if new.status not in CORRECTION_STATUSES:
        words = f"one of {', '.join(CORRECTION_STATUSES)}"
        yield Finding("indicators.word_unknown", "/status", words, new.status[:80])
    if (new.value is not None) != (new.action in {"override", "scale"}):
        words = "override takes the right value, scale the factor; drop and flag take none"
        yield Finding("indicators.correction_value", "/value", words, str(new.value)[:80])
    if new.action == "scale" and (new.expect is None or new.value == 0):
        words = "a published number is scaled by a factor that is not nothing"
        yield Finding("indicators.correction_value", "/value", words, str(new.value)[:80])
    for name, number in (("value", new.value), ("expect", new.expect)):
        if not recordable(number):
            words = f"a number of at most {DIGITS_MAX} digits, of which {PLACES_MAX} after the point"
            yield Finding("indicators.number_unusable", f"/{name}", words, str(number)[:80])
    if not plain(new.provider, NAME_CHARACTERS_MAX):
        words = "plain text of at most 300 characters"
        yield Finding("indicators.text_unusable", "/provider", words, new.provider[:80])
    yield from reason_findings(new.reason)


def break_findings(new: NewBreak) -> Iterator[Finding]:
    """What is wrong with the declaration of a break by itself."""
    if new.day.year not in YEARS:
        words = f"statistics are of the years {YEARS.start} to {YEARS.stop - 1}"
        yield Finding("indicators.span_unlikely", "/day", words, new.day.isoformat())
    if new.region is not None and not region_exists(new.region):
        words = f"GB/T 2260 has no such division since 1980; {COUNTRY} is the whole country"
        yield Finding("indicators.region_unknown", "/region", words, new.region[:40])
    if new.segment and not plain(new.segment, NAME_CHARACTERS_MAX):
        words = f"plain text of at most {NAME_CHARACTERS_MAX} characters"
        yield Finding("indicators.text_unusable", "/segment", words, new.segment[:80])
    yield from reason_findings(new.reason)
