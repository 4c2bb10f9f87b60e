"""In which words does a system declare its figures: totals, shares of them, and targets that they are held against?

Each is a figure that opens to the statements that it was reckoned from (`registers/engine/totals.py`). Paths and conditions:
`registers/declaration/rules.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yaomai.registers.declaration.rules import Rule


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a Number over the entities of a kind on a day, or how many there are.

    name: snake_case, in addresses. of: the property that is summed (empty: entities are counted). where: entities that
    count. by: paths by which the total can be parted (a Division is parted by county). once: the property of type Area of
    which land counts once: of what is overlaid, only the part counts that no entity recorded before it covers.
    """

    name: str
    label: str
    kind: str
    of: str = ""
    where: tuple[Rule, ...] = ()
    by: tuple[str, ...] = ()
    once: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A total as a part of another, as a percentage; both are totals of any system."""

    name: str
    label: str
    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that a plan states, held against a total.

    value: in the unit of the total, unless `unit` says otherwise. document: of the plans, by its number in the catalogue
    of systems ("000"); line: of its text. year: at whose end the total is taken; 0: on the day asked for. group: only this
    part of the total: path to value (a Ref's as its title). part_of: the name of a target that this one is part of.
    """

    name: str
    label: str
    total: str
    value: str
    document: str
    line: str
    unit: str = ""
    year: int = 0
    group: Mapping[str, str] = field(default_factory=dict)
    part_of: str = ""


Figured = Total | Share | Target
