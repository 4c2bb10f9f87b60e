"""Which indicator, and which division, does a word in a statistics table mean?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yaomai.errors import NotFoundError
from yaomai.indicators.engine.values import COUNTRY
from yaomai.registers.engine.sheet_outline import fold
from yaomai.standards import gbt2260

_WHOLE = frozenset(
    {"全省", "全市", "全州", "全县", "全区", "合计", "总计", "总数", "全省合计", "全省总计", "全市合计", "省级", "总值"}
)
"""The region that the table is about, as its rows call it."""
_SUM = frozenset({"合计", "总计", "总数", "总值"})
"""Of these what says no more than that something was added up."""
_COUNTRY = frozenset({"全国", "全国合计", "全国总计", "中国", COUNTRY})
_NAMED = re.compile(r"[\u3400-\u9fff]{2,9}?(?:自治区|自治州|自治县|省|市|州|县|区|盟|旗)")
_CODE = re.compile(r"(\d{6})\s*(.*)")


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """An indicator as tables are held against it (its newest definition, and the other names that are declared)."""

    key: str
    name: str
    unit: str = ""
    counted: str = ""
    basis: str = "flow"
    aggregation: str = "sum"
    other_names: tuple[str, ...] = ()


@dataclass(slots=True)
class Lexicon:
    """The indicators by key, and what their names mean; a name that two have means none."""

    known: Mapping[str, KnownIndicator]
    _by_name: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, indicators: Iterable[KnownIndicator]) -> "Lexicon":
        """The lexicon of these indicators."""
        known = {one.key: one for one in indicators}
        names: dict[str, set[str]] = {}
        for one in known.values():
            for name in (one.key, one.name, *one.other_names):
                names.setdefault(fold(name), set()).add(one.key)
        return cls(known, {name: next(iter(keys)) for name, keys in names.items() if name and len(keys) == 1})

    def indicator(self, text: str) -> str:
        """The key of the indicator that is called so; empty: none, or several."""
        if text in self.known:
            return text
        return self._by_name.get(fold(text), "")

    def indicator_in(self, text: str) -> str:
        """The indicator whose name stands in a title, the longest one."""
        folded = fold(text)
        found = [name for name in self._by_name if len(name) > 1 and name in folded]
        return self._by_name[max(found, key=len)] if found else ""

    def region(self, text: str, *, near: str) -> str:
        """The code of the division that a name, a code or both mean: one in force before one gone. Empty: none, or several."""
        words = "".join(text.split())
        if words in _COUNTRY:
            return COUNTRY
        if coded := _CODE.fullmatch(words):
            return coded[1] if gbt2260.exists(coded[1]) else ""
        found = gbt2260.find(words, near=near) if words else ()
        return found[0].code if len(found) == 1 else ""

    def is_whole(self, text: str) -> bool:
        """Whether a row calls itself the region that the table is about."""
        return "".join(text.split()) in _WHOLE

    def is_sum(self, text: str) -> bool:
        """Whether a row or a head says only that it is a sum, not of which region."""
        return "".join(text.split()) in _SUM

    def is_region(self, code: str) -> bool:
        """Whether there is, or was, a division of this code."""
        return code == COUNTRY or gbt2260.exists(code)

    def region_in(self, title: str) -> str:
        """The division that a title names first."""
        for found in _NAMED.finditer("".join(title.split())):
            for start in range(len(found[0]) - 1):
                if code := self.region(found[0][start:], near=""):
                    return code
        return ""

    def today(self, code: str) -> str:
        """The division in force that a code stands for; itself where several came after it, or none."""
        if code == COUNTRY:
            return code
        present = gbt2260.present(code)
        return next(iter(present)) if len(present) == 1 else code


def region_name(code: str) -> str:
    """What a division is called; the code itself where the standard has none."""
    if code == COUNTRY:
        return "全国"
    try:
        return gbt2260.name_of(code)
    except NotFoundError:
        return code
