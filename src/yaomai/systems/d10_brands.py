"""D10 品牌培育与地理标志名录: which marks are there, whose are they, who may use them, and what is sold under them?"""

from yaomai.registers.declaration import (
    Check,
    Choice,
    Condition,
    Date,
    Division,
    Flag,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Ref,
    Related,
    Rows,
    System,
    Target,
    Text,
    Total,
    Valid,
    View,
)

SORTS = {
    "gi": "地理标志",
    "gi_agricultural": "农产品地理标志",
    "organic": "有机产品认证",
    "regional": "区域公用品牌",
    "enterprise": "企业商标品牌",
}
BRAND = Kind(
    name="brand",
    label="品牌与标识",
    help="地理标志、区域公用品牌、企业商标和产品认证；谁可以使用，见“使用授权”。",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, heads=("品牌名称", "标识名称", "产品名称")),
        Property(name="sort", label="类别", type=Choice(SORTS), required=True, heads=("标识类别",)),
        Property(name="number", label="登记号", type=Text(longest=60), heads=("登记证书编号", "注册号", "证书编号")),
        Property(name="owner", label="持有人", type=Ref("enterprise"), heads=("申请人", "登记持有人")),
        Property(name="division", label="产地", type=Division(), standard="GB/T 2260", heads=("地域", "所在地")),
        Property(name="herb", label="药材", type=Ref("herb"), heads=("品种",)),
        Property(name="start", label="登记日期", type=Date(), heads=("注册日期",)),
        Property(name="end", label="有效期至", type=Date()),
        Property(name="in_ganwei", label="入选“甘味”目录", type=Flag(), heads=("甘味",)),
        Property(name="evidence", label="依据", type=Text(), help="公告、证书或目录的名称与文号。"),
    ),
    identity=(("sort", "number"), ("sort", "name")),
    columns=("sort", "number", "owner", "division", "herb", "end"),
    place="division",
    views=(View("地理标志", "sort.is=gi"),),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official",),
)

AUTHORISATION = Kind(
    name="authorisation",
    label="使用授权",
    help="一个标识授权给一家企业使用，在起止日期之内有效。",
    properties=(
        Property(name="number", label="授权编号", type=Text(longest=60), required=True, heads=("授权书编号",)),
        Property(name="brand", label="标识", type=Ref("brand"), required=True, heads=("品牌", "品牌名称")),
        Property(name="enterprise", label="被授权企业", type=Ref("enterprise"), required=True, heads=("使用人",)),
        Property(name="start", label="生效日期", type=Date(), required=True, heads=("起",)),
        Property(name="end", label="有效期至", type=Date(), heads=("止",)),
        Property(
            name="sales",
            label="标识下年销售额",
            type=Number(unit="CNY", least=0),
            yearly=True,
            seen_by=("official", "own"),
            heads=("销售额",),
        ),
    ),
    title="number",
    identity=(("number",),),
    seen_by=(
        Grant(Group.PUBLIC, Rows.ALL, frozenset({"number", "brand", "enterprise", "start", "end"})),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("official", Rows.REGION),
    ),
    kept_by=("official",),
)

GI = (Condition("sort", "is", ("gi", "gi_agricultural")),)
HELD = Valid("start", "end")
IN_GANWEI = Condition("in_ganwei", "is", True)
FIGURES = (
    Total("gi", "地理标志", "brand", where=(*GI, HELD), by=("division", "herb", "sort")),
    Total("organic", "有机产品认证", "brand", where=(Condition("sort", "is", "organic"), HELD)),
    Total("regional", "“甘味”区域品牌", "brand", where=(Condition("sort", "is", "regional"), IN_GANWEI)),
    Total("company", "“甘味”企业品牌", "brand", where=(Condition("sort", "is", "enterprise"), IN_GANWEI)),
    Total("mark_sales", "标识下销售额", "authorisation", of="sales", by=("brand", "enterprise")),
    Target("gi_2020", "规划所述地理标志", "gi", "23", "001", "114–116", year=2020),
    Target("organic_2020", "规划所述有机产品", "organic", "6", "001", "116–118", year=2020),
    Target("regional_2020", "规划所述区域品牌", "regional", "5", "001", "118–120", year=2020),
    Target("company_2020", "规划所述企业品牌", "company", "15", "001", "118–120", year=2020),
)
AUTHORISED = Related("authorisation", {"enterprise": "maker"}, take="brand", where=(HELD,))
BEARS = (Condition("marks", "known"),)
MARKS = Check(
    "marks",
    "标识使用",
    "product",
    (Condition("marks", "among", AUTHORISED),),
    BEARS,
    passes="已获授权",
    fails="未获授权",
)
PROOF = "tests/systems/test_d10_brands.py::test_"
SYSTEM = System(
    id="D10",
    kinds=(BRAND, AUTHORISATION),
    figures=FIGURES,
    rules=(MARKS,),
    uses=("enterprise", "herb", "product"),
    proven_by=(f"{PROOF}a_mark_of_a_maker_without_authorisation", f"{PROOF}counts_reconcile_to_rows"),
)
