"""What of a plan's reading has words."""

from typing import get_args

from yaomai.planning.engine.reading import organisations, parks
from yaomai.planning.engine.reading.named import named
from yaomai.planning.engine.reading.plain import plain
from yaomai.standards import gbt2260
from yaomai.web import labels_reading as words

TEXT = "甘肃省中医药产业发展规划\n省卫生健康委支持陇东南种植当归、生产当归养血丸，实施“当归种质资源库建设项目”。\n"


def test_every_sort_of_name_that_a_plan_can_have_is_called_in_chinese():
    kinds = {*organisations._ENDINGS, *parks._ENDINGS, *get_args(gbt2260.Level)}
    kinds |= {one.kind for one in named(plain(TEXT))}
    assert {"region", "herb", "medicine", "department"} <= kinds
    assert {*kinds, "project"} == set(words.NAMED)
    assert not [word for word in words.NAMED.values() if word.isascii()]
