"""Where do two values of a series not belong together, because what was counted has changed?

A value with the status B says so itself; an official can declare it of series, with the reason. Of enterprises above a certain size
(规模以上) it is known when the size was changed: before 2007 all state-owned ones, and others from 5 million yuan; from 2007 all
from 5 million, from 2011 all from 20 million yuan of main revenue a year (National Bureau of Statistics, note on industrial
enterprises above designated size). That is of industry: services and trade have sizes of their own. Growth rates that were
published on a comparable base hold over a break; ratios of levels do not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import Value

_ABOVE_SCALE = "规模以上"
_NOT_INDUSTRY = ("服务业", "批发", "零售")
_SIZES = ((date(2007, 1, 1), "above_scale_2007"), (date(2011, 1, 1), "above_scale_2011"))


@dataclass(frozen=True, slots=True)
class Break:
    """From this day on something else is counted. code: why; `published`: a value of this day on says so itself (`record`);
    `declared`: an official says so (`record`), in these `words`.
    """

    day: date
    code: str
    record: int | None = None
    words: str = ""


def breaks(scope: str, values: Iterable[Value] = ()) -> tuple[Break, ...]:
    """The breaks of a series: those that its values say, those declared of it, and those known of its scope; the earliest first."""
    told = tuple(values)
    found = [Break(one.start, "published", one.record) for one in told if one.status == "B"]
    declared = dict.fromkeys(each for one in told for each in one.breaks)
    found += [Break(each.day, "declared", each.record, each.reason) for each in declared]
    if _ABOVE_SCALE in scope and not any(word in scope for word in _NOT_INDUSTRY):
        found += [Break(day, code) for day, code in _SIZES]
    return tuple(sorted(found, key=lambda one: (one.day, one.code)))


def between(known: Sequence[Break], first: Span, second: Span) -> tuple[Break, ...]:
    """The breaks that lie between two spans: who compares the two, or joins them to one series, splices over these. A break in the
    midst of the later one is between them, too: part of that one is counted otherwise.
    """
    early, late = sorted((first, second))
    return tuple(one for one in known if early.start < one.day <= late.end)
