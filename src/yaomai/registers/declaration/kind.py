"""What is a kind of entity made of: which properties, who sees and who keeps it, how is it listed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from yaomai.people.engine.visibility import ALL, Grant, Group, Rows
from yaomai.registers.declaration.types import Choice, Code, Number, PropertyType, Text

EpcisVocabulary = Literal["EPCClass", "Location", "Party"]
"""Of which master data of an EPCIS document (CBV 2.0, 9) entities of a kind are made: trade items, locations, parties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of a kind.

    name: snake_case; it is a member of the JSON interface and never changes. label: what people call it; also the head of its
    column in an Excel file. standard: where its meaning or code list is fixed. seen_by: empty, whoever sees the row sees it;
    else only holders of these roles, and, with "own", the organisation that keeps the row. changed_by: empty, whoever keeps the
    kind; else only these roles. search: it is found by the search (titles and identities always are). heads: other heads that
    files use for its column. epcis: the CBV 2.0 master data attribute that states it, such as "descriptionShort". yearly: it is
    told year by year (an income, an area sown): what is shown for a day is the latest year known that has begun by then, with its
    year; figures and checks of a day go by what was said of that very day.
    """

    name: str
    label: str
    type: PropertyType
    help: str = ""
    standard: str = ""
    required: bool = False
    many: bool = False
    yearly: bool = False
    search: bool = False
    heads: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()
    changed_by: tuple[str, ...] = ()
    epcis: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A view of the list that everybody is offered: its name, and the query string of the list (`?sort=…&county=…`)."""

    label: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entity that a register holds.

    name: snake_case, in addresses and interfaces. label: what people call one. seen_by: who sees which rows and properties (see
    people/engine/visibility.py); nobody else sees any. kept_by: the roles whose holders add and change entities; "own" lets an
    organisation's recorders keep the rows that it answers for. title: the property that names an entity. identity: sets of
    properties; two entities that agree in all properties of one set are the same (most trusted first). other_names: properties that
    also name it (former names, abbreviations). columns: of the list (empty: the first six). place: the property of type Division,
    Point or Area by which it is put on the map and, as a division, into a region. sensitive: reading one is put on the
    audit trail.

    Of its properties, so that they need not be looked through for each row: by_name; yearly, required, those of any identity
    (identifying), those by which entities are found, in the order of their terms (searched), and of numbers the unit (units).
    """

    name: str
    label: str
    properties: tuple[Property, ...]
    seen_by: tuple[Grant, ...]
    kept_by: tuple[str, ...]
    title: str = "name"
    identity: tuple[tuple[str, ...], ...] = ()
    other_names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    place: str = ""
    views: tuple[View, ...] = ()
    help: str = ""
    sensitive: bool = False
    epcis: EpcisVocabulary | None = None
    by_name: Mapping[str, Property] = field(init=False, repr=False, compare=False)
    yearly: frozenset[str] = field(init=False, repr=False, compare=False)
    required: tuple[str, ...] = field(init=False, repr=False, compare=False)
    identifying: frozenset[str] = field(init=False, repr=False, compare=False)
    units: Mapping[str, str] = field(init=False, repr=False, compare=False)
    searched: tuple[Property, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {one.name: one for one in self.properties}
        identifying = dict.fromkeys(one for names in self.identity for one in names)
        named = {self.title, *self.columns, *self.other_names, *identifying, *([self.place] if self.place else ())}
        if unknown := sorted(named - by_name.keys()):
            raise ValueError(f"kind {self.name}: no such properties: {unknown}; it has {sorted(by_name)}")
        found_by = (self.title, *self.other_names, *identifying, *(one.name for one in self.properties if one.search))
        looked_up: dict[str, object] = {
            "by_name": by_name,
            "yearly": frozenset(one.name for one in self.properties if one.yearly),
            "required": tuple(one.name for one in self.properties if one.required),
            "identifying": frozenset(identifying),
            "searched": tuple(
                one for name in dict.fromkeys(found_by) if isinstance((one := by_name[name]).type, Text | Code | Choice)
            ),
            "units": {one.name: one.type.unit for one in self.properties if isinstance(one.type, Number)},
        }
        for name, value in looked_up.items():
            object.__setattr__(self, name, value)
        if len(self.by_name) < len(self.properties):
            raise ValueError(f"kind {self.name} has two properties of one name")
        if self.epcis and not any(
            one.to is Group.PUBLIC and one.rows is Rows.ALL and (one.properties is ALL or self.title in one.properties)
            for one in self.seen_by
        ):
            raise ValueError(f"kind {self.name} names what events speak of, so everybody sees its {self.title}")

    @property
    def listed(self) -> tuple[Property, ...]:
        """The properties that are columns of the list, the title first."""
        chosen = self.columns or tuple(one.name for one in self.properties[:6])
        return tuple(self.by_name[one] for one in dict.fromkeys((self.title, *chosen)))

    @property
    def visibility(self) -> str:
        """The name of its declaration in `people.viewer`."""
        return f"registers.{self.name}"
