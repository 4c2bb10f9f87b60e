"""What is decided about a figure of a text: which fields has it, and what is wrong with those that somebody entered?

The same fields come from the reader (`of_quantity`), from a record (`from_json`) and from a form (`from_form`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from yaomai.errors import Finding, InvalidError
from yaomai.planning.engine import kept, units
from yaomai.planning.engine.reading.products import herbs
from yaomai.planning.engine.reading.records import Because, Mention, Quantity, Threshold

KINDS = ("fact", "target", "growth", "criterion", "task")
STATUSES = ("actual", "target", "forecast", "criterion")
COMPARATORS = ("=", "≥", ">", "≤", "<", "≈", "<≈", "range", "vague", "structure")
NUMBERLESS = frozenset({"vague", "structure"})
YEAR_LEAST, YEAR_MOST = 1949, 2100
TEXT_MOST = 200
WORDS_MOST = 300


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit: value or low..high as printed, and normalised (`t`, `CNY`, `ratio`). All none: no number."""

    unit: str = ""
    normalized_unit: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    normalized_value: Decimal | None = None
    normalized_low: Decimal | None = None
    normalized_high: Decimal | None = None

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Normalised low and high; equal when there is one value."""
        if self.normalized_value is not None:
            return self.normalized_value, self.normalized_value
        return self.normalized_low, self.normalized_high


@dataclass(frozen=True, slots=True)
class Inner:
    """The inner condition of a count (enterprises *of over 5 billion*)."""

    indicator: str
    comparator: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A quantity as it is proposed or decided. words: as printed. indicator: the phrase; indicator_key: which declared one, or
    empty. region: as the text calls it; division: its GB/T 2260 code, empty when it is none. binding: 约束性, None when
    the text does not say. Others as in `reading/records.py`.
    """

    words: str
    figure: Figure
    indicator: str
    kind: str
    comparator: str = "="
    indicator_key: str = ""
    status: str = ""
    hedges: tuple[str, ...] = ()
    is_increment: bool = False
    year: int | None = None
    base_year: int | None = None
    period: str = ""
    region: str = ""
    division: str = ""
    segment: str = ""
    scope: str = ""
    binding: bool | None = None
    threshold: Inner | None = None

    @property
    def is_promise(self) -> bool:
        """Whether it says what shall be: a target, a growth that is one, a task. Forecasts and names (1+1+N) promise nothing."""
        return self.kind in ("target", "growth", "task") and self.status == "target" and self.comparator != "structure"

    @property
    def is_observed(self) -> bool:
        """Whether it says what was: a fact, or a growth that happened."""
        return self.kind in ("fact", "growth") and self.status == "actual"


def of_quantity(quantity: Quantity, division: str) -> Decided:
    """A quantity of the reader as it would be decided when nobody corrects it."""
    mention = quantity.mention
    return Decided(
        words=mention.words,
        figure=_figure(mention),
        indicator=quantity.indicator,
        kind=quantity.kind,
        comparator=mention.comparator,
        indicator_key=quantity.indicator_key,
        status=quantity.status,
        hedges=tuple(mention.hedges),
        is_increment=mention.is_increment,
        year=quantity.year,
        base_year=quantity.base_year,
        period=quantity.period or "",
        region=quantity.region,
        division=division,
        segment=_herb(quantity),
        scope=quantity.scope,
        threshold=_inner(mention.threshold),
    )


def _herb(quantity: Quantity) -> str:
    """The herb that a figure of herbs is about, where its phrase begins with it: 当归产量 is no output of all herbs."""
    if not quantity.indicator_key.startswith("herb."):
        return ""
    named = list(herbs(quantity.indicator))
    return named[0].name if len(named) == 1 and named[0].start == 0 else ""


def _figure(read: Mention | Threshold) -> Figure:
    return Figure(
        *(read.unit, read.normalized_unit, read.value, read.low, read.high),
        *(read.normalized_value, read.normalized_low, read.normalized_high),
    )


def _inner(read: Threshold | None) -> Inner | None:
    return None if read is None else Inner(read.indicator, read.comparator, _figure(read))


# As JSON: decimals as text, without what is empty.


def to_json(decided: Decided) -> dict[str, Any]:
    """The fields as a record keeps them."""
    found = {
        "words": decided.words,
        "figure": _figure_json(decided.figure),
        "indicator": decided.indicator,
        "kind": decided.kind,
        "comparator": decided.comparator,
        "indicator_key": decided.indicator_key,
        "status": decided.status,
        "hedges": list(decided.hedges),
        "is_increment": decided.is_increment,
        "year": decided.year,
        "base_year": decided.base_year,
        "period": decided.period,
        "region": decided.region,
        "division": decided.division,
        "segment": decided.segment,
        "scope": decided.scope,
        "binding": decided.binding,
        "threshold": decided.threshold and _inner_json(decided.threshold),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [], False) or name == "binding"}


_NUMBERS = ("value", "low", "high", "normalized_value", "normalized_low", "normalized_high")


