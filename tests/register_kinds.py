"""Two made-up kinds of entity, with all that a declaration can say of who sees and changes what."""

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
        Property(name="output", label="产量", type=Number(unit="TNE"), yearly=True),
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
