"""Registers filled by the real operations, spoken to in short words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from cast import Cast, cheapen_passwords
from yaomai import settings
from yaomai.ledger.setup import LogSetup
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.web import installation

FORM = Origin("form")


@dataclass(slots=True)
class Registers:
    """`add("herb", name="当归")` tells of a new entity; a value `{2015: "3"}` holds for that year. Names already added are numbers."""

    now: datetime
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, kind: str, by: Viewer = INSTALLATION_VIEWER, organisation: int | None = None, **values: Any) -> int:
        """The number of a new entity."""
        stated = state(by, [Told(kind, None, _says(values), organisation)], origin=FORM, now=self.now)
        return stated.entities[0]

    def say(self, kind: str, entity: int, by: Viewer = INSTALLATION_VIEWER, **values: Any) -> None:
        """More about an entity."""
        state(by, [Told(kind, entity, _says(values))], origin=FORM, now=self.now)


def _says(values: Mapping[str, Any]) -> tuple[Saying, ...]:
    says = []
    for name, value in values.items():
        if isinstance(value, dict) and all(isinstance(year, int) for year in value):
            says += [
                Saying(name, one, valid_from=date(year, 1, 1), valid_to=date(year + 1, 1, 1))
                for year, one in value.items()
            ]
        else:
            says.append(Saying(name, value))
    return tuple(says)


@pytest.fixture
def registers(database: object, now: datetime) -> Registers:
    """The registers of all systems, empty."""
    return Registers(now)


@pytest.fixture
def cast(database: object, log_setup: LogSetup, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Organisations and accounts on demand, at a site whose log is set up."""
    cheapen_passwords(monkeypatch)
    monkeypatch.setattr(settings, "POLICY_FILE", log_setup.policy_file)
    monkeypatch.setattr(installation, "log_setup", lambda: log_setup)
    return Cast(timezone.now())
