"""Made-up entities of the declared registers, for tests of pages and interfaces: the same ones each time."""

from datetime import datetime
from typing import Any

from cast import Cast
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.operations.state import Origin, Saying, Stated, Told, state
from yaomai.standards import gb32100

_TOWNS = ("兰州", "定西", "陇西", "岷县", "天水", "武威", "张掖", "酒泉", "平凉", "庆阳", "临夏", "宕昌")
_CODES = {
    "兰州": "620102",
    "定西": "621102",
    "陇西": "621122",
    "岷县": "621126",
    "天水": "620502",
    "武威": "620602",
    "张掖": "620702",
    "酒泉": "620902",
    "平凉": "620802",
    "庆阳": "621002",
    "临夏": "622901",
    "宕昌": "621223",
}
_WORDS = ("归芪", "兰泰", "陇康", "百草", "岷山", "渭源", "同济", "鹤年", "本草", "恒瑞堂", "德生", "佛慈园")
_TRADES = (("饮片", "2730"), ("制药", "2740"), ("药材种植", "0179"), ("医药物流", "5990"))
_FORMS = ("company", "cooperative", "branch", "institution")
_TITLES = ("specialised", "gazelle", "leading", "champion")


def uscc(number: int) -> str:
    """A made-up 统一社会信用代码 with a right check character."""
    body = f"91620000MA{number:07d}"
    return next(body + last for last in gb32100.CHARACTERS if gb32100.is_right(body + last))


def enterprise(number: int) -> dict[str, Any]:
    """What is said of the made-up enterprise of this number."""
    town, word = _TOWNS[number % 12], _WORDS[(number // 12) % 12]
    trade, industry = _TRADES[number % 4]
    said = {
        "name": f"{town}{word}{trade}有限公司" if number < 144 else f"{town}{word}{trade}{number}有限公司",
        "uscc": uscc(number),
        "division": _CODES[town],
        "industry": industry,
        "form": _FORMS[number % 4],
        "founded": f"{1985 + number % 40}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "revenue": f"{(number * 7919) % 90_000 + 100}0000",
        "employees": str(5 + (number * 31) % 900),
        "address": f"{town}工业园区{number % 30 + 1}号",
        "contact": "王芳",
        "telephone": f"0932-66{number % 100:02d}0{number % 10}",
    }
    if number % 3 == 0:
        said["titles"] = [_TITLES[number % 4]]
    if number % 5 == 0:
        said.pop("revenue")
    if number % 7 == 0:
        said["short_names"] = [f"{town}{word}"]
    return said


def stated(
    values: list[dict[str, Any]],
    *,
    now: datetime,
    by: Viewer = INSTALLATION_VIEWER,
    kind: str = "enterprise",
    organisation: int | None = None,
) -> Stated:
    """State new entities, one deed."""
    told = [Told(kind, None, tuple(Saying(name, value) for name, value in one.items()), organisation) for one in values]
    return state(by, told, origin=Origin("form"), now=now)


def said(
    entity: int, *, now: datetime, by: Viewer = INSTALLATION_VIEWER, kind: str = "enterprise", **values: Any
) -> Stated:
    """State more of one entity."""
    says = tuple(Saying(name, value) for name, value in values.items())
    return state(by, [Told(kind, entity, says)], origin=Origin("form"), now=now)


def enterprises(cast: Cast, count: int, *, own: str = "陇西一厂") -> tuple[int, ...]:
    """So many made-up enterprises on record; the first is kept by the organisation `own`. Their numbers."""
    first = stated([enterprise(0)], now=cast.now, organisation=cast.organisation(own)).entities
    if count == 1:
        return first
    return first + stated([enterprise(number) for number in range(1, count)], now=cast.now).entities