def _figure_json(figure: Figure) -> dict[str, str]:
    said = {"unit": figure.unit, "normalized_unit": figure.normalized_unit}
    numbers = {name: getattr(figure, name) for name in _NUMBERS}
    return said | {name: format(units.plain(value), "f") for name, value in numbers.items() if value is not None}


def _inner_json(inner: Inner) -> dict[str, Any]:
    return {"indicator": inner.indicator, "comparator": inner.comparator, "figure": _figure_json(inner.figure)}


def from_json(said: Mapping[str, Any]) -> Decided:
    """The fields that a record keeps. Raises KeyError, TypeError or ValueError for what are none."""
    inner = said.get("threshold")
    return Decided(
        words=said["words"],
        figure=_figure_from(said["figure"]),
        indicator=said.get("indicator", ""),
        kind=said["kind"],
        comparator=said["comparator"],
        indicator_key=said.get("indicator_key", ""),
        status=said.get("status", ""),
        hedges=tuple(said.get("hedges", ())),
        is_increment=said.get("is_increment", False),
        year=said.get("year"),
        base_year=said.get("base_year"),
        period=said.get("period", ""),
        region=said.get("region", ""),
        division=said.get("division", ""),
        segment=said.get("segment", ""),
        scope=said.get("scope", ""),
        binding=said.get("binding"),
        threshold=inner and Inner(inner["indicator"], inner["comparator"], _figure_from(inner["figure"])),
    )


def _figure_from(said: Mapping[str, str]) -> Figure:
    numbers = {name: Decimal(said[name]) for name in _NUMBERS if name in said}
    return Figure(unit=said["unit"], normalized_unit=said["normalized_unit"], **numbers)


def because_json(because: Mapping[str, Because]) -> dict[str, list[object]]:
    """Why each field has its value: {field: [start, end, rule]}."""
    return {name: [why.start, why.end, why.rule] for name, why in because.items()}


# From a form: every field a text, as a person entered it.

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?", re.ASCII)
_FULL_WIDTH = {ord(full): half for full, half in zip("０１２３４５６７８９．－＋，", "0123456789.-+,", strict=True)}


def from_form(form: Mapping[str, str], words: str, division: str) -> Decided:
    """The fields that somebody entered about the printed `words`; `division`: the code of the region that was entered.

    Members: indicator, indicator_key, kind, status, comparator, value, low, high, unit, hedges (with 、), is_increment
    (anything: yes), year, base_year, period, region, segment, scope, binding (yes, no), threshold_… the same.
    Raises InvalidError with all that is wrong.
    """
    said = {name: " ".join(value.split()) for name, value in form.items()}
    findings: list[Finding] = []
    kind = said.get("kind", "")
    is_task = kind == "task"
    comparator = "vague" if is_task else said.get("comparator", "=")
    figure = _no_figure(said, findings) if is_task else _figure_entered(said, "", comparator, findings)
    status = "target" if is_task else said.get("status", "") or _usual_status(kind)
    findings += _word_findings(said, {"kind": (kind, KINDS), "status": (status, STATUSES)})
    findings += _length_findings(said) + kept.text_findings({f"/{name}": text for name, text in said.items()})
    if not said.get("indicator"):
        findings.append(Finding("planning.indicator_missing", "/indicator", "say what the figure measures"))
    region = said.get("region", "")
    if region and not division:
        findings.append(Finding("planning.region_unknown", "/region", "no division has this name", region[:80]))
    decided = Decided(
        words=words,
        figure=figure,
        indicator=said.get("indicator", ""),
        kind=kind,
        comparator=comparator,
        indicator_key=said.get("indicator_key", ""),
        status=status,
        hedges=tuple(one for one in re.split(r"[、,，\s]+", said.get("hedges", "")) if one),
        is_increment=bool(said.get("is_increment")),
        year=_year(said, "year", findings),
        base_year=_year(said, "base_year", findings),
        period=said.get("period", ""),
        region=region,
        division=division,
        segment=said.get("segment", ""),
        scope=said.get("scope", ""),
        binding={"yes": True, "no": False}.get(said.get("binding", "")),
        threshold=_threshold_entered(said, findings),
    )
    if findings:
        raise InvalidError(findings)
    return decided


def _no_figure(said: Mapping[str, str], findings: list[Finding]) -> Figure:
    """A task has no number: whoever entered one means a target."""
    for name in ("value", "low", "high"):
        if said.get(name):
            message = "a task has no number: leave it empty, or say that this is a target"
            findings.append(Finding("planning.task_number", f"/{name}", message, said[name][:80]))
    return Figure()


def _usual_status(kind: str) -> str:
    return {"fact": "actual", "target": "target", "growth": "target", "criterion": "criterion"}.get(kind, "")


def _word_findings(said: Mapping[str, str], words: Mapping[str, tuple[str, tuple[str, ...]]]) -> list[Finding]:
    found = [
        Finding(f"planning.{name}", f"/{name}", f"one of {', '.join(known)}", word[:80])
        for name, (word, known) in words.items()
        if word not in known
    ]
    if said.get("binding", "") not in ("", "yes", "no"):
        found.append(Finding("planning.binding", "/binding", "yes, no, or nothing", said["binding"][:80]))
    return found


