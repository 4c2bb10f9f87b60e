"""How is what a recall reaches put into a spreadsheet, and into CSV?

Three sheets, and a fourth when something does not agree: 概要 (what is recalled, and the sums), 持有者 (who has how much), 明细
(each lot and each code) and 差异 (what the events contradict). Codes are text cells, so that no program makes numbers of them.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localtime

from yaomai.ledger.engine.deed import reference
from yaomai.standards import spreadsheetml
from yaomai.standards.spreadsheetml import ROWS_MAX, Cell, Run, Sheet
from yaomai.traceability.engine.moves import Holder
from yaomai.traceability.engine.stock import Standing, Unmeasured
from yaomai.traceability.queries.recall_reach import Reach
from yaomai.web.glossary import word
from yaomai.web.labels import unit_word

SCOPE_WORDS = {"lot": "批", "place": "地点", "party": "供应方", "step": "加工步骤"}
DISCREPANCY_WORDS = {
    "stock.out_of_nothing": "用去、发出、收到或售出的比记录里有的多",
    "stock.moved_unrecorded": "到了别处，没有记录说明怎样到的",
    "stock.gone_before": "此前已用去、售出或销毁",
    "stock.sold_again": "同一件再次售出，其间没有退回的记录",
    "stock.made_again": "同一件两次生成",
    "stock.quantity_missing": "没有写明数量，或单位不能折算",
}
_DETAIL = (
    ("产品", 24),
    ("编码", 44),
    ("状态", 8),
    ("数量", 14),
    ("单位", 8),
    ("持有者", 28),
    ("地点", 28),
    ("记录机构", 28),
    ("去往", 28),
    ("外包装", 30),
    ("最近的事件", 16),
    ("时间", 20),
)
_HOLDER = (
    ("持有者", 28),
    ("地点", 28),
    ("记录机构", 28),
    ("产品", 24),
    ("产品编码", 36),
    ("在手", 14),
    ("在途（发往）", 14),
    ("已售", 14),
    ("已销毁", 14),
    ("已用去", 14),
    ("单位", 8),
)
_TOTAL = (
    ("产品", 24),
    ("产品编码", 36),
    ("单位", 8),
    ("批数", 8),
    ("件数", 8),
    ("生成", 14),
    ("已用去", 14),
    ("在手", 14),
    ("在途", 14),
    ("已售", 14),
    ("已销毁", 14),
    ("其中曾退回", 14),
    ("多出", 14),
    ("核对", 8),
)
_DISCREPANCY = (("产品", 24), ("编码", 44), ("差异", 44), ("数量", 14), ("单位", 8), ("记录", 16))


def workbook(reach: Reach, *, now: datetime) -> bytes:
    """The reach as an .xlsx file. With more things than a sheet holds, the rest is left out and 概要 says so."""
    sheets = [
        Sheet("概要", _TOTAL, _totals(reach), about=_about(reach, now)),
        Sheet("持有者", _HOLDER, _holders(reach)),
        Sheet("明细", _DETAIL, _details(reach)),
    ]
    if reach.discrepancies:
        sheets.append(Sheet("差异", _DISCREPANCY, _discrepancies(reach)))
    return spreadsheetml.workbook(sheets)


def csv_lines(reach: Reach) -> Iterator[str]:
    """The sheet 明细 as CSV (RFC 4180), line by line; begins with a byte order mark, without which Excel reads it as
    another encoding.
    """
    line = io.StringIO()
    writer = csv.writer(line)
    line.write("\ufeff")
    writer.writerow(title for title, _ in _DETAIL)
    for name, code, run in _details(reach):
        writer.writerow(_harmless(cell) for cell in (name, code, *run))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _harmless(cell: Cell) -> str:
    """A text that a spreadsheet program would take for a formula gets an apostrophe, as OWASP advises against CSV injection."""
    if not isinstance(cell, str):
        return format(cell, "f")
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _about(reach: Reach, now: datetime) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if reach.recall is not None:
        one = reach.recall
        what = one.identifier.name or one.identifier.canonical if one.identifier else ""
        what = what or (one.supplier.name if one.supplier else "") or (reference(one.step) if one.step else "")
        lines += [
            ("召回", str(one.number)),
            ("对象", f"{SCOPE_WORDS[one.scope]} {what}"),
            ("编码", one.identifier.canonical if one.identifier else ""),
            ("级别", word(f"recall_class_{one.recall_class}")),
            ("理由", one.reason),
            ("启动", _time(one.started)),
            ("通知期限", _time(one.due)),
            ("启动机构", one.organisation.name if one.organisation else "平台运营方"),
            ("状态", word("recall_open" if one.is_open else "recall_ended")),
        ]
    lines += [("制表时间", _time(now))]
    if reach.at is not None:
        lines.append(("截至事件时间", _time(reach.at)))
    if reach.known_on is not None:
        lines.append(("按当时所知", _time(reach.known_on)))
    lines.append(("合计", "相符" if reach.agrees else "不相符，见“差异”"))
    if not reach.is_whole or len(reach.rows) >= ROWS_MAX:
        lines.append(("注意", "过多，未能全部列出"))
    return lines


def _totals(reach: Reach) -> Iterator[tuple[Cell, ...]]:
    for one in reach.product_totals:
        sums = one.balance
        amounts = (sums.made, sums.used, sums.held, sums.in_transit, sums.sold, sums.destroyed)
        more = (
            sums.returned,
            sums.out_of_nothing,
            "相符" if sums.agrees else "不符" if sums.is_measured else "数量未记",
        )
        counts = (Decimal(one.lots), Decimal(one.instances))
        yield (one.name, one.product, unit_word(sums.uom or ""), *counts, *amounts, *more)


def _holders(reach: Reach) -> Iterator[tuple[Cell, ...]]:
    shown = _shown_holders(reach)
    for one in reach.holder_totals:
        amounts = (one.held, one.arriving, one.sold, one.destroyed, one.used)
        name = one.name if one.is_measured else f"{one.name}（数量未记）"
        yield (*shown.get(one.holder, ("",) * 3), name, one.product, *amounts, unit_word(one.uom or ""))


def _details(reach: Reach) -> Iterator[tuple[Cell, Cell, Run]]:
    """Name, code, and the other cells, which are the same for all instances that an event put in one container with one holder."""
    shown = _shown_holders(reach)
    runs: dict[tuple[object, ...], Run] = {}
    for row in reach.rows:
        code = reach.things[row.thing]
        key = (row.record, row.state, id(row.holder), row.container)
        run = runs.get(key) if code.is_instance else None
        if run is None:
            run = _standing(reach, row, shown)
            if code.is_instance:
                runs[key] = run
        yield (reach.name_of(row.thing), code.label, run)


def _standing(reach: Reach, row: Standing | Unmeasured, shown: Mapping[Holder, tuple[str, str, str]]) -> Run:
    return (
        word(row.state),
        *(("数量未记", "") if row.quantity is None else (row.quantity, unit_word(row.uom or ""))),
        *shown.get(row.holder, ("", "", "")),
        shown[row.to][0] if row.to is not None else "",
        reach.containers.get(row.container, "") if row.container is not None else "",
        *(reference(row.record), _time(row.event_time)),
    )


def _discrepancies(reach: Reach) -> Iterator[tuple[Cell, ...]]:
    for one in reach.discrepancies:
        amount: Cell = "" if one.amount is None else one.amount
        what = DISCREPANCY_WORDS.get(one.code, one.code)
        code = reach.things[one.thing].label
        yield (reach.name_of(one.thing), code, what, amount, unit_word(one.uom or ""), reference(one.record))


def _shown_holders(reach: Reach) -> dict[Holder, tuple[str, str, str]]:
    """What stands in the columns of holder, place and recording organisation."""
    return {
        holder: (
            named.shown or ("不公开" if named.is_withheld else ""),
            (named.place.name or named.place.canonical) if named.place else "",
            named.organisation.name if named.organisation else "",
        )
        for holder, named in reach.holders.items()
    }


def _time(moment: datetime) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
