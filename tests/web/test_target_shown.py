"""What the board and the pages of targets say."""

from datetime import date
from decimal import Decimal

import pytest

from yaomai.indicators.declared import all_declared
from yaomai.planning.engine.figures import Used
from yaomai.planning.engine.verdict import Verdict
from yaomai.web.target_shown import FIELDS, columns, used_shown
from yaomai.web.target_shown import ground as shown_ground


def test_every_field_of_a_declared_indicator_has_a_word():
    assert {key.partition(".")[0] for key in all_declared()} - {"sample"} <= FIELDS.keys()


def figure(role):
    end = date(2015, 12, 31)
    return Used(
        role,
        "observation/1/1",
        "herb.area",
        "面积",
        "hm2",
        "620000",
        "",
        "level",
        end,
        end,
        Decimal(1),
        comparability="caution",
    )


@pytest.mark.parametrize(
    ("state", "roles", "words", "ground"),
    [
        ("missed", ["判断依据", "基期"], ["可比，但有保留", "可比，但有保留"], "所用的数：不可比"),
        ("cannot_judge", ["参考", "基期"], ["只作参考，没有用来判断", "可比，但有保留"], "没有可以用来判断的数"),
    ],
)
def test_what_decided_nothing_is_called_no_ground(state, roles, words, ground):
    found = Verdict(date(2026, 1, 1), state, "grey", "not", True, used=tuple(map(figure, ("actual", "baseline", "refused"))))  # fmt: skip
    assert [one.role for one in used_shown(found, refused=False)] == roles
    assert [one.word for one in used_shown(found, refused=False)] == words
    assert shown_ground(found) == ground
    assert [one.role for one in used_shown(found, refused=True)] == ["没有采用"]


def test_years_to_choose_from_are_in_their_order_and_what_says_none_is_no_choice():
    rows = [
        {"year": year, "plan": "规划", "region": "", "field": "企业"} for year in ("2025", "", "2015", "2020", "2015")
    ]
    choices = {one.key: [value for value, _ in one.choices] for one in columns(rows)}
    assert choices["year"] == ["2015", "2020", "2025"]
    assert choices["region"] == []
