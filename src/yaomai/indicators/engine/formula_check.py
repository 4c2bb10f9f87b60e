"""Does a formula fit the indicators that it names: are they defined, do its units come out, does it lead back to itself?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from yaomai.errors import Finding
from yaomai.indicators.engine.formula import (
    Binary,
    Call,
    FormulaError,
    Named,
    Negative,
    Node,
    Number,
    Source,
    parse,
    referred,
    written,
)
from yaomai.indicators.engine.units import PERCENT

Unit = tuple[tuple[str, int], ...]
"""Codes with their powers, sorted: CNY/MU is (("CNY", 1), ("MU", -1)); () is a plain number."""
UnitOfSource = Callable[[Source], str | None]
"""The unit of what another room answers; None: there is no such."""


@dataclass(frozen=True, slots=True)
class UnitFault(Exception):  # noqa: N818  # not an error of the program: what is wrong with a formula, told as a finding
    """Which part of a formula joins what cannot be joined."""

    part: str
    words: str


def unit(code: str) -> Unit:
    """The unit of a code; per cent stays what it is."""
    return ((code, 1),) if code else ()


def formula_findings(
    key: str, text: str, code: str, units: Mapping[str, str], formulas: Mapping[str, str], source: UnitOfSource
) -> Iterator[Finding]:
    """What is wrong with the formula `text` of the indicator `key`, whose unit is `code`. units, formulas: of the indicators that
    are defined, by key.
    """
    try:
        node = parse(text)
    except FormulaError as error:
        yield Finding("indicators.formula_unreadable", "/formula", str(error), text[:120])
        return
    unknown = sorted(referred(node) - units.keys() - {key})
    for one in unknown:
        yield Finding("indicators.formula_names_unknown", "/formula", "no such indicator is defined", one)
    if circle := cycle(key, {**formulas, key: text}):
        words = f"it leads back to itself: {' → '.join(circle)}"
        yield Finding("indicators.formula_cycle", "/formula", words, key)
    elif not unknown:
        try:
            found = unit_of(node, units, source)
        except UnitFault as fault:
            yield Finding("indicators.formula_units", "/formula", fault.words, fault.part[:120])
            return
        if found is not None and found != unit(code):
            words = f"it comes out in {shown(found)}, the indicator is in {shown(unit(code))}"
            yield Finding("indicators.formula_units", "/formula", words, text[:120])


def cycle(key: str, formulas: Mapping[str, str]) -> tuple[str, ...]:
    """The way from an indicator through formulas back to it; empty when there is none."""
    open_: list[tuple[str, ...]] = [(key,)]
    seen: set[str] = set()
    while open_:
        way = open_.pop()
        try:
            named = referred(parse(formulas.get(way[-1]) or "0"))
        except FormulaError:
            continue
        for one in sorted(named):
            if one == key:
                return (*way, key)
            if one not in seen:
                seen.add(one)
                open_.append((*way, one))
    return ()


def unit_of(node: Node, units: Mapping[str, str], source: UnitOfSource) -> Unit | None:
    """The unit in which a formula comes out; None for a number that is written, which takes that of its neighbour where it is a
    plain number or per cent. Raises UnitFault, KeyError for an indicator without a unit here.
    """
    if isinstance(node, Number):
        return None
    if isinstance(node, Named):
        return unit(units[node.key])
    if isinstance(node, Source):
        code = source(node)
        if code is None:
            raise UnitFault(written(node), f"nothing is called {written(node)}")
        return unit(code)
    if isinstance(node, Negative):
        return unit_of(node.of, units, source)
    if isinstance(node, Binary):
        return _joined(node, unit_of(node.left, units, source), unit_of(node.right, units, source))
    return _called(node, [unit_of(one, units, source) for one in node.arguments])


def _joined(node: Binary, left: Unit | None, right: Unit | None) -> Unit | None:
    if node.op in {"+", "-"}:
        if left is None or right is None:
            both = left if right is None else right
            if both in {None, (), unit(PERCENT)}:
                return both
            raise UnitFault(written(node), f"a plain number and one in {shown(both or ())} cannot be added")
        if left != right:
            raise UnitFault(written(node), f"{shown(left)} and {shown(right)} cannot be added")
        return left
    if left is None and right is None:
        return None
    powers: dict[str, int] = {}
    for side, sign in ((left, 1), (right, 1 if node.op == "*" else -1)):
        for code, power in side or ():
            if code != PERCENT:  # a part of something: 5 % of 100 CNY are CNY
                powers[code] = powers.get(code, 0) + sign * power
    if PERCENT in {code for code, _ in left or ()} and right is None:
        return unit(PERCENT)
    return tuple(sorted((code, power) for code, power in powers.items() if power))


def _called(node: Call, units: list[Unit | None]) -> Unit | None:
    if node.name == "sum":
        return units[0]
    if node.name == "share":
        if None not in units and units[0] != units[1]:
            raise UnitFault(written(node), f"{shown(units[0] or ())} is no part of {shown(units[1] or ())}")
        return unit(PERCENT)
    return unit(PERCENT) if node.name == "growth" else ()


def shown(found: Unit) -> str:
    """A unit in words of the code list."""
    above = "·".join(code if power == 1 else f"{code}^{power}" for code, power in found if power > 0)
    below = "·".join(code if power == -1 else f"{code}^{-power}" for code, power in found if power < 0)
    return (above or "1") + (f"/{below}" if below else "") if found else "a plain number"
