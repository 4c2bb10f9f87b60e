"""How do codes that were sold twice become what the page of alerts shows?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import OrganisationName
from yaomai.traceability.queries.duplicates import Duplicate
from yaomai.web import glossary, showing
from yaomai.web.balance_shown import place_link
from yaomai.web.presentation import Link
from yaomai.web.table import Column, Row


@dataclass(frozen=True, slots=True)
class Sold:
    """One sale of a code: when, which step, where, recorded by whom, on which record; whether it had been sold before."""

    time: datetime
    step: str
    place: Link | None
    by: Link | None
    record: Link
    is_again: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """A code that was sold more than once."""

    thing: Link
    code: str
    words: str
    sales: tuple[Sold, ...]


ALERT_CSV_COLUMNS = (
    Column("code", "编码"),
    Column("name", "名称"),
    Column("time", "事件时间"),
    Column("step", "业务步骤"),
    Column("place", "地点"),
    Column("by", "记录机构"),
    Column("again", "再次"),
    Column("record", "记录"),
)


def alerts(found: Iterable[Duplicate]) -> tuple[Alert, ...]:
    """The codes sold more than once, each with its sales."""
    return tuple(
        Alert(
            showing.thing_link(one.thing),
            showing.label(one.thing),
            _apart(one),
            tuple(
                Sold(
                    timezone.localtime(sale.event_time),
                    glossary.word(sale.biz_step or "other"),
                    place_link(sale.place),
                    showing.organisation_link(sale.organisation),
                    Link(reference(sale.record), f"/records/{reference(sale.record)}"),
                    sale.is_again,
                )
                for sale in one.sales
            ),
        )
        for one in found
    )


def _apart(one: Duplicate) -> str:
    """How often, at how many places, and over which time."""
    times = [sale.event_time for sale in one.sales]
    places = {sale.place.number for sale in one.sales if sale.place}
    apart = max(times) - min(times)
    long = f"{apart.days} 天" if apart.days else f"{int(apart.total_seconds() // 60)} 分钟"
    where = f"在 {len(places)} 处" if len(places) > 1 else "在同一处" if places else "地点未记录"
    return f"售出或调配了 {len(one.sales)} 次，{where}，前后相隔 {long}，其间没有退回的记录。"


def alert_rows(found: Iterable[Alert]) -> list[Row]:
    """One row a sale, for a file."""
    return [
        {
            "code": one.code,
            "name": one.thing.word,
            "time": sale.time.isoformat(),
            "step": sale.step,
            "place": sale.place.word if sale.place else "",
            "by": sale.by.word if sale.by else "",
            "again": "是" if sale.is_again else "",
            "record": sale.record.word,
        }
        for one in found
        for sale in one.sales
    ]


def alert_json(one: Duplicate) -> dict[str, object]:
    """A code sold more than once, for programs."""
    return {
        "thing": one.thing.canonical,
        "latest": one.latest,
        "sales": [
            {
                "record": reference(sale.record),
                "eventTime": sale.event_time,
                "bizStep": sale.biz_step,
                "place": sale.place.canonical if sale.place else None,
                "organisation": _name(sale.organisation),
                "again": sale.is_again,
            }
            for sale in one.sales
        ],
    }


def _name(organisation: OrganisationName | None) -> str | None:
    return organisation.name if organisation else None
