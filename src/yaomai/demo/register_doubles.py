"""What did another office enter that may be in the register of enterprises already?

The city's office brought in the list of members of an association (invented), written as people speak: slips, no codes.
Whom a name means it did not look up: it said of each that it is none that is there. Whether it is, is for whoever opens the desk.
"""

from datetime import datetime

from yaomai.demo.register_tables import INVENTED, Table
from yaomai.people.viewer import Viewer
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.decide_row import reread_rows
from yaomai.registers.queries.imports import rows

CITY_OFFICIAL = "shiguan"
_HEADS = ("单位名称", "所在地", "联系人")
PAIRS = {
    "岷洲饮片加工厂": "岷州饮片加工厂",
    "陇原中药饮片有限公司": "陇源中药饮片有限公司",
    "岷县归元种植合作社": "岷县归源种植合作社",
    "陇西渭水大药房": "陇西渭水药房",
}
"""As the list writes them, and whom they may mean."""
_ROWS = tuple(
    zip(PAIRS, ("621126", "621122", "621126", "621122"), ("马某某", "赵某某", "包某某", "何某某"), strict=True)
)


def doubles_table() -> Table:
    """The association's list."""
    return Table(f"市中药材协会会员{INVENTED}.xlsx", "enterprise", _HEADS, _ROWS, "会员")


def none_is_there(viewer: Viewer, number: int, *, now: datetime) -> None:
    """Say of each row of an import that it is about nobody who is in the register."""
    for row in rows(viewer, number):
        decide(viewer, "enterprise", row.title, None, expected=None, now=now)
        reread_rows(viewer, number, [row.number], now=now)
