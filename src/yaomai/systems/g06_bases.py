"""G06 标准化种植基地: which bases grow what, by which standard, on how much land, and how much of all land is that?"""

from yaomai.registers.declaration import (
    Area,
    Check,
    Choice,
    Condition,
    Date,
    Division,
    Grant,
    Group,
    Kind,
    Number,
    Of,
    Overlap,
    Point,
    Property,
    Ref,
    Rows,
    Share,
    System,
    Target,
    Text,
    Total,
    Valid,
    View,
)

STANDARDS = {"gap": "GAP", "standardised": "标准化", "green": "绿色", "organic": "有机"}
HEADS = ("面积", "种植面积", "基地面积")
SEES = (Grant(Group.MEMBERS, Rows.OWN), Grant("inspector", Rows.ALL), Grant("official", Rows.REGION))
PUBLIC = frozenset({"name", "division", "herb", "operator", "standard", "certificate", "certified_until"})

BASE = Kind(
    name="base",
    label="种植基地",
    help="有边界、有经营者、按规程种植的基地；面积按年填报。",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, heads=("基地名称",)),
        Property(name="number", label="登记号", type=Text(longest=30), heads=("编号", "基地编号")),
        Property(name="division", label="所在地", type=Division(), required=True, heads=("县区", "区县", "行政区划")),
        Property(name="herb", label="药材", type=Ref("herb"), required=True, heads=("种植品种", "品种")),
        Property(name="operator", label="经营者", type=Ref("enterprise"), heads=("经营单位", "企业", "合作社")),
        Property(name="standard", label="规程", type=Choice(STANDARDS), help="没有按规程种植的不填。", heads=("类型",)),
        Property(name="certificate", label="证书号", type=Text(longest=60)),
        Property(name="certified_from", label="发证日期", type=Date()),
        Property(name="certified_until", label="证书有效期至", type=Date(), heads=("有效期至",)),
        Property(name="altitude", label="海拔", type=Number(unit="MTR"), heads=("平均海拔",)),
        Property(name="area", label="面积", type=Number(unit="MU", least=0), yearly=True, heads=HEADS),
        Property(name="position", label="经纬度", type=Point(), standard="CGCS2000"),
        Property(name="outline", label="边界", type=Area(), standard="RFC 7946, CGCS2000", heads=("范围",)),
    ),
    identity=(("number",),),
    columns=("division", "herb", "operator", "standard", "area", "altitude", "certified_until"),
    place="division",
    views=(View("面积由大到小", "sort=-area"), View("GAP 基地", "standard=gap")),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL, PUBLIC), *SEES),
    kept_by=("official", "own"),
)

PLANTING = Kind(
    name="planting",
    label="种植面积",
    help="各县各药材当年的全部种植面积，由县里填报；基地只是其中一部分。",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True),
        Property(name="division", label="县区", type=Division(), required=True, heads=("所在地", "区县", "行政区划")),
        Property(name="herb", label="药材", type=Ref("herb"), required=True, heads=("品种",)),
        Property(name="area", label="面积", type=Number(unit="MU", least=0), yearly=True, heads=HEADS),
    ),
    identity=(("division", "herb"),),
    columns=("division", "herb", "area"),
    place="division",
    seen_by=SEES,
    kept_by=("official",),
)

BY = ("division", "herb")
STANDARDISED = (Condition("standard", "known"),)
TOP = "base_2020"
FIGURES = (
    Total("base_area", "基地面积", "base", of="area", where=STANDARDISED, by=BY, once="outline"),
    Total("bases", "标准化基地数", "base", where=STANDARDISED, by=(*BY, "standard")),
    Total("planted_area", "种植面积", "planting", of="area", by=BY),
    Share("base_share", "标准化占比", part="base_area", whole="planted_area"),
    Target("base_2015", "2015 年标准化面积", "base_area", "1000000", "000", "12", year=2015),
    Target("all_2015", "2015 年种植面积", "planted_area", "4030000", "000", "12", year=2015),
    Target("share_2015", "2015 年标准化占比", "base_share", "24.8", "000", "12", year=2015),
    Target(TOP, "大宗药材标准化面积", "base_area", "2000000", "000", "75", year=2020),
    Target(
        "angelica", "当归示范基地", "base_area", "200000", "000", "79", year=2020, group={"herb": "当归"}, part_of=TOP
    ),
    Target(
        "astragalus", "黄芪示范基地", "base_area", "250000", "000", "79", year=2020, group={"herb": "黄芪"}, part_of=TOP
    ),
    Target(
        "liquorice", "甘草示范基地", "base_area", "150000", "000", "79", year=2020, group={"herb": "甘草"}, part_of=TOP
    ),
    Target(
        "codonopsis", "党参示范基地", "base_area", "300000", "000", "79", year=2020, group={"herb": "党参"}, part_of=TOP
    ),
)
CERTIFIED = (Condition("certificate", "known"), Valid("certified_from", "certified_until"))
RULES = (
    Check("altitude", "海拔", "base", require=(Condition("altitude", "at_least", Of("herb.least_altitude")),)),
    Check("zone", "道地产区", "base", require=(Condition("division", "within", Of("herb.zones")),)),
    Check("certified", "证书在有效期内", "base", where=(Condition("standard", "is", "gap"),), require=CERTIFIED),
    Overlap("overlap", "边界重叠", "base", outline="outline"),
)
PROOF = "tests/systems/test_g06_bases.py::test_"
SYSTEM = System(
    id="G06",
    kinds=(BASE, PLANTING),
    figures=FIGURES,
    rules=RULES,
    uses=("enterprise", "herb"),
    proven_by=tuple(PROOF + one for one in ("share_of_2015", "overlap_counts_once", "altitude_and_zone", "targets")),
)
