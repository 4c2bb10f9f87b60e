"""Where the plans of the demonstration contradict themselves, as they are asked for."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cast import Cast
from shared_material import SHARED
from yaomai.archive.queries import documents
from yaomai.demo.plans import load_plans
from yaomai.errors import NotFoundError
from yaomai.people.viewer import ANYONE
from yaomai.planning.engine.fields import Decided, Figure
from yaomai.planning.queries.consistency import contradictions, found_in
from yaomai.planning.queries.proposals import DecisionView, Piece
from yaomai.web.labels_planning import sentence

DAY = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def official(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now).person("official", "official", of="省局")


def found_of(title):
    (document,) = [one.file for one in documents.documents(ANYONE) if title in one.title]
    return contradictions(ANYONE, document)


def test_the_figures_alone_show_contradictions(official, now):
    load_plans(official, now=now, say=lambda _: None, beside=Path("nowhere"))
    lanzhou, gansu, later = found_of("兰州市"), found_of("十三五"), found_of("十四五")
    assert Counter((one.check, one.outcome) for one in lanzhou) == {
        ("growth", "open"): 3,
        ("growth", "agrees"): 1,
    }
    assert sentence(lanzhou[0].reason, lanzhou[0].sides[0].unit) == (
        "2010 年 31.41 亿元，按增速的下限 22% 算，5 年后为 84.89 亿元；要到 2015 年的 105 亿元，每年要增长 27.3%，"
        "高于“22%以上”的下限：两者不矛盾，但只守下限不够。"
    )
    assert Counter((one.check, one.outcome) for one in gansu) == {
        ("parts", "agrees"): 1, ("parts", "open"): 1, ("share", "agrees"): 1,
    }  # fmt: skip
    assert [(one.check, one.outcome, one.reason.code) for one in later] == [("parts", "open", "parts_exceed_open")]


def test_a_document_that_one_may_not_see_has_none(official, now):
    with pytest.raises(NotFoundError):
        contradictions(ANYONE, 12345)


def test_the_parts_of_a_split_are_two_numbers_and_have_their_lines():
    """A person marked two figures that nobody proposed: their lines are those of the text, their names tell them apart."""
    text = "规划\n国家中心1个、省级中心3个。\n\n另有国家中心2个。"

    def marked(start, name):
        number = Decimal(text[start])
        figure = Figure("个", "count", value=number, normalized_value=number)
        decided = Decided(
            words=text[start : start + 2], figure=figure, indicator=name, kind="fact", indicator_key="innovation.platforms",
            status="actual", year=2021, division="620000",
        )  # fmt: skip
        decision = DecisionView(1, 1, start, start + 2, "add", decided, "", "", None, None, None, None, DAY)
        return Piece(start, start + 2, 0, "added", None, decision, {}, "core", "high", "")

    at = {digit: text.index(digit) for digit in "132"}
    parts = [marked(at["1"], "国家中心数"), marked(at["3"], "省级中心数")]
    assert found_in(parts, text, None) == []
    (found,) = found_in([*parts, marked(at["2"], "国家中心数")], text, None)
    assert (found.check, [one.line for one in found.sides]) == ("twice", [2, 4])
    assert sentence(found.reason) == "同一个数写了两次，互相矛盾：第 2 行是“1个”，第 4 行是“2个”。"


@pytest.mark.skipif(SHARED is None, reason="no ../shared beside this checkout: official vectors not run")
def test_the_texts_show_what_they_list(official, now):
    load_plans(official, now=now, say=lambda _: None, beside=SHARED / "plans")
    for title, told in {"兰州市": ["list_differs"], "十三五": [], "十四五": []}.items():
        assert [one.reason.code for one in found_of(title) if one.outcome == "contradicts"] == told, title
    lists = [one.reason.code for one in found_of("兰州市") if one.check == "list"]
    assert Counter(lists) == {"list_differs": 1, "annex_missing": 4}
    assert Counter(one.reason.code for one in found_of("十三五") if one.check == "list")["list_agrees"] >= 2
