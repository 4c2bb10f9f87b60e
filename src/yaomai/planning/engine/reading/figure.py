"""What is a figure before anything is made of it: number, unit, and the words right beside it?"""

from dataclasses import dataclass, field
from decimal import Decimal

from yaomai.planning.engine.reading.units_read import Unit


@dataclass(slots=True)
class Figure:
    """A figure, characters start..end of `Plain.text`, words around it (以上, 超过, 约) included.

    low, high: in its unit, equal unless it is a range; None: vague. bare: characters of number and unit alone.
    is_numberless: 亿元, 百亿, 万亩 with no number before. script: arabic, chinese, none. is_level: 百亿级.
    is_weak: says something only as the condition of a count.
    """

    start: int
    end: int
    bare_start: int
    bare_end: int
    low: Decimal | None
    high: Decimal | None
    unit: Unit
    word: str
    script: str
    comparator: str = "="
    hedges: list[str] = field(default_factory=list)
    few: str = ""
    before: str = ""
    after: str = ""
    is_numberless: bool = False
    is_level: bool = False
    is_weak: bool = False
    salience: str = "core"
    rule: str = "number_and_unit"
