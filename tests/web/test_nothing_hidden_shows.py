"""No page, export, search, figure or interface shows what the declarations hide from whoever asks.

Every property of every declared kind is given a value that stands nowhere else. Everybody asks for every address of registers, in
every form; an answer may hold only values that `registers/sight.py` lets this asker see. New kinds and new addresses are in it
by themselves.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from askers import text_of, viewers
from every_address import every_address
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import Number, Text
from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries.entities import entity, history
from yaomai.registers.sight import sight

FORMS = ("", "?format=csv", "?format=json", "?format=xlsx")
MARK = re.compile(r"哨[0-9]{5}兵|77[0-9]{5}77")
"""The values that stand nowhere else: of texts, and of numbers."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One entity and the marks of its properties."""

    kind: Kind
    number: int
    marks: dict[str, str]

    @property
    def restricted(self) -> list[str]:
        """The properties that somebody does not see."""
        return [name for name in self.marks if name not in sight(ANYONE, self.kind, None, "")]

    def seen_by(self, viewer: Viewer) -> set[str]:
        """The marks that this viewer may see."""
        row = entity(INSTALLATION_VIEWER, self.number)
        seen = sight(viewer, self.kind, row.organisation, row.division)
        return {mark for name, mark in self.marks.items() if name in seen}


def value_of(one: Property, number: int) -> tuple[str, Any] | None:
    """A mark, and the value that holds it; None for a property that can hold none."""
    if isinstance(one.type, Text):
        mark = f"哨{number:05d}兵"
    elif isinstance(one.type, Number) and one.type.most is None and (one.type.least or 0) <= 0:
        mark = f"77{number:05d}77"
    else:
        return None
    return mark, [mark] if one.many else mark


def plant(owner: int | None, counter: Iterator[int]) -> list[Planted]:
    """An entity of each kind, kept by this organisation; the kinds that others refer to are not needed for it."""
    planted = []
    for kind in kinds.all_kinds():
        found = {one.name: value_of(one, next(counter)) for one in kind.properties}
        marks = {name: both[0] for name, both in found.items() if both}
        says = [Saying(name, both[1]) for name, both in found.items() if both]
        says += [Saying(one.name, stand_in(one)) for one in kind.properties if one.required and one.name not in marks]
        told = Told(kind.name, None, tuple(says), owner)
        (number,) = state(INSTALLATION_VIEWER, [told], origin=Origin("form"), now=timezone.now()).entities
        planted.append(Planted(kind, number, marks))
    return planted


def stand_in(one: Property) -> Any:
    """A value of a required property that can hold no mark."""
    named = type(one.type).__name__
    value = {
        "Choice": lambda: next(iter(one.type.options)),
        "Division": lambda: "621126",
        "Date": lambda: "2020-01-02",
        "Year": lambda: 2020,
        "Flag": lambda: True,
        "Number": lambda: str(one.type.least or one.type.most),
        "Ref": lambda: fresh(kinds.kind(one.type.kind)),
    }[named]()
    return [value] if one.many else value


def fresh(kind: Kind) -> int:
    """A new entity of this kind that says no more than it must."""
    says = [
        Saying(one.name, f"别的{uuid4().hex[:12]}" if isinstance(one.type, Text) else stand_in(one))
        for one in kind.properties
        if one.required
    ]
    told = Told(kind.name, None, tuple(says))
    return state(INSTALLATION_VIEWER, [told], origin=Origin("form"), now=timezone.now()).entities[0]


def paths(planted: list[Planted]) -> Iterator[str]:
    """Every address of registers that can be named from a kind and an entity, in every form, and each statement's."""
    for pattern in every_address():
        converters = pattern.pattern.converters.keys()
        if "kind" not in converters or not converters <= {"kind", "entity", "number", "name"}:
            continue
        if converters == {"kind"}:
            for kind in kinds.all_kinds():
                forms = FORMS if pattern.name in ("register", "api_register") else ("",)
                yield from (reverse(pattern.name, kwargs={"kind": kind.name}) + form for form in forms)
        elif "entity" in converters or pattern.name == "api_register_entity":
            for one in planted:
                names = one.restricted if "name" in converters else [""]
                given = {"entity": one.number, "number": str(one.number), "kind": one.kind.name}
                for name in names:
                    arguments = {key: (given | {"name": name})[key] for key in converters}
                    yield reverse(pattern.name, kwargs=arguments)
    for one in planted:
        for said in history(INSTALLATION_VIEWER, one.number):
            if said.property not in one.restricted:
                continue
            yield f"/statements/{said.record}.{said.ordinal}"
            yield f"/figure/statement/{said.record}.{said.ordinal}"
    yield "/registers"
    yield "/api/registers"


@pytest.mark.slow
def test_nothing_hidden_shows(cast):
    county = found_organisation(INSTALLATION_VIEWER, "岷县农业农村局", "authority", now=cast.now, division="621126")
    cast.organisations["岷县农业农村局"] = county
    counter = itertools.count(10_000)
    planted = [
        one for owner in (cast.organisation("陇西一厂"), cast.organisation("别家")) for one in plant(owner, counter)
    ]
    of_mark = {mark: one for one in planted for mark in one.marks.values()}
    shown, asked, wrong = set(), 0, []
    walked = list(dict.fromkeys(paths(planted)))
    for name, (viewer, client) in viewers(cast).items():
        may = set().union(*(one.seen_by(viewer) for one in planted))
        for path in walked:
            response = client.get(path)
            assert response.status_code < 500, (name, path)
            found = set(MARK.findall(text_of(response))) & of_mark.keys()  # a token may hold such digits by chance
            asked += 1
            shown |= found
            if beyond := found - may:
                wrong.append((name, path, sorted(f"{of_mark[one].kind.name}: {one}" for one in beyond)[:3]))
    assert wrong == []
    assert asked > 5_000
    assert shown == of_mark.keys()  # else somebody who may see it is not asked, or an address not walked


ASKED = (
    "/search?q={mark}",
    "/registers/{kind}?{name}={mark}",
    "/registers/{kind}/options?q={mark}",
    "/api/registers/{kind}?{name}={mark}",
)


@pytest.mark.slow
def test_no_search_and_no_filter_tells_of_what_is_hidden(cast):
    """Whoever asks by a hidden value is answered as whoever asks by a value that nothing has."""
    planted = plant(cast.organisation("别家"), itertools.count(20_000))
    wrong, told = [], 0
    for who, (viewer, client) in viewers(cast).items():
        for one in planted:
            may = one.seen_by(viewer)

            def finds(form: str, name: str, mark: str, one: Planted = one, client: Client = client) -> bool:
                text = text_of(client.get(form.format(kind=one.kind.name, name=name, mark=mark), follow=True)).replace(
                    " ", ""
                )
                return f"/{one.kind.name}/{one.number}" in text or f'"number":{one.number}' in text

            for name, mark in one.marks.items():
                if mark in may:
                    told += finds(ASKED[0], name, mark)
                    continue
                absent = "哨00000兵" if mark.startswith("哨") else "770000077"
                wrong += [
                    (who, form, one.kind.name, name)
                    for form in ASKED
                    if finds(form, name, mark) and not finds(form, name, absent)
                ]
    assert wrong == []
    assert told > 50
