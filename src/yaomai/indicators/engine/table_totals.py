"""Is what a table calls 合计 the whole that the table is about, or only the sum of the parts that it names?

Three cities of fourteen have a sum as well: only where every part is named is it the value of the whole.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from yaomai.indicators.engine.region_history import parts
from yaomai.indicators.engine.values import COUNTRY


class PartsNamed(NamedTuple):
    """How many of the regions directly below the whole a table has values of, and how many there are today."""

    named: int
    of: int

    def words(self, text: str) -> str:
        """The word of the table with both counts: 合计（3/14）."""
        return f"{text}（{self.named}/{self.of}）"


def part_only(whole: str, regions: Collection[str]) -> PartsNamed | None:
    """How many parts are named, where a sum over `regions` is not the value of `whole`; None: it is, or nothing speaks against it:
    no other region is named, or the parts of the whole are not known.
    """
    others = set(regions) - {whole, ""}
    below = () if whole == COUNTRY else parts(whole, date.max)
    named = sum(1 for one in below if one in others)
    return PartsNamed(named, len(below)) if below and others and named < len(below) else None
