"""The names in plans: `named_cases.txt` (invented sentences), the official plans' lists of bases, parks and products."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_material import SHARED, needs_shared

from yaomai.planning.engine.reading.named import named
from yaomai.planning.engine.reading.plain import plain

# the province is told by the text's first line, as in a plan; it is no part of the sentence
TITLE = "甘肃省中医药产业发展规划\n"
LINES = Path(__file__).with_name("named_cases.txt").read_text(encoding="utf-8").splitlines()
CASES = [[part.strip() for part in line.split("|")] for line in LINES if line and not line.startswith("#")]


def names(text):
    return [one for one in named(plain(text)) if one.start >= len(TITLE)]


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_sentence_names(sentence, expected):
    found = {f"{one.kind} {one.name}" for one in names(TITLE + sentence)}
    assert found == (set() if expected == "—" else set(expected.split("; ")))


def test_offsets_are_of_the_text_as_it_was_kept():
    text = TITLE + "　　推广板 兰根、黄（红）芪和３价轮状疫苗。"
    found = {one.name: text[one.start : one.end] for one in names(text)}
    assert found["板蓝根"] == "板 兰根"
    assert (found["黄芪"], found["红芪"]) == ("黄（红）芪", "（红）芪")
    assert found["3价轮状疫苗"] == "３价轮状疫苗"


def test_each_name_says_which_rule_found_it():
    rules = {one.name: one.because["name"].rule for one in names(TITLE + "种植板兰根，建设岷县中药产业园。")}
    assert rules["板蓝根"] == "herb.variant"
    assert rules["岷县中药产业园"] == "park.place"


def test_no_two_names_of_one_genre_share_their_characters():
    found = names(TITLE + "黄（红）芪制成固本胶囊（片），由甘肃当归研究院和兰州大学第二医院试用。")
    spans = [(one.genre, one.start, one.end) for one in found]
    assert len(spans) == len(set(spans)) == 6


def test_a_herb_within_a_medicine_or_a_firm_is_not_told():
    found = {one.name for one in names(TITLE + "当归丸由甘肃当归研究院研制。")}
    assert "当归" not in found
    assert "当归丸" in found


PIECES = [
    "当归",
    "黄（红）芪",
    "丸",
    "胶囊（片）",
    "、",
    "，",
    "。",
    "\n",
    "\t",
    "等5家企业",
    "“",
    "”",
    "和",
    "与",
    "兰州",
    "岷县",
    "产业园",
    "基地",
    "有限公司",
    "大学",
    "省工信厅",
    "局",
    "项目",
    "等20个重大项目",
    "３",
    "价",
    "疫苗",
    "建设",
    "（",
    "）",
    "3",
    "\u3000",
    "A",
    "第一医院",
    "西和",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read_and_every_name_stands_where_it_says(text):
    made = plain(text)
    for one in named(made):
        assert 0 <= one.start < one.end <= len(text)
        assert one.words
        assert made.text[made.at(one.start) :].startswith(one.words)
        assert one.name


@given(st.text(max_size=200))
def test_text_of_any_characters_is_read(text):
    assert all(one.end <= len(text) for one in named(plain(text)))


def of(name):
    text = (SHARED / "plans" / name).read_text(encoding="utf-8")
    return text, named(plain(text))


@needs_shared
def test_the_ten_bases_and_nine_parks_of_gansu_2016():
    _, found = of("gansu-2016-13th-fyp.txt")
    bases = {one.name for one in found if one.kind == "base"}
    herbs = ("当归", "党参", "黄芪", "大黄", "甘草", "枸杞", "板蓝根", "柴胡", "红芪", "半夏")
    assert {f"{herb}标准化生产基地" for herb in herbs} <= bases
    parks = {one.name for one in found if one.kind in ("park", "zone")}
    assert {
        "兰州高新区陇药综合产业园",
        "兰州新区生物医药产业园",
        "陇西中医药循环经济产业园",
        "岷县中医药循环经济产业园",
        "渭源工业园区中药产业园",
        "天水生物医药产业园",
        "酒泉生物医药产业园",
        "重离子医学产业园",
        "陇东南中医药养生保健旅游创新区",
    } <= parks


@needs_shared
def test_products_and_projects_of_gansu_2016():
    _, found = of("gansu-2016-13th-fyp.txt")
    medicines = {one.name for one in found if one.kind == "medicine"}
    assert {"当归腹痛宁滴丸", "苁蓉通便口服液", "贞芪扶正胶囊", "贞芪扶正片", "如意珍宝丸", "甘帝欣"} <= medicines
    projects = {one.name for one in found if one.genre == "project"}
    assert {"兰州佛慈制药科技工业园", "康美西部中药城", "哈达铺华昌药材物流城"} <= projects
    herbs = {one.name for one in found if one.kind == "herb"}
    assert len(herbs & {"当归", "党参", "黄芪", "大黄", "甘草", "枸杞子", "板蓝根", "柴胡", "红芪", "半夏"}) == 10


@needs_shared
def test_herbs_of_lanzhou_2011_under_their_usual_names():
    text, found = of("lanzhou-2011-12th-fyp.txt")
    variants = {text[one.start : one.end]: one.name for one in found if one.kind == "herb"}
    assert variants["板兰根"] == "板蓝根"
    assert (variants["黄（红）芪"], variants["（红）芪"]) == ("黄芪", "红芪")
