"""The catalogue's pages: everything is there, narrowed as asked, and one system tells where it is asked for and what proves it."""

import re
from html import unescape

import pytest
from django.test import RequestFactory

from askers import browser
from yaomai.systems import catalogue
from yaomai.web.pages import systems

NARROWED = [
    # query, which systems are shown
    ("", lambda _: True),
    ("state=unbuilt", lambda one: one.state == "unbuilt"),
    ("document=003&group=D", lambda one: one.asked.group == "D" and "003" in one.asked.documents),
    ("q=地理标志", lambda one: "地理标志" in one.asked.name + one.asked.purpose),
    ("q=d10", lambda one: one.asked.id == "D10"),
    ("q=registry brand", lambda one: one.asked.id == "D10"),
    ("q=没有这样的系统", lambda _: False),
    ("state=no-such-state", lambda _: False),
    ("q=%3Cscript%3E", lambda _: False),
    ("q=" + "x" * 5000, lambda _: False),
]


@pytest.fixture
def shown(cast):
    def show(path):
        answer = browser().get(path)
        return answer.status_code, answer.content.decode()

    return show


@pytest.mark.parametrize(("query", "fits"), NARROWED)
def test_the_list_shows_what_is_asked_for(shown, query, fits):
    status, text = shown(f"/systems?{query}")
    assert status == 200
    found = re.findall(r'<h3><a href="/systems/([A-Z]\d\d)">', text)
    assert found == [one.asked.id for one in catalogue.standings() if fits(one)]
    assert "<script>" not in text.partition("<main")[2].partition("</main>")[0]


def test_a_system_tells_who_asks_for_it_what_it_is_made_of_and_what_proves_it(shown):
    status, raw = shown("/systems/D10")
    text = unescape(raw)
    declared = next(one for one in catalogue.standings() if one.asked.id == "D10")
    assert status == 200
    assert declared.asked.purpose in text
    assert all(clause.lines in text for clause in declared.asked.clauses)
    assert '<a href="/registers/brand">' in text
    assert [proof.test for proof in declared.proofs if proof.test not in text] == []
    assert 'href="/systems/D09"' in text
    assert 'href="/systems/D11"' in text


def test_every_system_has_a_page():
    for number, one in catalogue.systems().items():
        text = systems.system(RequestFactory().get(f"/systems/{number}"), number).content.decode()
        assert one.purpose in unescape(text), number


def test_there_is_no_such_system(shown):
    assert shown("/systems/Z99")[0] == 404
