"""In which words does a system say what must hold of an entity, whom a search may return, who is drawn, and how is rated?

A **path** names a property of the entity, or one reached through references: "altitude", "herb.least_altitude",
"operator.division". Through a property with `many` it reaches every one. What is on the other side of a condition is a value, or
one of: `Of(path)`, another path of the same entity; `Related(...)`, what rows of another kind say of it; `DAY`, the day
asked for; `WANTED`, what somebody looks for (Finder). Conditions are judged on a day, by what held on it
(`registers/engine/conditions.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

Op = Literal["is", "among", "has", "not", "at_least", "at_most", "within", "known", "not_known"]
"""is: known, and each value is one of the others. among: each value is one of the others (none passes). has: all the
others are among the values. not: no value is one of the others. at_least, at_most: numbers, days, years. within: a
division that is one of the others or lies in one; a point or outline that lies in an outline. known, not_known: there is a
value, or none.
"""


class Asked(Enum):
    """What is only known when somebody asks."""

    DAY = "day"
    WANTED = "wanted"


DAY = Asked.DAY
"""The day for which is asked."""
WANTED = Asked.WANTED
"""What is looked for."""


@dataclass(frozen=True, slots=True)
class Of:
    """What another path of the same entity holds."""

    path: str


@dataclass(frozen=True, slots=True)
class Valid:
    """The day asked for lies in the days between two properties of type Date, both included; one that is empty does not
    bound."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Related:
    """What the rows of another kind hold that name this entity.

    kind: of those rows. link: their path to the path of this entity with the same value ("" is the entity itself). take:
    their path that is taken ("": the rows themselves). where: only rows of which this holds.
    """

    kind: str
    link: Mapping[str, str]
    take: str = ""
    where: "tuple[Condition | Valid, ...]" = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what is looked at, how it is compared, with what."""

    path: str | Related
    op: Op
    value: "object | Of | Related | Asked" = None


Rule = Condition | Valid


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of each entity of a kind: passed, failed, or not known, with the reason for each condition.

    name: snake_case, in addresses. label: what is checked. where: entities that it is about (empty: all). require: all of
    these. passes, fails: what people call the outcome (empty: as of every check). standard: the rule's source.
    """

    name: str
    label: str
    kind: str
    require: tuple[Rule, ...]
    where: tuple[Rule, ...] = ()
    passes: str = ""
    fails: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Entities of a kind whose outlines overlap by more than `tolerance` (a fraction of the smaller one) are named, in
    pairs."""

    name: str
    label: str
    kind: str
    outline: str
    tolerance: str = "0.01"


@dataclass(frozen=True, slots=True)
class Finder:
    """Whom a search by need and place may return: only those of whom everything required holds on the day of the search.

    need: the property of type Choice whose options are the needs. place: of type Division; asking for a county returns
    those of the county, of what contains it, and of what it contains. require: may use WANTED, the need asked for. rating:
    the name of a Rating by which is sorted.
    """

    name: str
    label: str
    kind: str
    need: str
    place: str = ""
    require: tuple[Rule, ...] = ()
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """Entities of a kind are drawn by lot into a panel.

    field: the property of type Choice (many) of whose options a panel needs so many each. where: who can be drawn at all.
    conflicts: paths; who has one of the parties of the matter on one of them is not drawn. avoid: the kind that the
    parties are of. How is drawn: `registers/engine/panel.py`.
    """

    name: str
    label: str
    kind: str
    field: str
    avoid: str
    conflicts: tuple[str, ...]
    where: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """How entities of a kind are rated by the organisations that dealt with them.

    kind: of what is rated. engagement: the kind whose rows are the dealings, each kept by the organisation that had it.
    of: its property that refers to what is rated. score: its property of type Number with least and most. where: dealings
    that count. How it is reckoned: `registers/engine/ratings.py`.
    """

    name: str
    label: str
    kind: str
    engagement: str
    of: str
    score: str
    where: tuple[Rule, ...] = ()
