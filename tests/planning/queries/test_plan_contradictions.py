"""Where the plans of the demonstration contradict themselves, as they are asked for."""

from collections import Counter
from pathlib import Path

import pytest

from cast import Cast
from shared_material import SHARED
from yaomai.archive.queries import documents
from yaomai.demo.plans import load_plans
from yaomai.errors import NotFoundError
from yaomai.people.viewer import ANYONE
from yaomai.planning.queries.consistency import contradictions
from yaomai.web.labels_planning import sentence


@pytest.fixture
def official(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now).person("official", "official", of="省局")


def found_in(title):
    (document,) = [one.file for one in documents.documents(ANYONE) if title in one.title]
    return contradictions(ANYONE, document)


def test_the_figures_alone_show_contradictions(official, now):
    load_plans(official, now=now, say=lambda _: None, beside=Path("nowhere"))
    lanzhou, gansu, later = found_in("兰州市"), found_in("十三五"), found_in("十四五")
    assert Counter((one.check, one.outcome) for one in lanzhou) == {
        ("growth", "contradicts"): 3,
        ("growth", "agrees"): 1,
    }
    assert sentence(lanzhou[0].reason, lanzhou[0].sides[0].unit) == (
        "2010 年 31.41 亿元，每年增长 22%，5 年后为 84.89 亿元，不是 2015 年的 105 亿元；要到 105 亿元，每年得增长 27.3%。"
    )
    assert Counter((one.check, one.outcome) for one in gansu) == {
        ("parts", "agrees"): 1, ("parts", "open"): 1, ("share", "agrees"): 1, ("growth", "contradicts"): 1,
    }  # fmt: skip
    assert [(one.check, one.outcome, one.reason.code) for one in later] == [("parts", "open", "parts_exceed_open")]


def test_a_document_that_one_may_not_see_has_none(official, now):
    with pytest.raises(NotFoundError):
        contradictions(ANYONE, 12345)


@pytest.mark.skipif(SHARED is None, reason="no ../shared beside this checkout: official vectors not run")
def test_the_texts_show_what_they_list(official, now):
    load_plans(official, now=now, say=lambda _: None, beside=SHARED / "plans")
    lists = [one.reason.code for one in found_in("兰州市") if one.check == "list"]
    assert Counter(lists) == {"list_differs": 1, "annex_missing": 4}
    assert Counter(one.reason.code for one in found_in("十三五") if one.check == "list")["list_agrees"] >= 2