def decided_findings(decided: Decided) -> list[Finding]:
    """What is wrong with the texts of a quantity, wherever it came from: too long, or with characters that cannot be kept."""
    inner = decided.threshold
    texts = {
        **{name: getattr(decided, name) for name in _TEXTS},
        "unit": decided.figure.unit,
        "hedges": "、".join(decided.hedges),
        "threshold_indicator": inner.indicator if inner else "",
        "threshold_unit": inner.figure.unit if inner else "",
    }
    found = _length_findings(texts) + kept.text_findings({f"/{name}": text for name, text in texts.items()})
    found += kept.text_findings({"/words": decided.words})
    if len(decided.words) > WORDS_MOST:
        message = f"the words of a figure are at most {WORDS_MOST} characters"
        found.append(Finding("planning.words_long", "/words", message, decided.words[:80]))
    return found


_TEXTS = ("indicator", "indicator_key", "period", "region", "division", "segment", "scope")


def _length_findings(said: Mapping[str, str]) -> list[Finding]:
    return [
        Finding("planning.too_long", f"/{name}", f"at most {TEXT_MOST} characters", value[:80])
        for name, value in said.items()
        if len(value) > TEXT_MOST
    ]


def _threshold_entered(said: Mapping[str, str], findings: list[Finding]) -> Inner | None:
    if not any(said.get(f"threshold_{name}") for name in ("indicator", "value", "low", "high")):
        return None
    comparator = said.get("threshold_comparator", "≥")
    if not said.get("threshold_indicator"):
        message = "say of what the inner condition is"
        findings.append(Finding("planning.threshold_indicator", "/threshold_indicator", message))
    return Inner(
        said.get("threshold_indicator", ""), comparator, _figure_entered(said, "threshold_", comparator, findings)
    )


def _figure_entered(said: Mapping[str, str], prefix: str, comparator: str, findings: list[Finding]) -> Figure:
    """The figure of the members `<prefix>value`, `low`, `high`, `unit`; what is wrong goes to `findings`."""
    if comparator not in COMPARATORS:
        words = f"one of {' '.join(COMPARATORS)}"
        findings.append(Finding("planning.comparator", f"/{prefix}comparator", words, comparator[:80]))
        return Figure()
    unit = said.get(f"{prefix}unit", "")
    value, low, high = (_number(said, prefix + name, findings) for name in ("value", "low", "high"))
    if comparator in NUMBERLESS and value is None and low is None and high is None:
        return Figure(unit=unit)
    known = units.printed(unit)
    if known is None:
        message = "a unit such as 亿元, 万亩, 吨, %, 家, 个"
        findings.append(Finding("planning.unit", f"/{prefix}unit", message, unit[:80]))
        return Figure(unit=unit)
    if comparator == "range":
        value = None
        if low is None or high is None:
            where = f"/{prefix}low" if low is None else f"/{prefix}high"
            if not _is_told(findings, where):
                findings.append(Finding("planning.range_open", where, "a range has a lower and an upper number"))
        elif low > high:
            findings.append(Finding("planning.range_turned", f"/{prefix}low", "the lower is above the upper", f"{low}"))
    else:
        low = high = None
        if value is None and comparator not in NUMBERLESS and not _is_told(findings, f"/{prefix}value"):
            findings.append(Finding("planning.value_missing", f"/{prefix}value", "a number is needed"))

    def normal(name: str, number: Decimal | None) -> Decimal | None:
        if number is None:
            return None
        if kept.fits(number) and kept.fits(number * known.factor, places=None):
            return units.plain(number * known.factor)
        findings.append(kept.number_finding(f"/{prefix}{name}", number))
        return None

    bounds = normal("value", value), normal("low", low), normal("high", high)
    return Figure(unit, known.normalized_unit, value, low, high, *bounds)


def _is_told(findings: list[Finding], pointer: str) -> bool:
    return any(one.pointer == pointer for one in findings)


def _number(said: Mapping[str, str], name: str, findings: list[Finding]) -> Decimal | None:
    text = said.get(name, "").translate(_FULL_WIDTH).replace(",", "").replace(" ", "")
    if not text:
        return None
    try:
        if _NUMBER.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:  # pragma: no cover - what the pattern admits is a number
        pass
    findings.append(Finding("planning.number", f"/{name}", "a number such as 13.6", said[name][:80]))
    return None


def _year(said: Mapping[str, str], name: str, findings: list[Finding]) -> int | None:
    text = said.get(name, "").translate(_FULL_WIDTH).removesuffix("年")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4 and YEAR_LEAST <= int(text) <= YEAR_MOST:
        return int(text)
    findings.append(Finding("planning.year", f"/{name}", f"a year from {YEAR_LEAST} to {YEAR_MOST}", said[name][:80]))
    return None
