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
    ("6513", "应用软件开发"),
    ("7215", "农村集体经济组织管理"),
    ("9522", "行业性团体"),
]
FOUND = [
    ("中药饮片加工", ("2730",)),  # the group 273 has the same name: its one class is meant
    ("医药制造业", ("27",)),
    ("教育", ("83",)),
    ("社区卫生服务中心(站)", ("8421",)),
    ("卖药", ()),
    ("", ()),
]
SECTIONS = "ABCDEFGHIJKLMNOPQRST"


@pytest.mark.parametrize(("code", "name"), NAMED)
def test_an_industry_is_called(code, name):
    assert gbt4754.industry(code) == name
    assert gbt4754.is_called(code, name)


@pytest.mark.parametrize(("name", "codes"), FOUND)
def test_a_name_means(name, codes):
    assert gbt4754.find(name) == codes


def test_there_are_20_sections_and_97_divisions():
    sections = list(SECTIONS)
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


def test_every_group_has_classes_and_every_division_groups():
    codes = [code for section in SECTIONS for code in gbt4754.within(section)]
    by_length = {length: [one for one in codes if not one.isalpha() and len(one) == length] for length in (2, 3, 4)}
    assert {length: len(found) for length, found in by_length.items()} == {2: 97, 3: 473, 4: 1381}
    assert [one for one in (*by_length[2], *by_length[3]) if len(gbt4754.within(one)) < 2] == []
    assert {one[:3] for one in by_length[4]} == set(by_length[3])
    # a class that ends in 0 is the only one of its group, and has its name
    alone = [one for one in by_length[4] if one.endswith("0")]
    assert [one for one in alone if gbt4754.within(one[:3]) != [one[:3], one]] == []
    assert [one for one in alone if gbt4754.industry(one) != gbt4754.industry(one[:3])] == []


@pytest.mark.parametrize("code", ["", "2799", "98", "U", "27300", "C27"])
def test_there_is_no_such_industry(code):
    with pytest.raises(NotFoundError):
        gbt4754.industry(code)
