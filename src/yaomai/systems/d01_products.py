"""D01 大品种大品牌培育目录: which products are there, whose are they, of what are they made, and which marks do they bear?"""

from yaomai.registers.declaration import (
    Choice,
    Code,
    Flag,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Ref,
    Rows,
    System,
    Text,
    View,
)

SORTS = {
    "patent": "中成药",
    "slices": "中药饮片",
    "chemical": "化学药",
    "biological": "生物制品",
    "device": "医疗器械",
    "health_food": "保健食品",
    "herb": "药材",
}
FORMS = {
    "pill": "丸剂",
    "drop_pill": "滴丸剂",
    "tablet": "片剂",
    "capsule": "胶囊剂",
    "granule": "颗粒剂",
    "liquid": "口服液体",
    "injection": "注射剂",
    "plaster": "贴膏剂",
    "powder": "散剂",
    "slices": "饮片",
    "other": "其他",
}
PUBLIC = frozenset(
    {"name", "sort", "approval", "gtin", "holder", "maker", "form", "is_exclusive", "herbs", "indications", "marks"}
)

PRODUCT = Kind(
    name="product",
    label="产品",
    help="药品、饮片、器械与健康产品；销售收入按年填报。",
    properties=(
        Property(
            name="name",
            label="名称",
            type=Text(),
            required=True,
            heads=("产品名称", "药品名称", "通用名称"),
            epcis="descriptionShort",
        ),
        Property(name="sort", label="类别", type=Choice(SORTS), heads=("产品类别",)),
        Property(name="approval", label="批准文号", type=Code("drug_approval"), heads=("药品批准文号", "国药准字")),
        Property(
            name="gtin", label="商品条码", type=Code("gtin"), standard="GS1 GTIN", heads=("GTIN", "条码"), epcis="gtin"
        ),
        Property(name="holder", label="上市许可持有人", type=Ref("enterprise"), heads=("持有人", "MAH")),
        Property(name="maker", label="生产企业", type=Ref("enterprise"), heads=("企业", "企业名称", "生产厂家")),
        Property(name="form", label="剂型", type=Choice(FORMS), heads=("药品剂型",)),
        Property(name="pack", label="规格", type=Text(longest=100), heads=("包装规格",)),
        Property(name="is_exclusive", label="独家品种", type=Flag(), heads=("是否独家",)),
        Property(name="herbs", label="处方药材", type=Ref("herb"), many=True, heads=("处方组成", "主要药材")),
        Property(
            name="indications", label="功能主治", type=Text(longest=1000, lines=True), heads=("适应症", "功能与主治")
        ),
        Property(
            name="marks", label="使用的标识", type=Ref("brand"), many=True, help="包装上的地理标志、品牌与认证标识。"
        ),
        Property(
            name="sales",
            label="年销售收入",
            type=Number(unit="CNY", least=0),
            yearly=True,
            seen_by=("official", "own"),
            heads=("销售收入", "销售额"),
        ),
    ),
    identity=(("gtin",),),
    columns=("sort", "approval", "maker", "form", "is_exclusive", "sales"),
    views=(View("独家品种", "is_exclusive=true"), View("销售收入由大到小", "sort=-sales")),
    epcis="EPCClass",
    seen_by=(
        Grant(Group.PUBLIC, Rows.ALL, PUBLIC),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("inspector", Rows.ALL),
        Grant("official", Rows.REGION),
    ),
    kept_by=("official", "own"),
)

SYSTEM = System(
    id="D01",
    kinds=(PRODUCT,),
    uses=("enterprise", "herb", "brand"),
    gap="遴选规则、评分与目录版次还没有：这里是它们要用的产品底册。",
    proven_by=("tests/systems/test_d01_products.py::test_sales_are_kept_by_year_and_open_to_their_cell",),
)
