"""Names of organisations are taken apart and told apart; how well, is measured by labelled pairs."""

import pytest

from registers.name_pairs import VARIATIONS, pairs
from yaomai.registers.engine.likeness import CERTAIN, likeness
from yaomai.registers.engine.matching import Incoming, Known, Register
from yaomai.registers.engine.names import anatomy
from yaomai.standards import gb32100


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("兰州佛慈制药股份有限公司", ("兰州", "佛慈", "制药", "shares", "")),
        ("兰州佛慈制药股份有限公司陇西分公司", ("兰州", "佛慈", "制药", "shares", "陇西分公司")),
        ("佛慈（兰州）制药有限公司", ("兰州", "佛慈", "制药", "limited", "")),
        ("兰州生物制品研究所有限责任公司", ("兰州", "", "生物制品研究所", "limited", "")),
        ("陇西县首阳镇丰源中药材种植农民专业合作社", ("陇西县首阳镇", "丰源", "中药材种植", "cooperative", "")),
        ("兰州市第一人民医院", ("兰州市", "", "人民医院", "", "")),
        ("兰州一院", ("兰州", "", "人民医院", "", "")),
        ("安康药业有限公司", ("", "安康", "药业", "limited", "")),
        ("兰州安康药业有限公司", ("兰州", "安康", "药业", "limited", "")),
        ("国药控股甘肃有限公司", ("甘肃", "国药", "控股", "limited", "")),
        ("兰州佛慈制药股份限公司", ("兰州", "佛慈", "制药", "shares", "")),
        ("", ("", "", "", "", "")),
        ("公司", ("", "公司", "", "", "")),
    ],
)
def test_a_name_is_taken_apart(name, parts):
    found = anatomy(name)
    assert ("".join(one.text for one in found.places), found.mark, found.trade, found.form, found.branch) == parts


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        ("兰州生物所", "兰州生物制品研究所有限责任公司", "abbreviation"),
        ("佛慈", "兰州佛慈制药股份有限公司", "abbreviation"),
        ("兰州佛磁制药股份有限公司", "兰州佛慈制药股份有限公司", "slip"),
        ("武都县中药材有限公司", "陇南市武都区中药材有限公司", "place_renamed"),
        ("佛慈制药股份有限公司", "兰州佛慈制药股份有限公司", "place_omitted"),
        ("兰州佛慈制药公司", "兰州佛慈制药股份有限公司", "form_changed"),
        ("甘肃省药检院", "甘肃省药品检验研究院", "abbreviation"),
        ("兰州佛慈制药股份有有限公司", "兰州佛慈制药股份有限公司", "doubled"),
    ],
)
def test_what_means_the_same_is_certain(one, two, reason):
    found = likeness(one, two)
    assert found.score >= CERTAIN
    assert reason in [each.code for each in found.reasons]
    assert likeness(two, one).score == found.score


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        ("天水佛慈制药有限公司", "兰州佛慈制药有限公司", "place_differs"),
        ("甘肃佛慈制药有限公司", "兰州佛慈制药有限公司", "place_within"),
        ("兰州恒康制药有限公司", "兰州恒瑞制药有限公司", "mark_differs"),
        ("兰州佛慈制药股份有限公司陇西分公司", "兰州佛慈制药股份有限公司", "branch_of"),
        ("佛慈制药陇西分公司", "佛慈制药渭源分公司", "other_branch"),
        ("兰州佛慈集团有限公司", "兰州佛慈制药有限公司", "group_and_member"),
        ("陇西中药材一厂", "陇西中药材二厂", "other_number"),
        ("兰州鑫源商贸有限公司", "兰州新源商贸有限公司", "slip"),
        ("兰州佛慈药业有限公司", "兰州佛慈制药有限公司", "trade_differs"),
        ("岷县顺兴中药材种植农民专业合作社", "岷县顺兴中药材种植有限公司", "form_differs"),
        ("陇西县首阳镇丰源种植专业合作社", "陇西县文峰镇丰源种植专业合作社", "place_differs"),
        ("兰州市中医医院", "天水市中医医院", "place_differs"),
    ],
)
def test_what_only_looks_alike_is_not(one, two, reason):
    found = likeness(one, two)
    assert found.score < CERTAIN
    assert reason in [each.code for each in found.reasons]


def is_said_same(pair):
    known = Known(1, pair.names, {"uscc": pair.known_code} if pair.known_code else {})
    faulty = ("uscc",) if pair.code and not gb32100.is_right(pair.code) else ()
    asked = Incoming(pair.written, {"uscc": pair.code} if pair.code else {})
    return Register([known]).match(asked, faulty=faulty).decided is not None


@pytest.mark.parametrize("is_held_out", [False, True], ids=["variations looked at", "variations held out"])
def test_labelled_pairs_are_told_with_the_promised_precision_and_recall(is_held_out):
    some = [(pair.is_same, is_said_same(pair)) for pair in pairs(2_400, seed=11) if pair.is_held_out == is_held_out]
    right = sum(same and said for same, said in some)
    assert len(some) > 800
    assert right / sum(said for _, said in some) >= 0.98
    assert right / sum(same for same, _ in some) >= 0.9


def test_the_labelled_set_has_both_sorts_and_is_the_same_each_time():
    assert list(pairs(100, seed=3)) == list(pairs(100, seed=3))
    assert sum(one.is_same for one in VARIATIONS) > 20 < sum(not one.is_same for one in VARIATIONS) + 2


def test_in_a_register_what_two_bear_is_not_decided_and_what_one_bears_is():
    names = ("岷县顺兴中药材有限公司", "渭源顺兴中药材有限公司", "陇西一方制药有限公司")
    register = Register(Known(number, (name,)) for number, name in enumerate(names, 1))
    assert register.match(Incoming("顺兴中药材")).decided is None
    assert [one.entity for one in register.match(Incoming("顺兴中药材")).candidates] == [1, 2]
    assert register.match(Incoming("一方制药")).decided == 3
    assert register.match(Incoming("岷县顺兴中药材")).decided == 1


@pytest.mark.parametrize(
    ("one", "two", "is_decided"),
    [
        ("当归", "当归", True), ("当归", "当 归", True), ("党参", "丹参", False), ("黄芪", "炙黄芪", False), ("黄耆", "黄芪", False),
        ("Astragalus membranaceus", "astragalus  membranaceus", True), ("Astragalus membranaceus", "Astragalus membranaceus (Fisch.) Bge.", False),
        ("六味地黄丸", "六味地黄丸（浓缩丸）", False), ("当归片0.3g", "当归片0.5g", False),
    ],
)  # fmt: skip
def test_names_of_things_are_decided_only_when_they_are_the_same(one, two, is_decided):
    register = Register([Known(1, (two,))], "plain")
    assert (register.match(Incoming(one)).decided == 1) is is_decided


def test_a_name_alone_does_not_say_which_person_is_meant():
    found = Register([Known(1, ("王伟",))], "people").match(Incoming("王伟"))
    assert (found.decided, found.candidates[0].reasons[0].code) == (None, "namesake")
