"""K08 中介服务机构与行业协会名录: which agencies and associations serve the industry, are they qualified, and how good are they?"""

from yaomai.registers.declaration import (
    WANTED,
    Check,
    Choice,
    Code,
    Condition,
    Date,
    Division,
    Finder,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Rating,
    Ref,
    Related,
    Rows,
    System,
    Text,
    Total,
    Valid,
    View,
)

NEEDS = {
    "testing": "检验检测",
    "non_clinical": "非临床安全评价",
    "clinical": "临床试验",
    "registration": "注册申报",
    "patents": "专利与商标",
    "certification": "认证",
    "finance": "投融资",
    "training": "培训",
    "incubation": "孵化",
}
AGENCY = Kind(
    name="agency",
    label="中介与协会",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, heads=("机构名称", "协会名称")),
        Property(
            name="uscc", label="统一社会信用代码", type=Code("uscc"), standard="GB 32100-2015", heads=("信用代码",)
        ),
        Property(name="form", label="类型", type=Choice({"agency": "中介服务机构", "association": "行业协会"})),
        Property(name="division", label="所在地", type=Division(), standard="GB/T 2260", heads=("县区", "区县")),
        Property(name="services", label="服务", type=Choice(NEEDS), many=True, heads=("服务范围", "业务范围")),
        Property(name="address", label="地址", type=Text(), heads=("注册地址", "办公地址", "住所")),
        Property(name="telephone", label="电话", type=Text(longest=40), heads=("联系电话", "联系方式", "电话号码")),
    ),
    identity=(("uscc",), ("name",)),
    columns=("form", "division", "services"),
    place="division",
    views=(View("按所在地", "sort=division"),),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official", "own"),
)
QUALIFICATION = Kind(
    name="qualification",
    label="资质",
    properties=(
        Property(name="number", label="证书号", type=Text(longest=60), required=True, heads=("资质证书编号",)),
        Property(name="agency", label="机构", type=Ref("agency"), required=True, heads=("机构名称",)),
        Property(name="name", label="资质", type=Text(), heads=("资质名称",)),
        Property(name="scope", label="可做的服务", type=Choice(NEEDS), many=True, required=True, heads=("范围",)),
        Property(name="issuer", label="发证机关", type=Text()),
        Property(name="start", label="生效日期", type=Date(), heads=("发证日期",)),
        Property(name="end", label="有效期至", type=Date(), heads=("有效期",)),
    ),
    title="number",
    identity=(("number",),),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official",),
)
ENGAGEMENT = Kind(
    name="engagement",
    label="服务委托",
    help="一家单位向一家机构提出的一次委托；做完后由委托单位评分。",
    properties=(
        Property(name="matter", label="委托事项", type=Text(), required=True),
        Property(name="agency", label="机构", type=Ref("agency"), required=True),
        Property(name="need", label="服务", type=Choice(NEEDS), required=True),
        Property(name="asked", label="委托日期", type=Date(), required=True),
        Property(name="done", label="完成日期", type=Date()),
        Property(name="score", label="评分", type=Number(least=1, most=5), changed_by=("own",)),
        Property(name="remark", label="评语", type=Text(longest=500, lines=True), changed_by=("own",)),
    ),
    title="matter",
    seen_by=(Grant(Group.MEMBERS, Rows.OWN), Grant("official", Rows.REGION)),
    kept_by=("own",),
)

COVERED = Related("qualification", {"agency": ""}, take="scope", where=(Valid("start", "end"),))
QUALIFIED = (Condition("services", "has", WANTED), Condition(COVERED, "has", WANTED))
STARS = Rating(name="stars", label="评分", kind="agency", engagement="engagement", of="agency", score="score")
PROOF = "tests/systems/test_k08_intermediaries.py::test_"
SYSTEM = System(
    id="K08",
    kinds=(AGENCY, QUALIFICATION, ENGAGEMENT),
    figures=(Total(name="agencies", label="机构数", kind="agency", by=("division", "form", "services")),),
    rules=(
        Finder(
            name="find",
            label="找机构",
            kind="agency",
            need="services",
            place="division",
            require=QUALIFIED,
            rating="stars",
        ),
        Check(
            name="covered", label="每项服务都有资质", kind="agency", require=(Condition("services", "among", COVERED),)
        ),
        STARS,
    ),
    proven_by=(f"{PROOF}only_the_qualified_are_found", f"{PROOF}stuffing_the_ballot_changes_nothing"),
)
