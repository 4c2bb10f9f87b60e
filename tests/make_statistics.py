"""Short ways to define indicators and to publish values of them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yaomai.indicators.engine.values import (
    Definition,
    EditionView,
    NewDefinition,
    NewEdition,
    NewObservation,
    SeriesKey,
)
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.state_edition import state_edition
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer

GANSU, LANZHOU, DINGXI = "620000", "620100", "621100"


def year(number: int) -> tuple[date, date]:
    """The span of a year."""
    return date(number, 1, 1), date(number, 12, 31)


def until(number: int, month: int, since: int = 1) -> tuple[date, date]:
    """The span from the first day of a month (January) to the last day of another of the same year."""
    return date(number, since, 1), date(number, month, monthrange(number, month)[1])


def said(
    indicator: str, span: tuple[date, date], value: str | None, region: str = GANSU, segment: str = "", **more: Any
) -> NewObservation:
    """A value; of None it is said that it is missing."""
    told = {"basis": "flow", "status": "A" if value is not None else "M", "original": value or ""} | more
    return NewObservation(
        indicator, region, segment, start=span[0], end=span[1], value=value and Decimal(value), **told
    )


@dataclass(slots=True)
class Statistics:
    """An office that defines and publishes at the test's time."""

    now: datetime

    def define(self, key: str = "industry.revenue", by: Viewer = INSTALLATION_VIEWER, **more: Any) -> Definition:
        """An indicator in CNY, unless `more` says otherwise."""
        new = NewDefinition(key, **{"name": key, "unit": "CNY", "scope": "firms", **more})
        return define(by, new, "as agreed", now=self.now)

    def publish(self, *observations: NewObservation, by: Viewer = INSTALLATION_VIEWER, **more: Any) -> EditionView:
        """A public edition of the day of the test, unless `more` says otherwise."""
        told = {
            "title": "Bulletin (invented)",
            "publisher": "Bureau (invented)",
            "published_on": self.now.date(),
            "access": "public",
            "is_invented": True,
            **more,
        }
        return state_edition(by, NewEdition(observations=observations, **told), now=self.now)


def key(indicator: str = "industry.revenue", region: str = GANSU, segment: str = "") -> SeriesKey:
    """A series."""
    return SeriesKey(indicator, region, segment)
