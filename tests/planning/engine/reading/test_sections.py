"""Is it known from a plan's headings what its parts are about?"""

import pytest

from yaomai.planning.engine.reading.sections import section_of

CASES = (
    # headings, outermost first : section
    (("一、发展现状",), "state"),
    (("一、“十三五”时期发展情况", "（一）取得的成绩"), "state"),
    (("一、现实基础与发展环境", "（二）机遇与挑战"), "outlook"),
    (("一、发展现状", "（二）创新能力不断增强"), "state"),
    (("（二）创新能力不断增强",), ""),
    (("二、总体要求", "（三）发展目标", "1.主要经济目标"), "goal"),
    (("二、总体要求", "（三）发展目标", "——创新能力持续提升"), "goal"),
    (("三、重点任务", "（一）夯实产业基础"), "task"),
    (("三、重点任务", "（二）优化发展环境"), "task"),
    (("四、保障措施", "（一）加强组织领导"), "measure"),
    (("六、组织实施与保障措施",), "measure"),
    (("甘肃省“十四五”生物医药产业发展规划",), ""),
    ((), ""),
)


@pytest.mark.parametrize(("headings", "expected"), CASES)
def test_a_section_is_what_its_headings_say(headings, expected):
    assert section_of(headings) == expected
