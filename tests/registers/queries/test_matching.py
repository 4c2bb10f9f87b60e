"""Whom written names mean: with reasons, decided only when that is certain; and what persons decided is kept."""

import pytest

from yaomai.errors import ConflictError, InvalidError, NotAllowedError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers.operations.decide_match import decide, tell_apart
from yaomai.registers.queries.match_decisions import newest
from yaomai.registers.queries.matching import Incoming, duplicates, match
from yaomai.standards.gb32100 import check_character

CODE = "91620100MA71TE8T1" + check_character("91620100MA71TE8T1")
OTHER_CODE = "91620100MA71TE8T2" + check_character("91620100MA71TE8T2")
NAMES = (
    "兰州生物制品研究所有限责任公司", "兰州佛慈制药股份有限公司", "兰州佛慈制药股份有限公司陇西分公司", "陇西一方制药有限公司",
    "岷县顺兴中药材有限公司", "渭源顺兴中药材有限公司", "陇西县中药材一厂", "陇西县中药材二厂",
)  # fmt: skip


@pytest.fixture
def firms(desk):
    return {name: desk.firm(name) for name in NAMES}


def meant(*texts, many=False, viewer=INSTALLATION_VIEWER):
    padding = [Incoming(f"无人叫这个{number}") for number in range(30)] if many else []
    return match(
        viewer, "test_firm", [*(one if isinstance(one, Incoming) else Incoming(one) for one in texts), *padding]
    )


@pytest.mark.parametrize("many", [False, True], ids=["a few", "many"])
@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("兰州生物所", "兰州生物制品研究所有限责任公司"),
        ("兰州佛慈制药股份有限公司", "兰州佛慈制药股份有限公司"),
        ("佛慈", "兰州佛慈制药股份有限公司"),
        ("兰州佛磁制药有限公司", "兰州佛慈制药股份有限公司"),
        ("佛慈制药陇西分公司", "兰州佛慈制药股份有限公司陇西分公司"),
        ("陇西县中药材第二厂", "陇西县中药材二厂"),
        ("岷县顺兴中药材公司", "岷县顺兴中药材有限公司"),
        ("顺兴中药材有限公司", None),
        ("天水佛慈制药有限公司", None),
        ("兰州恒康制药有限公司", None),
    ],
)
def test_a_name_is_decided_when_it_is_certain(firms, written, name, many):
    assert meant(written, many=many)[0].decided == (firms[name] if name else None)


def test_what_is_not_certain_is_offered_with_reasons(firms):
    found = meant("顺兴中药材有限公司")[0]
    assert [one.title for one in found.candidates[:2]] == ["岷县顺兴中药材有限公司", "渭源顺兴中药材有限公司"]
    assert [reason.code for reason in found.candidates[0].reasons] == ["same_core", "place_omitted"]
    found = meant("兰州佛慈制药股份有限公司陇西分公司")[0]
    parent = next(one for one in found.candidates if one.title == "兰州佛慈制药股份有限公司")
    assert "branch_of" in [reason.code for reason in parent.reasons if not reason.supports]


@pytest.mark.parametrize("many", [False, True], ids=["a few", "many"])
def test_a_right_code_decides_and_a_wrong_one_does_not(desk, many):
    number = desk.firm("甲药业有限公司", uscc=CODE)
    found = meant(Incoming("完全另一个名字", {"uscc": CODE}), many=many)[0]
    assert (found.decided, found.candidates[0].reasons[0].code) == (number, "same_code")
    wrong = CODE[:-1] + ("1" if CODE[-1] != "1" else "2")
    found = meant(Incoming("完全另一个名字", {"uscc": wrong}), many=many)[0]
    assert found.decided is None
    found = meant(Incoming("甲药业有限公司", {"uscc": wrong}), many=many)[0]
    assert (found.decided, found.candidates[0].reasons[-1].code) == (number, "code_faulty")
    found = meant(Incoming("甲药业有限公司", {"uscc": OTHER_CODE}), many=many)[0]
    assert found.decided is None
    assert "code_differs" in [reason.code for reason in found.candidates[0].reasons]


