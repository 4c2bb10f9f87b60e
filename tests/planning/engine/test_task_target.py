"""What the target of a task is called, and of which year it is."""

import pytest

from yaomai.errors import InvalidError
from yaomai.planning.engine.fields import from_form
from yaomai.planning.engine.target_of import Horizon, kind_of, target_of
from yaomai.planning.engine.task_target import NAME_MOST, as_task, name_of


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("建成药材追溯体系。", "建成药材追溯体系"),
        ("（三）到2025年，建成药材\n 追溯体系；", "建成药材追溯体系"),
        ("1.推广生态种植。", "推广生态种植"),
        ("建设圃地" + "，扩大种植" * 9, "建设圃地" + "，扩大种植" * 7),
        ("建" * 60, "建" * (NAME_MOST - 1) + "…"),
    ],
)
def test_the_name_is_the_words_shortened(words, name):
    assert name_of(words) == name
    assert len(name) <= NAME_MOST


@pytest.mark.parametrize(
    ("sentence", "horizon", "year"),
    [
        ("到2023年，建成追溯体系。", Horizon(2021, 2025), 2023),
        ("到2023年起步，到 2024年建成追溯体系。", Horizon(2021, 2025), 2024),
        ("建成2015年立项的追溯体系。", Horizon(2021, 2025), 2025),
        ("建成追溯体系。", Horizon(), None),
    ],
)
def test_the_year_is_that_of_the_sentence_or_the_last_of_the_plan(sentence, horizon, year):
    wording = target_of(as_task("建成追溯体系", sentence, region="甘肃省", division="620000"), None, horizon)
    assert (wording.kind, wording.year, wording.region, wording.low) == ("milestone", year, "620000", None)
    assert wording.name == "建成追溯体系"


def test_a_task_whose_words_hold_a_number_is_a_milestone_all_the_same():
    assert kind_of(as_task("建设药材圃地10处，产值翻一番")) == "milestone"


def test_the_form_of_a_task_asks_for_no_number_and_takes_none():
    form = {"indicator": "追溯体系", "kind": "task", "status": "actual", "comparator": "=", "unit": "家"}
    decided = from_form(form, "建成追溯体系", "")
    assert (decided.comparator, decided.status, decided.is_promise) == ("vague", "target", True)
    with pytest.raises(InvalidError) as refused:
        from_form(form | {"value": "3"}, "建成追溯体系", "")
    assert [(one.code, one.pointer) for one in refused.value.findings] == [("planning.task_number", "/value")]
