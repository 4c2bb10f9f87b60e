"""Kinds of entity for tests, and short ways of speaking of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from cast import Cast, cheapen_passwords
from register_kinds import FIRM, PLOT
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import Kind
from yaomai.registers.operations.state import Origin, Saying, Stated, Told, state

FORM = Origin("form")


@pytest.fixture(autouse=True)
def test_kinds() -> Iterator[None]:
    """The test kinds are declared within each test of registers, and nowhere else: other tests walk every kind there is."""
    with kinds.declared(FIRM, PLOT):
        yield


@pytest.fixture
def cast(database: object, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Organisations, accounts and keys on demand."""
    cheapen_passwords(monkeypatch)
    return Cast(now)


@dataclass(slots=True)
class Desk:
    """Speaks of entities: `firm("甲", staff="3")` founds one, `say(number, staff="4")` says more."""

    now: datetime

    def tell(self, kind: Kind, entity: int | None, by: Viewer, values: dict[str, Any], **more: Any) -> Stated:
        """State these values of one entity."""
        now = more.pop("now", self.now)
        origin = more.pop("origin", FORM)
        organisation = more.pop("organisation", None)
        says = tuple(Saying(name, value, **more) for name, value in values.items())
        return state(by, [Told(kind.name, entity, says, organisation)], origin=origin, now=now)

    def firm(
        self, name: str, by: Viewer = INSTALLATION_VIEWER, *, organisation: int | None = None, **values: Any
    ) -> int:
        """The number of a new test firm."""
        return self.tell(FIRM, None, by, {"name": name, **values}, organisation=organisation).entities[0]

    def plot(
        self,
        name: str,
        county: str,
        by: Viewer = INSTALLATION_VIEWER,
        *,
        organisation: int | None = None,
        **values: Any,
    ) -> int:
        """The number of a new test plot."""
        told = {"name": name, "county": county, **values}
        return self.tell(PLOT, None, by, told, organisation=organisation).entities[0]

    def say(
        self,
        entity: int,
        by: Viewer = INSTALLATION_VIEWER,
        *,
        kind: Kind = FIRM,
        says: dict[str, Any] | None = None,
        **values: Any,
    ) -> int:
        """Say more of an entity (with `valid_from`, `now` … in `says`); returns the record of the deed."""
        return self.tell(kind, entity, by, values, **(says or {})).deed << 20 | 1


@pytest.fixture
def desk(database: object, now: datetime) -> Desk:
    """Somebody who speaks of entities at the test's time."""
    return Desk(now)
