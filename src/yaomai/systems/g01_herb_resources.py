"""G01 中药资源动态监测: which herbs are there, from which species and parts, and where are they at home?"""

from yaomai.registers.declaration import (
    Choice,
    Division,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Rows,
    System,
    Text,
    View,
)

PARTS = {
    "root": "根",
    "rhizome": "根茎",
    "root_and_rhizome": "根及根茎",
    "tuber": "块茎",
    "bulb": "鳞茎",
    "bark": "皮",
    "stem": "茎",
    "leaf": "叶",
    "flower": "花",
    "fruit": "果实",
    "seed": "种子",
    "whole": "全草",
    "fungus": "菌体",
    "animal": "动物药",
    "mineral": "矿物药",
    "other": "其他",
}

HERB = Kind(
    name="herb",
    label="药材",
    help="药材的基原、药用部位与道地产区；基地、产品和品牌都指向它。",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, heads=("药材", "药材名称", "中文名")),
        Property(
            name="latin",
            label="拉丁药名",
            type=Text(),
            standard="《中华人民共和国药典》",
            search=True,
            heads=("药材拉丁名",),
        ),
        Property(name="species", label="基原", type=Text(), many=True, search=True, heads=("物种", "来源", "拉丁学名")),
        Property(name="family", label="科", type=Text(longest=60)),
        Property(name="part", label="药用部位", type=Choice(PARTS), heads=("部位",)),
        Property(name="other_names", label="别名", type=Text(), many=True, search=True, heads=("异名", "俗名")),
        Property(
            name="origin", label="收载", type=Text(), help="药典或地方标准的名称与版次。", heads=("标准", "来源标准")
        ),
        Property(
            name="least_altitude",
            label="种植海拔下限",
            type=Number(unit="MTR"),
            help="低于它的基地不合该药材的产地规则。",
            heads=("最低海拔",),
        ),
        Property(name="zones", label="道地产区", type=Division(), many=True, standard="GB/T 2260", heads=("优势区域",)),
        Property(name="is_bulk", label="大宗道地药材", type=Choice({"yes": "是", "no": "否"}), heads=("大宗",)),
    ),
    identity=(("name",), ("latin",)),
    other_names=("other_names",),
    columns=("latin", "part", "family", "least_altitude", "zones", "is_bulk"),
    views=(View("有海拔规则的", "sort=least_altitude"),),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official",),
)

SYSTEM = System(
    id="G01",
    kinds=(HERB,),
    gap="只有名录：样方、蕴藏量估计、变化趋势与濒危预警还没有。",
    proven_by=("tests/systems/test_g01_herb_resources.py::test_a_herb_is_found_by_each_of_its_names",),
)
