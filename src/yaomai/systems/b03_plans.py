"""B03 规划实施监测评估: is what a plan promised reached, by which figures, and what cannot be judged?"""

from dataclasses import replace

from yaomai.registers.declaration import Indicator, System

HERBS = "中药材种植业"
AREA = "这是登记在册的基地面积，只是全部种植面积的一部分。"
ALL_AREA = "这是全部种植面积，标准化的只是其中一部分。"
TRACED = "这是追溯链上有记录的加工，只是全部加工的一部分。"
OTHER_MARKETS = "市场总数不是改造升级的市场数；专业交易市场也不是产地市场。"

# indicator, another that is taken for it, how they compare, what is said about it
NEAR = (
    ("herb.area", "herb.base_area", "not", AREA),
    ("herb.standardised_area", "herb.base_area", "not", AREA),
    ("herb.standardised_area", "herb.area", "not", ALL_AREA),
    ("herb.processing_rate", "herb.processed_share", "caution", TRACED),
    ("market.herb.upgraded", "market.herb.count", "not", OTHER_MARKETS),
)
STOCKS = (
    ("investment.mnc.count", "在当地投资的跨国集团数", "家"),
    ("enterprise.listed.count", "上市企业数", "家"),
    ("enterprise.cultivation.count", "重点培育企业数", "家"),
    ("product.cultivation.count", "重点培育品种数", "个"),
    ("herb.gap_bases", "GAP 基地数", "个"),
    ("herb.reserve.species", "储备的中药材种数", "种"),
    ("market.herb.count", "中药材交易市场数", "个"),
    ("market.herb.upgraded", "改造升级的产地市场数", "个"),
    ("innovation.service_platforms", "关键技术服务平台数", "个"),
    ("platform.incubator.count", "成果孵化基地数", "个"),
    ("innovation.new_platforms", "新建创新平台数", "个"),
    ("rd.projects.count", "研发项目数", "个"),
    ("rd.major_projects", "重大基础研究项目数", "个"),
    ("rd.class1_pipeline", "在研一类新药数", "个"),
    ("project.major.count", "重大项目数", "个"),
    ("herb.species.total", "中药资源种数", "种"),
    ("brand.count", "品牌数", "个"),
    ("standard.count", "标准数", "个"),
    ("enterprise.hightech.count", "高新技术企业数", "家"),
    ("cooperative.count", "合作社数", "个"),
    ("innovation.universities", "高等院校数", "所"),
    ("innovation.research_institutes", "科研院所数", "家"),
    ("innovation.national_key_labs", "国家级重点实验室数", "个"),
)
SHARES = (
    ("herb.standardised_share", "标准化种植面积占比", HERBS),
    ("herb.processing_rate", "中药材加工率", "中药材加工业"),
    ("herb.national_output_share", "产量占全国比例", ""),
    ("techtransfer.conversion_rate", "科技成果转化率", ""),
    ("env.energy_intensity_reduction", "单位产值能耗降幅", ""),
)
YEARLY = (
    ("product.redevelopment.count", "二次开发品种数"),
    ("rd.new_products", "研发新产品数"),
    ("rd.new_products.own", "自主知识产权新产品数"),
    ("rd.new_drugs", "新药批件数"),
)

_INDICATORS = (
    Indicator(key="herb.area", name="中药材种植面积", unit="MU", scope=HERBS, basis="level"),
    Indicator(
        key="herb.standardised_area",
        name="标准化种植面积",
        unit="MU",
        scope=HERBS,
        basis="level",
        other_names=("规范化种植面积",),
    ),
    Indicator(
        key="herb.base_area",
        name="登记基地面积",
        unit="MU",
        scope="登记在册的种植基地",
        basis="level",
        formula="register:G06/base_area",
    ),
    Indicator(
        key="herb.processed_share",
        name="有记录的加工率",
        unit="P1",
        scope="追溯链上的中药材",
        aggregation="none",
        formula="events:processed_share",
    ),
    Indicator(key="herb.output", name="中药材产量", unit="TNE", scope=HERBS),
    Indicator(key="herb.output_value", name="中药材产值", unit="CNY", scope=HERBS),
    Indicator(key="herb.trade_value", name="中药材交易额", unit="CNY", scope="中药材流通业"),
    Indicator(key="herb.storage_capacity", name="静态仓储能力", unit="TNE", scope="中药材流通业", basis="level"),
    Indicator(key="cluster.scale", name="产业集群规模", unit="CNY", scope="生物医药全产业链的各集群"),
    Indicator(key="herb.chain_revenue", name="单品种全产业链销售收入", unit="CNY", scope="单味药材全产业链"),
    Indicator(key="rd.investment", name="研发项目总投资", unit="CNY", aggregation="none"),
    Indicator(key="project.investment", name="项目总投资", unit="CNY", aggregation="none"),
    Indicator(key="env.sewage_capacity", name="污水日处理能力", unit="TNE", basis="level", aggregation="none"),
    *(
        Indicator(key=key, name=name, unit="P1", scope=scope, basis="level", aggregation="none")
        for key, name, scope in SHARES
    ),
    *(Indicator(key=key, name=name, counted=counted, basis="level") for key, name, counted in STOCKS),
    *(Indicator(key=key, name=name, counted="个") for key, name in YEARLY),
)
INDICATORS = tuple(replace(one, comparable=tuple(row[1:] for row in NEAR if row[0] == one.key)) for one in _INDICATORS)

SYSTEM = System(
    id="B03",
    indicators=INDICATORS,
    uses=("base",),
    proven_by=(
        "tests/systems/test_b03.py::test_the_revenue_target_of_2020_is_judged_by_the_later_plan_and_the_differences_are_said",
        "tests/systems/test_b03.py::test_a_range_an_about_and_an_at_least_are_judged_by_different_rules",
        "tests/systems/test_b03.py::test_a_target_without_a_comparable_figure_cannot_be_judged",
        "tests/systems/test_b03.py::test_an_adjusted_target_keeps_the_old_value_and_the_reason",
    ),
    gap="还没有预测、年度和中期评估报告。",
)
