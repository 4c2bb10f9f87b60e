"""GB/T 2260: what a code was called when, what a name can mean, and Gansu to the last county."""

import time
from datetime import date

import pytest

from yaomai.errors import NotFoundError
from yaomai.standards import gbt2260

GANSU = {
    # 甘肃省行政区划 (end of 2025): prefecture to how many counties it has
    "兰州市": 8, "嘉峪关市": 0, "金昌市": 2, "白银市": 5, "天水市": 7, "武威市": 4, "张掖市": 6, "平凉市": 7, "酒泉市": 7, "庆阳市": 8,
    "定西市": 7, "陇南市": 9, "临夏回族自治州": 8, "甘南藏族自治州": 8,
}  # fmt: skip
MEANT = [
    # what is written, the codes that it can mean
    ("岷县", ["621126"]),
    ("甘肃省定西市岷县", ["621126"]),
    ("甘肃定西岷县", ["621126"]),
    ("定西/岷县", ["621126"]),
    ("定西", ["621100"]),
    ("甘肃", ["620000"]),
    ("甘肃省兰州市", ["620100"]),
    ("城关区", ["540102", "620102"]),
    ("兰州城关", ["620102"]),
    ("武都", ["621202"]),
    ("武都县", ["622621"]),
    ("陇南地区", ["622600"]),
    ("武都地区", ["622600"]),
    ("定西县", ["622421"]),
    ("甘肃省定西地区岷县", ["622429"]),
    ("积石山", ["622927"]),
    ("天祝县", []),
    ("天祝", ["620623"]),
    ("临夏", ["622901", "622921"]),
    ("吉林", ["220000", "220200"]),
    ("济源市", ["419001"]),
    ("河南省济源市", ["419001"]),
    ("北京市朝阳区", ["110105"]),
    ("兰州新区", []),
    ("陇西县定西市", []),
    ("", []),
    ("县", []),
    ("甘" * 500, []),
]
HISTORY = [
    # code, its names with the first and the last year
    ("622621", [("武都县", 1980, 2003)]),
    ("621202", [("武都区", 2004, None)]),
    ("622600", [("武都地区", 1980, 1984), ("陇南地区", 1985, 2003)]),
    ("622421", [("定西县", 1980, 2002)]),
    ("621102", [("安定区", 2003, None)]),
    ("620502", [("秦城区", 1985, 2003), ("秦州区", 2004, None)]),
    ("620922", [("安西县", 2002, 2005), ("瓜州县", 2006, None)]),
    ("620824", [("华亭县", 2002, 2017)]),
    ("620881", [("华亭市", 2018, None)]),
    ("623001", [("合作市", 1996, None)]),
]
SUCCESSION = [
    # a code that is gone, what stands for it today
    ("622621", {"621202"}),
    ("622622", {"621126"}),
    ("622531", {"621125"}),
    ("622600", {"621200"}),
    ("622421", {"621102"}),
    ("622821", {"621021"}),
    ("622102", {"620902"}),
    ("622501", {"620502"}),
    ("620112", {"620402"}),
    ("620824", {"620881"}),
    ("512301", {"500102"}),
    ("621126", {"621126"}),
]


def test_gansu_has_86_counties_in_14_prefectures():
    codes = gbt2260.within("620000")
    divisions = [gbt2260.division(code) for code in codes]
    counties = {
        one.name: sum(each.parent == one.code for each in divisions) for one in divisions if one.level == "prefecture"
    }
    assert counties == GANSU
    assert sum(one.level == "county" for one in divisions) == 86


@pytest.mark.parametrize(("written", "codes"), MEANT)
def test_a_name_can_mean(written, codes):
    assert [one.code for one in gbt2260.find(written)] == codes


@pytest.mark.parametrize(("code", "names"), HISTORY)
def test_a_code_was_called(code, names):
    assert [(one.name, one.since, one.until) for one in gbt2260.history(code)] == names


@pytest.mark.parametrize(("code", "today"), SUCCESSION)
def test_what_stands_for_it_today(code, today):
    assert gbt2260.present(code) == today


def test_the_name_on_a_day():
    assert gbt2260.name_of("620922", date(2003, 5, 1)) == "安西县"
    assert gbt2260.name_of("620922", date(2010, 5, 1)) == gbt2260.name_of("620922") == "瓜州县"
    assert gbt2260.name_of("620922", date(1990, 5, 1)) == "安西县"
    assert gbt2260.path("622621") == "甘肃省陇南地区武都县"


def test_of_several_the_nearest_is_meant():
    assert [one.code for one in gbt2260.find("城关区", near="621126")] == ["620102"]
    assert [one.code for one in gbt2260.find("城关区", near="110000")] == ["540102", "620102"]


def test_within_a_prefecture_are_those_gone_that_became_part_of_it():
    assert "621126" in gbt2260.within("621100")
    assert "622622" not in gbt2260.within("621100")
    assert {"622622", "622429", "622421"} <= set(gbt2260.within("621100", past=True))
    assert gbt2260.within("621126") == ["621126"]


def test_every_gansu_code_since_1980_leads_to_one_of_today():
    gone = [one for one in gbt2260.within("620000", past=True) if gbt2260.division(one).until]
    assert len(gone) > 60
    assert [one for one in gone if len(gbt2260.present(one)) != 1] == []


def test_every_division_is_found_by_its_full_path():
    found = {code: [one.code for one in gbt2260.find(gbt2260.path(code))] for code in gbt2260.within("620000")}
    assert found == {code: [code] for code in found}


def test_the_whole_country_is_there():
    provinces = [code for code in ALL if code.endswith("0000")]
    assert len(provinces) == 34
    assert 2800 < sum(not code.endswith("00") for code in ALL) < 2900


ALL = sorted(
    code
    for province in range(11, 83)
    if gbt2260.exists(f"{province}0000")
    for code in gbt2260.within(f"{province}0000")
)


@pytest.mark.parametrize("code", ["629999", "", "62", "６２０１００", "620100\n"])
def test_there_is_no_such_division(code):
    assert not gbt2260.exists(code)
    with pytest.raises(NotFoundError, match="look it up by its name"):
        gbt2260.division(code)


def test_it_is_read_in_a_moment():
    gbt2260._table.cache_clear()
    start = time.process_time()
    gbt2260.division("621126")
    assert time.process_time() - start < 0.25  # 40 ms on an idle machine
