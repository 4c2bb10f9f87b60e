"""Does the page say where a plan contradicts itself, with the computation and both passages?"""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from askers import browser, signed_in
from yaomai.archive.queries import documents
from yaomai.demo import plans
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.queries.consistency import contradicting, contradictions
from yaomai.planning.queries.proposals import piece
from yaomai.web.pages import home

WITHOUT = plans.BESIDE / "nowhere"


@pytest.fixture
def client(cast):
    plans.load_plans(INSTALLATION_VIEWER, now=timezone.now(), say=lambda _: None, beside=WITHOUT)
    return browser()


def page_of(client, title):
    (number,) = [one.number for one in documents.documents(ANYONE) if title in one.title]
    response = client.get(f"/plans/{number}/consistency")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def exact_rates(cast, monkeypatch):
    """The plans as if they promised their rates exactly, not at least: 22 % a year do not make 105 of 31.41 in five years."""
    stated = [
        replace(one, decided=replace(one.decided, comparator="=")) if one.decided.kind == "growth" else one
        for one in plans.figures()
    ]
    monkeypatch.setattr(plans, "figures", lambda: stated)
    plans.load_plans(INSTALLATION_VIEWER, now=timezone.now(), say=lambda _: None, beside=WITHOUT)
    return browser()


def test_growth_and_end_value_contradict_each_other(exact_rates):
    page = page_of(exact_rates, "兰州市")
    assert "每年增长 22%，5 年后为 84.89 亿元，不是 2015 年的 105 亿元" in page
    for place in re.findall(r'href="(/plans/[\d.]+/text\?at=\d+-\d+)"', page):
        assert exact_rates.get(place).status_code == 200


def test_growth_of_at_least_so_much_rules_no_more_out(client):
    page = page_of(client, "兰州市")
    assert 'id="contradicts"' not in page
    assert "按增速的下限 22% 算，5 年后为 84.89 亿元" in page
    assert page.index('id="open"') < page.index('id="agrees"')


def test_what_agrees_and_what_stays_open_is_said_too(client):
    assert "与总数 500 亿元相符" in page_of(client, "十三五")
    assert "相差 150 亿元" in page_of(client, "十四五")


def test_a_document_that_is_not_there(client):
    assert client.get("/plans/999.1/consistency").status_code == 404


def test_it_is_found_from_the_first_page_the_board_and_the_plan(exact_rates, monkeypatch):
    monkeypatch.setattr(home, "_targets", home._Targets())
    found = [(f"/plans/{one.number}", one.title, count) for one, count in contradicting(ANYONE)]
    assert any("兰州市" in title for _, title, _ in found)
    first, board = exact_rates.get("/").content.decode(), exact_rates.get("/targets").content.decode()
    for path, title, count in found:
        link = f'<a href="{path}/consistency">{title}</a>'
        assert f"{count} 处" in first[first.index(link) :].partition("</a>")[2][:60]
        plan = exact_rates.get(path).content.decode()
        assert f'<a href="{path}/consistency">规划自相矛盾的地方</a> <strong>{count} 处</strong>' in plan
    for one in documents.documents(ANYONE):
        assert f'href="/plans/{one.number}/consistency">规划自相矛盾的地方</a>' in board


def test_a_number_that_a_person_corrected_is_said_to_be_corrected_and_why_to_those_who_may_know(cast, exact_rates):
    (plan,) = [one for one in documents.documents(ANYONE) if "兰州市" in one.title]
    sides = [side for one in contradictions(ANYONE, plan.file) for side in one.sides if side.low == 10_500_000_000]
    span = (sides[0].start, sides[0].end)
    known = piece(INSTALLATION_VIEWER, plan.file, span)
    assert "经人工更正" not in page_of(exact_rates, "兰州市")
    figure = replace(known.decided.figure, value=Decimal(104), normalized_value=Decimal(10_400_000_000))
    said = replace(known.decided, figure=figure)
    new = NewDecision(*span, "correct", known.decision.record, decided=said, reason="印错了一个数")
    decide(INSTALLATION_VIEWER, plan.file, [new], now=timezone.now())
    page = page_of(exact_rates, "兰州市")
    assert "105亿元</a>（经人工更正，按 104 亿元 核对）" in page
    assert "印错了一个数" not in page
    official = signed_in(cast.person("guan", "official", of="省局").account)
    assert "（经人工更正，按 104 亿元 核对；理由：印错了一个数）" in page_of(official, "兰州市")