def test_former_names_count_for_whom_they_are_shown_to(desk):
    number = desk.firm("甲药业有限公司", former=["陇西县制药厂"])
    found = meant("陇西县制药厂")[0]
    assert (found.decided, found.candidates[0].reasons[0].code) == (number, "other_name")
    assert meant("陇西县制药厂", viewer=ANYONE)[0].candidates == ()


def test_a_decision_is_kept_and_counts_for_every_spelling(firms, now):
    firm = firms["岷县顺兴中药材有限公司"]
    record = decide(INSTALLATION_VIEWER, "test_firm", "顺兴中药材", firm, expected=None, now=now)
    found = meant("顺兴 中药材")[0]
    assert (found.decided, found.candidates[0].reasons[0].code) == (firm, "decided_before")
    assert newest(INSTALLATION_VIEWER, "test_firm", "顺兴中药材").record == record


def test_none_and_not_this_one(firms, now):
    decide(INSTALLATION_VIEWER, "test_firm", "佛慈", None, expected=None, now=now)
    assert meant("佛慈")[0].decided is None
    firm = firms["陇西一方制药有限公司"]
    decide(INSTALLATION_VIEWER, "test_firm", "一方制药", None, not_entity=firm, expected=None, now=now)
    found = meant("一方制药")[0]
    assert (found.decided, [one.entity for one in found.candidates if one.entity == firm]) == (None, [])


def test_who_decides_without_having_seen_the_newest_decision_is_told(firms, now):
    firm = firms["岷县顺兴中药材有限公司"]
    first = decide(INSTALLATION_VIEWER, "test_firm", "顺兴", firm, expected=None, now=now)
    with pytest.raises(ConflictError, match="by now; look at it"):
        decide(INSTALLATION_VIEWER, "test_firm", "顺兴", None, expected=None, now=now)
    decide(INSTALLATION_VIEWER, "test_firm", "顺兴", None, expected=first, now=now)
    assert meant("顺兴")[0].decided is None


def test_what_cannot_be_decided_is_said_all_at_once(firms, now):
    with pytest.raises(InvalidError) as refused:
        decide(INSTALLATION_VIEWER, "test_firm", "。", 1, not_entity=2, expected=None, now=now)
    assert [one.code for one in refused.value.findings] == [
        "registers.name_length", "registers.decision_twofold", "registers.entity_unknown", "registers.entity_unknown",
    ]  # fmt: skip
    with pytest.raises(NotAllowedError):
        decide(ANYONE, "test_firm", "佛慈", None, expected=None, now=now)


def test_likely_duplicates_are_found_until_somebody_tells_them_apart(desk, firms, kind_of, now):
    two = desk.firm("兰州佛慈制药有限公司")
    one = firms["兰州佛慈制药股份有限公司"]
    found, after = duplicates(INSTALLATION_VIEWER, kind_of("test_firm"))
    assert [(pair.one, pair.two.entity) for pair in found] == [(one, two)]
    assert after == 0
    tell_apart(INSTALLATION_VIEWER, "test_firm", two, one, expected=None, now=now)
    assert duplicates(INSTALLATION_VIEWER, kind_of("test_firm")) == ([], 0)


@pytest.mark.tampers
def test_a_decision_is_erased_with_the_name_that_it_was_about(firms, now):
    text = "王小明 620102196001011234"
    record = decide(INSTALLATION_VIEWER, "test_firm", text, None, expected=None, now=now)
    erase([record], reason="本人要求", recorder=Recorder(), now=now)
    assert newest(INSTALLATION_VIEWER, "test_firm", text) is None


@pytest.fixture
def kind_of():
    from yaomai.registers.kinds import kind

    return kind
