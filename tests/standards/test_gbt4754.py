"""GB/T 4754-2017: codes, names, and what lies within what."""

import pytest

from yaomai.errors import NotFoundError
from yaomai.standards import gbt4754

NAMED = [
    ("A", "农、林、牧、渔业"),
    ("0171", "中草药种植"),
    ("27", "医药制造业"),
    ("2730", "中药饮片加工"),
    ("2740", "中成药生产"),
    ("2762", "基因工程药物和疫苗制造"),
    ("3544", "制药专用设备制造"),
    ("5152", "中药批发"),
    ("5252", "中药零售"),
    ("5960", "中药材仓储"),
    ("7340", "医学研究和试验发展"),
    ("8412", "中医医院"),
]
FOUND = [
    ("中药饮片加工", ("2730",)),  # the group 273 has the same name: its one class is meant
    ("医药制造业", ("27",)),
    ("教育", ("83",)),
    ("社区卫生服务中心(站)", ("8421",)),
    ("卖药", ()),
    ("", ()),
]


@pytest.mark.parametrize(("code", "name"), NAMED)
def test_an_industry_is_called(code, name):
    assert gbt4754.industry(code) == name
    assert gbt4754.is_called(code, name)


@pytest.mark.parametrize(("name", "codes"), FOUND)
def test_a_name_means(name, codes):
    assert gbt4754.find(name) == codes


def test_there_are_20_sections_and_97_divisions():
    sections = [chr(ord("A") + place) for place in range(20)]
    divisions = [f"{number:02}" for number in range(1, 98)]
    assert [gbt4754.section(one) for one in sections] == sections
    assert sorted({gbt4754.section(one) for one in divisions}) == sections
    # the ranges that the standard gives its sections
    assert [
        gbt4754.section(one) for one in ("05", "06", "12", "13", "43", "44", "51", "52", "73", "75", "84", "85")
    ] == list("ABBCCDFFMMQQ")


def test_what_lies_within():
    assert gbt4754.above("2730") == ("C", "27", "273")
    assert gbt4754.within("276") == ["276", "2761", "2762"]
    assert "2730" in gbt4754.within("C")
    assert gbt4754.above("C") == ()


def test_every_group_has_classes_in_the_divisions_that_are_kept_in_full():
    groups = [one for division in gbt4754.GROUPS_OF for one in gbt4754.within(division) if len(one) == 3]
    assert [one for one in groups if len(gbt4754.within(one)) < 2] == []
    assert all(len(gbt4754.within(one)) > 1 for one in gbt4754.GROUPS_OF)


@pytest.mark.parametrize("code", ["", "2799", "98", "U", "27300", "C27"])
def test_there_is_no_such_industry(code):
    with pytest.raises(NotFoundError):
        gbt4754.industry(code)
