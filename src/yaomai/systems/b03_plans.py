"""B03 规划实施监测评估: is what a plan promised reached, by which figures, and what cannot be judged?"""

from yaomai.registers.declaration import Indicator, System

HERBS = "中药材种植业"
AREA = "这是登记在册的基地面积，只是全部种植面积的一部分。"
TRACED = "这是追溯链上有记录的加工，只是全部加工的一部分。"

INDICATORS = (
    Indicator(
        key="herb.area",
        name="中药材种植面积",
        unit="MU",
        scope=HERBS,
        basis="level",
        comparable=(("herb.base_area", "not", AREA),),
    ),
    Indicator(
        key="herb.standardised_area",
        name="标准化种植面积",
        unit="MU",
        scope=HERBS,
        basis="level",
        other_names=("规范化种植面积",),
        comparable=(("herb.base_area", "caution", AREA),),
    ),
    Indicator(
        key="herb.standardised_share",
        name="标准化种植面积占比",
        unit="P1",
        scope=HERBS,
        basis="level",
        aggregation="none",
    ),
    Indicator(key="herb.output", name="中药材产量", unit="TNE", scope=HERBS),
    Indicator(key="herb.output_value", name="中药材产值", unit="CNY", scope=HERBS),
    Indicator(key="herb.trade_value", name="中药材交易额", unit="CNY", scope="中药材流通业"),
    Indicator(key="herb.storage_capacity", name="静态仓储能力", unit="TNE", scope="中药材流通业", basis="level"),
    Indicator(
        key="herb.processing_rate",
        name="中药材加工率",
        unit="P1",
        scope="中药材加工业",
        basis="level",
        aggregation="none",
        comparable=(("herb.processed_share", "caution", TRACED),),
    ),
    Indicator(key="herb.chain_revenue", name="单品种全产业链销售收入", unit="CNY", scope="单味药材全产业链"),
    Indicator(key="herb.national_output_share", name="产量占全国比例", unit="P1", basis="level", aggregation="none"),
    Indicator(key="market.herb.count", name="中药材交易市场数", counted="个", basis="level"),
    Indicator(key="rd.projects", name="在研项目数", counted="个", basis="level"),
    Indicator(key="rd.new_drugs", name="新药批件数", counted="个"),
)

SYSTEM = System(
    id="B03",
    indicators=INDICATORS,
    uses=("base",),
    gap="还没有预测、年度和中期评估报告。",
)
