"""Kinds of entity for tests, and short ways of speaking of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from cast import Cast, cheapen_passwords
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import (
    ALL,
    Choice,
    Code,
    Date,
    Division,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Ref,
    Rows,
    Text,
    Year,
)
from yaomai.registers.operations.state import Origin, Saying, Stated, Told, state

FIRM = Kind(
    name="test_firm",
    label="测试企业",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True),
        Property(name="uscc", label="代码", type=Code("uscc")),
        Property(name="former", label="曾用名", type=Text(), many=True, search=True),
        Property(name="division", label="所在地", type=Division()),
        Property(name="staff", label="人数", type=Number(is_whole=True)),
        Property(name="revenue", label="收入", type=Number(unit="CNY"), seen_by=("official", "own")),
        Property(name="form", label="类型", type=Choice({"company": "公司", "branch": "分支"})),
        Property(name="titles", label="称号", type=Choice({"gazelle": "瞪羚", "leading": "龙头"}), many=True),
        Property(name="founded", label="成立", type=Date()),
        Property(name="year", label="年份", type=Year()),
        Property(name="parent", label="母公司", type=Ref("test_firm")),
        Property(name="rating", label="评级", type=Text(), changed_by=("official",)),
    ),
    identity=(("uscc",), ("name", "founded")),
    other_names=("former",),
    place="division",
    seen_by=(
        Grant(Group.PUBLIC, Rows.ALL, frozenset({"name", "uscc", "division", "form", "titles"})),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("inspector", Rows.ALL),
        Grant("official", Rows.ALL),
    ),
    kept_by=("official", "own"),
)
"""Public in part; its own people and officials see all, inspectors all but what is the firm's own."""

PLOT = Kind(
    name="test_plot",
    label="测试地块",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True),
        Property(name="county", label="县区", type=Division(), required=True),
        Property(name="area", label="面积", type=Number(unit="MU")),
        Property(name="keeper", label="负责人", type=Text(), seen_by=("own",)),
        Property(name="firm", label="企业", type=Ref("test_firm")),
    ),
    identity=(("name", "county"),),
    place="county",
    seen_by=(
        Grant(Group.MEMBERS, Rows.BELOW, frozenset({"name", "county"})),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("official", Rows.REGION, ALL),
    ),
    kept_by=("official", "own"),
)
"""Seen by its own people, in part by those above them, and by officials of the region."""

FORM = Origin("form")
USCC = ("91620100MA71TEST11", "9162010071902101XA")


@pytest.fixture(scope="session", autouse=True)
def test_kinds() -> Iterator[None]:
    """The test kinds are declared as long as tests of registers run."""
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
