"""How long does an office wait for 50,000 rows of 12 columns: from the file that it sends to the register, and back?

One person does what the pages do: the file is archived and opened, the proposed columns are confirmed, every row is compared with
what is there (the preview), all are accepted as one deed, and that deed is withdrawn. What the worker does is done here by the
same functions, one after the other; the database commits durably. A second file then changes one column of every row.

    .venv/bin/python bench/register_import.py [--quick] [--rows=N]
"""

import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.utils import timezone
from installation import installation
from measuring import Extent, Result, main, say
from xlsxwriter import Workbook

from yaomai.archive.operations.keep_file import keep_file
from yaomai.database.jobs import do_next
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.operations.accept_import import accept_import, undo_import
from yaomai.registers.operations.begin_import import begin_import
from yaomai.registers.operations.do_import_jobs import IMPORTING
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.queries.imports import ImportView, an_import
from yaomai.standards.gb32100 import check_character

ROWS = 50_000
HEADS = ("企业名称", "统一社会信用代码", "县区", "住所", "行业代码", "类型", "成立日期", "称号", "主营业务收入（万元）",
         "从业人数", "联系人", "联系电话")  # fmt: skip
COUNTIES = ("陇西县", "岷县", "渭源县", "临洮县", "安定区", "宕昌县", "文县", "西和县", "礼县", "民乐县")
_BOUND_S, _UNDO_BOUND_S = 60, 30


def measure(extent: Extent) -> list[Result]:
    """The first file, then the changed one, then both taken back."""
    rows = next(
        (int(one.partition("=")[2]) for one in sys.argv if one.startswith("--rows=")), 2_000 if extent.quick else ROWS
    )
    with installation():
        viewer = _official()
        first, steps = _imported(viewer, workbook(rows, 0), "企业.xlsx")
        changed, again = _imported(viewer, workbook(rows, 1), "企业第二次.xlsx")
        if (first.counts["new"], changed.counts["changed"]) != (rows, rows):
            raise AssertionError(f"not every row was new, and then changed: {first.counts}, {changed.counts}")
        undone = _undone(viewer, changed)
        _undone(viewer, first)
    how = f"{rows:,} rows × {len(HEADS)} columns of new enterprises; kept, opened, previewed, accepted as one deed"
    say(", ".join(f"{name} {took:.1f} s" for name, took in steps.items()))
    say("changed: " + ", ".join(f"{name} {took:.1f} s" for name, took in again.items()))
    taken = [
        ("import with preview", how, sum(steps.values()), _BOUND_S),
        ("import that changes every row", "one column of each of them", sum(again.values()), _BOUND_S),
        ("undo of an import", "the deed is withdrawn, the register is as before", undone, _UNDO_BOUND_S),
    ]
    return [Result(what, of, "s", [took], bound, more_is_better=False) for what, of, took, bound in taken]


def _official() -> Viewer:
    now = timezone.now()
    office = found_organisation(INSTALLATION_VIEWER, "省局", "authority", now=now, invented=True, division="620000")
    new = NewAccount("official", "官员", office, ("official",), "a long enough password 1")
    found = by_account(open_account(INSTALLATION_VIEWER, new, now=now), now=now)
    if found is None:
        raise AssertionError("the account that was just opened is not there")
    return found.viewer


def workbook(rows: int, version: int) -> bytes:
    """Enterprises, as an office lists them; another `version` tells other numbers of people of the same ones."""
    held = BytesIO()
    book = Workbook(held, {"constant_memory": True})
    sheet = book.add_worksheet("企业")
    sheet.write_row(0, 0, HEADS)
    for row in range(rows):
        body = f"91621122MA{row:07d}"
        sheet.write_row(
            row + 1,
            0,
            (
                f"甘肃{_word(row)}药业有限公司", body + check_character(body), COUNTIES[row % 10], f"工业园区{row}号", "2730",
                "公司", f"20{row % 20:02d}-0{row % 9 + 1}-1{row % 9}", "专精特新、瞪羚" if row % 7 == 0 else "龙头企业",
                row % 9_000 + 0.5, row % 900 + 1 + version, f"联系人{row % 500}", f"1390000{row % 10_000:04d}",
            ),
        )  # fmt: skip
    book.close()
    return held.getvalue()


def _word(number: int) -> str:
    """A made-up name of four characters, different for each number."""
    letters = "陇岷渭洮宕文西礼民乐康泰祥瑞丰茂盛昌隆和"
    return "".join(letters[number // 20**place % 20] for place in range(4))


def _imported(viewer: Viewer, data: bytes, name: str) -> tuple[ImportView, dict[str, float]]:
    """The file, accepted; and how long each step took."""
    steps: dict[str, float] = {}
    kept = _took(steps, "kept", lambda: keep_file(viewer, name, data, now=timezone.now()))
    number = _took(
        steps, "opened", lambda: _worked(begin_import(viewer, "enterprise", kept.record, now=timezone.now()))
    )
    mapping = an_import(viewer, number).mapping
    if mapping is None:
        raise AssertionError("the file could not be opened")
    _took(steps, "previewed", lambda: _worked(map_columns(viewer, number, mapping, now=timezone.now())))
    seen = an_import(viewer, number)
    _took(steps, "accepted", lambda: _worked(accept_import(viewer, number, now=timezone.now())))
    done = an_import(viewer, number)
    if done.counts["accepted"] != sum(seen.counts.values()):
        raise AssertionError(f"not every row was accepted: {done.counts}")
    return done, steps


def _undone(viewer: Viewer, one: ImportView) -> float:
    steps: dict[str, float] = {}
    (acceptance,) = one.acceptances
    _took(
        steps,
        "undone",
        lambda: _worked(undo_import(viewer, one.number, acceptance.deed, "measured", now=timezone.now())),
    )
    if an_import(viewer, one.number).acceptances[0].undone_by is None:
        raise AssertionError("the acceptance was not undone")
    return steps["undone"]


def _worked(begun: Any) -> Any:
    """What was begun, when the worker has nothing left to do."""
    while do_next(IMPORTING, clock=timezone.now, stop=threading.Event()):
        pass
    return begun


def _took(steps: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    done = work()
    steps[name] = time.perf_counter() - begun
    return done


if __name__ == "__main__":
    main(measure)
