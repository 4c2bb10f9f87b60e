"""What a name is found by, how it is read, and where it stands in a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.registers.declaration import Choice, Code, Group, Kind, Property, Text
from yaomai.registers.engine.folding import fold, fold_map
from yaomai.registers.engine.pinyin import syllables
from yaomai.registers.engine.searching import CONTAINS, EXACT, PREFIX, READ, answers, sought
from yaomai.registers.engine.terms import grams, sort_key, terms_of

HAN = st.text(alphabet="兰州佛慈制药重庆长治单县岷当归白术行有限公司A1 （）", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("重庆", "chong qing"), ("长治", "chang zhi"), ("单县", "shan xian"), ("岷县", "min xian"), ("宕昌", "tan chang"), ("临洮", "lin tao"),
        ("成都", "cheng du"), ("白术", "bai zhu"), ("重楼", "chong lou"), ("党参", "dang shen"), ("阿胶", "e jiao"), ("藏药", "zang yao"),
        ("银行", "yin hang"), ("单霁翔", "shan ji xiang"), ("解放军", "jie fang jun"), ("吕梁", "lv liang"), ("佛慈", "fo ci"), ("厦门", "xia men"),
    ],
)  # fmt: skip
def test_names_are_read_as_they_are_spoken(name, read):
    assert " ".join(syllables(name)) == read


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ＧＥ医疗（中国）", "ge医疗(中国)"),
        ("蘭州佛慈製藥", "兰州佛慈制药"),
        ("甲 乙", "甲乙"),
        ("①号", "1号"),
        ("“佛慈”", "佛慈"),
    ],
)
def test_spellings_of_one_text_are_folded_alike(one, two):
    assert fold(one) == fold(two)


@given(HAN)
def test_folding_is_done_once_and_knows_where_each_character_came_from(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert [fold(text[at]) for at in fold_map(text)] == list(folded)


def test_the_order_is_that_of_the_readings_the_same_characters_together():
    names = ["兰州", "蓝田", "安定", "陇西", "兰石", "第10厂", "第2厂", "Abc"]
    assert sorted(names, key=sort_key) == ["Abc", "安定", "第2厂", "第10厂", "兰石", "兰州", "蓝田", "陇西"]


@given(HAN, st.data())
def test_whatever_part_of_a_name_is_typed_has_its_grams_and_is_found_in_it(text, data):
    folded = fold(text)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    part = folded[start : data.draw(st.integers(start + 1, len(folded)))]
    asked = sought(part)
    held = set(grams(folded))
    for each in asked.parts:
        if each.is_han or len(each.text) > 2:
            assert not each.wanted or any(
                (held & set(one.grams)) if one.is_any else held >= set(one.grams) for one in each.wanted
            )
    answer = answers(asked, folded)
    assert answer is not None
    assert answer.quality == (EXACT if part == folded else PREFIX if folded.startswith(part) else CONTAINS)


@pytest.mark.parametrize("typed", ["shengwu", "sw", "shengw", "shengwuzhipin", "swzp"])
def test_a_reading_has_one_of_the_sets_of_grams_that_it_asks_for(typed):
    name = "兰州生物制品研究所有限责任公司"
    held = set(grams(name))
    (part,) = sought(typed).parts
    assert any((held & set(one.grams)) if one.is_any else held >= set(one.grams) for one in part.wanted)
    assert answers(sought(typed), name).quality == READ


def test_terms_are_the_title_other_names_identities_and_what_is_searched():
    kind = Kind(
        name="test_thing",
        label="物",
        properties=(
            Property(name="name", label="名", type=Text()),
            Property(name="other", label="别名", type=Text(), many=True),
            Property(name="code", label="码", type=Code("gtin")),
            Property(name="sort", label="类", type=Choice({"a": "甲类"}), search=True),
            Property(name="secret", label="密", type=Text()),
        ),
        identity=(("code",),),
        other_names=("other",),
        seen_by=(),
        kept_by=(Group.PUBLIC.value,),
    )
    current = {"name": "当归", "other": ["秦归", "当 归"], "code": "06901234000016", "sort": "a", "secret": "无人知"}
    assert [(name, text) for name, text, _ in terms_of(kind, current)] == [
        ("name", "当归"), ("other", "秦归"), ("code", "06901234000016"), ("sort", "甲类"),
    ]  # fmt: skip
