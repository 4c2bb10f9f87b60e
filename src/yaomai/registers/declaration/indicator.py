"""What is measured: which indicators does a system declare?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is measured. key: its name for programs (`industry.revenue`). unit: UN/ECE Rec. 20, or "CNY", "MU"; "P1"
    for percents; empty for counts, whose measure word is `counted`. scope: of what it is measured
    (规模以上医药制造业). basis: flow (within a span), level (at its end), yoy, cagr, index. direction: up, down,
    none: which way is better. aggregation: how regions add up: sum, mean, last, none. formula: empty, or how it
    follows from others (`indicators/engine/formula.py`). clause: where its definition stands. comparable: other
    indicators that are taken for it, or must not be: (key, same|caution|not, the words that are said about it).
    """

    key: str
    name: str
    unit: str = ""
    counted: str = ""
    scope: str = ""
    basis: str = "flow"
    direction: str = "up"
    aggregation: str = "sum"
    formula: str = ""
    clause: str = ""
    comparable: tuple[tuple[str, str, str], ...] = ()
    other_names: tuple[str, ...] = ()
