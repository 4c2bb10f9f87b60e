"""K05 园区/基地/集群空间地图: which places of the industry are there, and what are they for?"""

from yaomai.registers.declaration import (
    Choice,
    Code,
    Division,
    Grant,
    Group,
    Kind,
    Number,
    Point,
    Property,
    Ref,
    Rows,
    System,
    Text,
)

PLACE = Kind(
    name="place",
    label="场所",
    help="园区、厂区、库房、市场、实验室等有位置的地方；事件发生在这里。",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, heads=("场所名称", "园区名称"), epcis="name"),
        Property(name="gln", label="全球位置码", type=Code("gln"), standard="GS1 GLN", heads=("GLN",), epcis="gln"),
        Property(
            name="extension",
            label="位置码扩展",
            type=Text(longest=20),
            help="同一位置码下的分区；没有分区写 0。",
            standard="GS1 AI 254",
            epcis="extension",
        ),
        Property(
            name="use",
            label="用途",
            type=Choice(
                {
                    "park": "产业园区",
                    "plot": "地块",
                    "plant": "生产厂区",
                    "warehouse": "库房",
                    "market": "交易市场",
                    "laboratory": "实验室",
                    "pharmacy": "药房",
                }
            ),
        ),
        Property(name="division", label="所在地", type=Division(), standard="GB/T 2260", heads=("县区", "区县")),
        Property(name="address", label="地址", type=Text(), epcis="streetAddressOne", heads=("详细地址", "注册地址")),
        Property(name="position", label="经纬度", type=Point(), standard="CGCS2000"),
        Property(name="operator", label="运营单位", type=Ref("enterprise"), heads=("所属企业",)),
        Property(name="functions", label="功能", type=Text(), many=True, search=True),
        Property(
            name="area",
            label="占地面积",
            type=Number(unit="MTK", least=0),
            standard="UN/ECE Rec 20: MTK",
            heads=("面积", "占地"),
        ),
    ),
    identity=(("gln", "extension"),),
    columns=("use", "division", "operator", "gln", "area"),
    place="division",
    epcis="Location",
    seen_by=(
        Grant(Group.PUBLIC, Rows.ALL, frozenset({"name", "gln", "extension", "use", "division", "operator"})),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("inspector", Rows.ALL),
        Grant("official", Rows.REGION),
    ),
    kept_by=("official", "own"),
)

SYSTEM = System(
    id="K05",
    kinds=(PLACE,),
    uses=("enterprise",),
    proven_by=("tests/systems/test_k05_places.py::test_places_are_found_by_purpose_and_division",),
    gap="园区规模由入驻企业汇总、两份城市名单的比对还没有。",
)
