"""Of which region does a sentence speak?"""

import pytest

from yaomai.planning.engine.reading.read import read
from yaomai.planning.engine.reading.regions import main_region

CASES = (
    # plan's region, sentence : region of its first figure
    ("甘肃省", "2020年，全省中药材种植面积400万亩。", "甘肃省"),
    ("兰州市", "2020年，全省中药材种植面积400万亩。", "甘肃省"),
    ("兰州市", "2020年，全市有企业50家。", "兰州市"),
    ("甘肃省", "2020年，我国中药材市场规模达到2000亿元。", "全国"),
    ("甘肃省", "2020年，当归产量占全国的90%。", "甘肃省"),
    ("甘肃省", "在全国建立营销中心20个。", "甘肃省"),
    ("甘肃省", "2020年，定西市种植面积达到120万亩。", "定西市"),
    ("兰州市", "2020年，城关区企业达到12家。", "兰州市城关区"),
    ("甘肃省", "甘肃省陇西县重视药材，种植面积已达4.5万亩。", "陇西县"),
    ("甘肃省", "甘肃省定西市政府提供的数据显示，种植面积110万亩。", "定西市"),
    ("甘肃省", "项目在定西市陇西县，兰州市榆中县，天水市武山县等12个县实施。", "甘肃省"),
    ("甘肃省", "以岷县当归为重点，建设基地20万亩。", "甘肃省"),
)


@pytest.mark.parametrize(("own", "sentence", "expected"), CASES)
def test_a_figure_is_of_the_region_that_is_spoken_of(own, sentence, expected):
    assert read(f"一、发展现状\n{sentence}", title=f"{own}中药材产业发展规划").quantities[0].region == expected


@pytest.mark.parametrize(
    ("titles", "text", "expected"),
    [
        (["甘肃省兰州市生物医药产业规划"], "", "兰州市"),
        (["关于印发云岭市中药材产业规划的通知"], "", "云岭市"),
        ([], "全市企业50家。兰州市有企业。兰州市产值。兰州市发展。甘肃省的政策。", "兰州市"),
        ([], "没有地名。", ""),
    ],
)
def test_a_plan_is_of_the_region_of_its_title_or_of_most_of_its_text(titles, text, expected):
    assert main_region(titles, text) == expected
