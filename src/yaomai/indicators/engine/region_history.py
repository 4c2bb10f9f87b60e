"""Which region of today does an old code stand for, and can values of the old one be taken for it?

GB/T 2260 changes: a division gets another name or another code, is joined with another, or divided (standards/gbt2260.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from yaomai.indicators.engine.values import COUNTRY
from yaomai.standards import gbt2260

Fate = Literal["same", "renamed", "recoded", "joined", "divided", "gone", "unknown"]
COMPARABLE: frozenset[Fate] = frozenset({"same", "renamed", "recoded"})
"""Of these the values of the old region are those of the new one."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of a region. today: the codes that it stands for now; until: the last year in which it had the code (None: it
    still has); name: its name then; names: those of today.
    """

    code: str
    fate: Fate
    today: tuple[str, ...]
    until: int | None
    name: str
    names: tuple[str, ...]


def today(code: str, on: date | None = None) -> Mapped:
    """What became of a region that was written on a day (its newest name otherwise)."""
    if code == COUNTRY:
        return Mapped(code, "same", (code,), None, "", ("",))
    if not gbt2260.exists(code):
        return Mapped(code, "unknown", (), None, "", ())
    name = gbt2260.name_of(code, on)
    until = gbt2260.history(code)[-1].until
    now = tuple(sorted(gbt2260.present(code)))
    names = tuple(gbt2260.name_of(one) for one in now)
    if not now:
        return Mapped(code, "gone", (), until, name, ())
    if len(now) > 1:
        return Mapped(code, "divided", now, until, name, names)
    if now == (code,):
        return Mapped(code, "same" if names == (name,) else "renamed", now, None, name, names)
    joined = len(_ended_in(now[0], code)) > 0 or _was_there(now[0], until)
    return Mapped(code, "joined" if joined else "recoded", now, until, name, names)


def _was_there(code: str, year: int | None) -> bool:
    """Whether the code of today was in force beside the old one, so that both were joined in it."""
    return year is not None and gbt2260.history(code)[0].since <= year


def _ended_in(code: str, but: str) -> list[str]:
    """Other codes that are gone and whose only successor is this one, in the year of `but`."""
    year = gbt2260.history(but)[-1].until
    stem = but[:2] + "0000"
    return [
        one
        for one in (gbt2260.within(stem, past=True) if gbt2260.exists(stem) else ())
        if one != but and gbt2260.history(one)[-1].until == year and tuple(gbt2260.successors(one)) == (code,)
    ]


def parts(region: str, on: date) -> tuple[str, ...]:
    """The regions directly below a region that were in force on a day: the prefectures of a province, the counties of a
    prefecture, the provinces of the country.
    """
    if region == COUNTRY:
        codes = [f"{number}0000" for number in range(11, 83) if gbt2260.exists(f"{number}0000")]
    elif gbt2260.exists(region):
        codes = [one for one in gbt2260.within(region, past=True) if gbt2260.division(one).parent == region]
    else:
        return ()
    return tuple(one for one in codes if _in_force(one, on.year))


def _in_force(code: str, year: int) -> bool:
    periods = gbt2260.history(code)
    last = periods[-1].until
    return periods[0].since <= max(year, gbt2260.FIRST_YEAR) and (last is None or year <= last)
