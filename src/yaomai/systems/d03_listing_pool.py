"""D03 上市和并购重组重点企业库: which enterprises could be listed on which board, and which criterion does each still miss?"""

from yaomai.registers.declaration import (
    Check,
    Choice,
    Condition,
    Date,
    Grant,
    Group,
    Kind,
    Number,
    Of,
    Property,
    Ref,
    Rows,
    System,
    Text,
    Total,
)

OFFICE = (Grant("official", Rows.REGION),)
BOARD = Kind(
    name="board",
    label="上市板块",
    help="各板块的上市条件；条件改了，从生效那天起填新的值，旧的仍在。",
    properties=(
        Property(name="name", label="板块", type=Text(), required=True),
        Property(name="source", label="规则", type=Text(), help="规则的名称与条款。"),
        Property(name="least_profit", label="最近一年净利润下限", type=Number(unit="CNY", least=0)),
        Property(name="least_revenue", label="最近一年营业收入下限", type=Number(unit="CNY", least=0)),
        Property(name="least_assets", label="净资产下限", type=Number(unit="CNY", least=0)),
        Property(name="least_years", label="存续年限下限", type=Number(unit="ANN", least=0, is_whole=True)),
        Property(name="most_debt", label="资产负债率上限", type=Number(unit="P1")),
    ),
    identity=(("name",),),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION)),
    kept_by=("official",),
)
STAGES = {"pool": "入库", "guided": "辅导", "filed": "申报", "listed": "已上市", "left": "退出"}
CANDIDATE = Kind(
    name="listing_candidate",
    label="拟上市企业",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, help="企业与板块，例如“某某药业 北交所”。"),
        Property(name="enterprise", label="企业", type=Ref("enterprise"), required=True),
        Property(name="board", label="板块", type=Ref("board"), required=True),
        Property(name="stage", label="阶段", type=Choice(STAGES)),
        Property(name="since", label="入库日期", type=Date()),
        Property(name="profit", label="净利润", type=Number(unit="CNY"), yearly=True),
        Property(name="revenue", label="营业收入", type=Number(unit="CNY", least=0), yearly=True),
        Property(name="assets", label="净资产", type=Number(unit="CNY"), yearly=True),
        Property(name="years", label="存续年限", type=Number(unit="ANN", least=0, is_whole=True)),
        Property(name="debt", label="资产负债率", type=Number(unit="P1"), yearly=True),
        Property(name="penalties", label="重大违法", type=Text(), help="没有的不填。"),
        Property(name="partner", label="并购意向方", type=Ref("enterprise"), many=True),
    ),
    identity=(("enterprise", "board"),),
    columns=("enterprise", "board", "stage", "profit", "revenue", "assets"),
    seen_by=(Grant(Group.MEMBERS, Rows.OWN), *OFFICE),
    kept_by=("official", "own"),
)

LEAST = tuple(
    Check(
        f"least_{name}", label, "listing_candidate", require=(Condition(name, "at_least", Of(f"board.least_{name}")),)
    )
    for name, label in (("profit", "净利润"), ("revenue", "营业收入"), ("assets", "净资产"), ("years", "存续年限"))
)
PROOF = "tests/systems/test_d03_listing_pool.py::test_"
SYSTEM = System(
    id="D03",
    kinds=(BOARD, CANDIDATE),
    figures=(Total("candidates", "在库企业", "listing_candidate", by=("board", "stage", "enterprise.division")),),
    rules=(
        *LEAST,
        Check(
            "debt", "资产负债率", "listing_candidate", require=(Condition("debt", "at_most", Of("board.most_debt")),)
        ),
        Check("clean", "合规", "listing_candidate", require=(Condition("penalties", "not_known"),)),
    ),
    uses=("enterprise",),
    gap="没有合成一个准备度分数；并购对象的筛选还没有。",
    proven_by=(f"{PROOF}each_criterion_is_cited_with_its_figure", f"{PROOF}a_changed_criterion_holds_from_its_day"),
)
