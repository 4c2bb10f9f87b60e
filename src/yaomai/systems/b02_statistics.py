"""B02 产业统计指标体系: what is measured of the industry, of whom, in which unit, and what must not be taken for what?"""

from dataclasses import replace

from yaomai.registers.declaration import Indicator, System

MAKERS = "规模以上医药制造业"
HERBS = "中药材种植业"
CHAIN = "生物医药全产业链"
REVENUE = "2019年起统计报表以营业收入取代主营业务收入，多出其他业务收入；两者相近，不相等。"
SALES = "销售收入按产品销售计，营业收入、主营业务收入按会计科目计；相近，不相等。"
SUM = "产值不是收入：同一批货物的产值与销售不在同一时点，价格也不同，不能相加，也不能互相代替。"
WIDER = "全产业链包括种植、流通和服务，工业只是其中一部分。"
WITHIN = "单品种的销售收入只是全行业的一部分。"
BOTH = "全产业的收入合计了中药种植业与医药工业，工业只是其中一部分。"
TAXES = "利税包括税金，利润不包括。"
BY_OUTPUT = "产值不是收入：产值到了门槛的企业，收入未必到。"
LISTED = "一个数规划要扶持的企业，一个数统计上的规模以上企业；数字相同也不是同一批企业。"
EARLIER = "总数里有规划期以前就有的，不能当作新建数。"
UNSAID = "两者都指全产业链，规划没有说怎样计算规模。"
FIRMS = "统计对象不同：一个数药品生产企业，一个数整个生物医药产业；数字相同也不是同一批企业。"

# indicator, another that is taken for it, how they compare, what is said about it
NEAR = (
    ("industry.revenue", "industry.main_revenue", "caution", REVENUE),
    ("industry.revenue", "industry.sales_revenue", "caution", SALES),
    ("industry.revenue", "industry.gross_output", "not", SUM),
    ("industry.revenue", "industry.scale", "not", WIDER),
    ("industry.revenue", "industry.chain_revenue", "not", BOTH),
    ("industry.main_revenue", "industry.sales_revenue", "caution", SALES),
    ("industry.profit", "industry.profit_and_tax", "not", TAXES),
    ("industry.scale", "industry.chain_revenue", "caution", UNSAID),
    ("industry.chain_revenue", "industry.main_revenue", "not", BOTH),
    ("industry.chain_revenue", "herb.output_value", "not", SUM),
    ("industry.chain_output", "industry.chain_revenue", "not", SUM),
    ("industry.chain_output", "industry.gross_output", "not", WIDER),
    ("industry.chain_output", "industry.scale", "caution", UNSAID),
    ("herb.planting_revenue", "herb.output_value", "not", SUM),
    ("enterprise.above_scale.count", "enterprise.makers.count", "not", FIRMS),
    ("enterprise.above_scale.count", "enterprise.cultivation.count", "not", LISTED),
    ("enterprise.count_by_output", "enterprise.count_by_revenue", "not", BY_OUTPUT),
    ("product.sales", "industry.revenue", "not", WITHIN),
    ("innovation.platforms", "innovation.new_platforms", "not", EARLIER),
)

_INDICATORS = (
    Indicator(key="industry.revenue", name="营业收入", unit="CNY", scope=MAKERS, clause="统计报表制度：利润表"),
    Indicator(key="industry.main_revenue", name="主营业务收入", unit="CNY", scope=MAKERS),
    Indicator(key="industry.sales_revenue", name="销售收入", unit="CNY", scope=MAKERS),
    Indicator(key="industry.gross_output", name="工业总产值", unit="CNY", scope=MAKERS, other_names=("工业产值",)),
    Indicator(key="industry.value_added", name="工业增加值", unit="CNY", scope=MAKERS),
    Indicator(key="industry.profit", name="利润总额", unit="CNY", scope=MAKERS),
    Indicator(key="industry.profit_and_tax", name="利税总额", unit="CNY", scope=MAKERS, other_names=("利税",)),
    Indicator(key="industry.total_assets", name="资产总额", unit="CNY", scope=MAKERS, basis="level"),
    Indicator(key="industry.employees", name="从业人员", counted="人", scope=MAKERS, basis="level"),
    Indicator(key="industry.scale", name="全产业链总规模", unit="CNY", scope=CHAIN, clause="规划未给出计算方法"),
    Indicator(key="industry.chain_revenue", name="全产业主营业务收入", unit="CNY", scope="中药种植业与医药工业"),
    Indicator(key="industry.chain_output", name="全产业链产值", unit="CNY", scope=CHAIN),
    Indicator(key="herb.planting_revenue", name="种植业收入", unit="CNY", scope=HERBS),
    *(
        Indicator(key=f"{key}.{basis}", name=f"{name}{words}", unit="P1", scope=scope, basis=basis, aggregation="none")
        for key, name, scope in (
            ("industry.revenue", "营业收入", MAKERS),
            ("industry.main_revenue", "主营业务收入", MAKERS),
            ("industry.sales_revenue", "销售收入", MAKERS),
            ("industry.gross_output", "工业总产值", MAKERS),
            ("industry.value_added", "工业增加值", MAKERS),
            ("industry.profit", "利润总额", MAKERS),
            ("industry.profit_and_tax", "利税总额", MAKERS),
            ("industry.total_assets", "资产总额", MAKERS),
            ("industry.scale", "全产业链总规模", CHAIN),
            ("industry.chain_revenue", "全产业主营业务收入", "中药种植业与医药工业"),
            ("industry.chain_output", "全产业链产值", CHAIN),
        )
        for basis, words in (("yoy", "同比增速"), ("cagr", "年均增速"))
    ),
    Indicator(key="enterprise.count", name="企业数", counted="家", scope="生物医药产业", basis="level"),
    Indicator(
        key="enterprise.above_scale.count", name="规模以上企业数", counted="户", scope="生物医药产业", basis="level"
    ),
    Indicator(key="enterprise.makers.count", name="规模以上药品生产企业数", counted="户", scope=MAKERS, basis="level"),
    Indicator(key="enterprise.count_by_revenue", name="按收入分的企业数", counted="家", basis="level"),
    Indicator(key="enterprise.count_by_output", name="按产值分的企业数", counted="家", basis="level"),
    Indicator(key="product.count_by_sales", name="按年销售收入分的单品种数", counted="个", basis="level"),
    Indicator(key="product.sales", name="单品种年销售额", unit="CNY"),
    Indicator(key="park.count", name="产业园区数", counted="个", basis="level", other_names=("园区数",)),
    Indicator(key="base.count", name="标准化生产基地数", counted="个", basis="level"),
    Indicator(
        key="rd.intensity", name="研发投入强度", unit="P1", scope="重点医药企业", basis="level", aggregation="none"
    ),
    Indicator(key="innovation.platforms", name="创新平台数", counted="个", basis="level"),
    Indicator(key="sample.revenue", name="样本企业营业收入", unit="CNY", scope="样本企业"),
)
INDICATORS = tuple(replace(one, comparable=tuple(row[1:] for row in NEAR if row[0] == one.key)) for one in _INDICATORS)

SYSTEM = System(
    id="B02",
    indicators=INDICATORS,
    proven_by=(
        "tests/systems/test_b02.py::test_each_published_number_carries_what_it_is_and_where_it_stands",
        "tests/systems/test_b02.py::test_two_populations_of_the_same_number_are_told_apart",
        "tests/systems/test_b02.py::test_a_late_revision_reaches_what_is_reckoned_from_it",
    ),
    gap="还没有调查表和报送单位：数字从表格和文件来，不由企业直接填报。",
)
