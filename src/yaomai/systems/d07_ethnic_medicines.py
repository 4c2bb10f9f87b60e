"""D07 苗药/民族药品种与基地目录: which ethnic medicines are there, under which names, and which of them are listed, and why?"""

from yaomai.registers.declaration import (
    Check,
    Choice,
    Condition,
    Date,
    Flag,
    Grant,
    Group,
    Kind,
    Of,
    Property,
    Ref,
    Rows,
    System,
    Text,
    Total,
    Valid,
    View,
)

WILD = {"common": "常见", "rare": "少见", "endangered": "濒危", "cultivated": "只有栽培"}
LISTS = {"priority": "重点发展品种目录", "endangered": "濒危保护品种目录", "bases": "重点种植基地目录"}

MEDICINE = Kind(
    name="ethnic_medicine",
    label="民族药品种",
    help="苗药等民族药：一个物种一行，各族的叫法都指向它。",
    properties=(
        Property(name="name", label="汉文名", type=Text(), required=True, heads=("中文名", "药名")),
        Property(name="latin", label="学名", type=Text(), required=True, heads=("拉丁名", "拉丁学名", "物种")),
        Property(name="people", label="民族", type=Text(longest=40), help="例如 苗族。"),
        Property(name="ethnic_names", label="民族语名", type=Text(), many=True, heads=("苗药名", "苗文名", "民族药名")),
        Property(name="other_names", label="别名", type=Text(), many=True, heads=("异名",)),
        Property(name="herb", label="对应药材", type=Ref("herb"), help="药典或标准收载的药材。"),
        Property(name="use", label="用途", type=Text(longest=1000, lines=True), heads=("功效", "主治")),
        Property(name="wild", label="野生状况", type=Choice(WILD), heads=("资源状况",)),
        Property(name="source", label="依据", type=Text(), required=True, help="标准、志书或调查报告。"),
    ),
    identity=(("latin",),),
    other_names=("latin", "ethnic_names", "other_names"),
    columns=("latin", "people", "ethnic_names", "wild", "herb"),
    views=(View("濒危的", "wild=endangered"),),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official",),
)

LISTING = Kind(
    name="ethnic_listing",
    label="民族药目录条目",
    help="一个品种列入一种目录，从哪天起，凭什么。",
    properties=(
        Property(name="number", label="条目号", type=Text(longest=40), required=True),
        Property(name="medicine", label="品种", type=Ref("ethnic_medicine"), required=True),
        Property(name="list", label="目录", type=Choice(LISTS), required=True),
        Property(name="base", label="基地", type=Ref("base"), help="只有基地目录填写。"),
        Property(name="start", label="列入日期", type=Date(), required=True),
        Property(name="end", label="移出日期", type=Date()),
        Property(name="criterion", label="标准", type=Text(longest=500), required=True, help="按哪一条列入。"),
        Property(name="evidence", label="证据", type=Text(longest=500), required=True),
        Property(name="wild_harvest", label="允许采集野生", type=Flag()),
    ),
    title="number",
    identity=(("number",),),
    columns=("medicine", "list", "base", "start", "end", "criterion"),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official",),
)

NOW = (Valid("start", "end"),)
ENDANGERED = Condition("medicine.wild", "is", "endangered")
PROOF = "tests/systems/test_d07_ethnic_medicines.py::test_"
SYSTEM = System(
    id="D07",
    kinds=(MEDICINE, LISTING),
    figures=(
        Total("listed", "在册条目", "ethnic_listing", where=NOW, by=("list", "medicine.wild")),
        Total("medicines", "品种数", "ethnic_medicine", by=("people", "wild")),
    ),
    rules=(
        Check(
            "no_wild_harvest",
            "濒危品种不得采集野生",
            "ethnic_listing",
            where=(*NOW, ENDANGERED),
            require=(Condition("wild_harvest", "not", True),),
        ),
        Check(
            "same_herb",
            "基地种的就是它",
            "ethnic_listing",
            where=(*NOW, Condition("base", "known")),
            require=(Condition("base.herb", "is", Of("medicine.herb")),),
        ),
    ),
    uses=("herb", "base"),
    gap="列入濒危目录以后，追溯里的野生采集批还不会被拦下。",
    proven_by=(f"{PROOF}each_name_gives_the_same_taxon", f"{PROOF}an_endangered_one_is_not_harvested_wild"),
)
