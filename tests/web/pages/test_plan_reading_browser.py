"""The reading page in a real browser: by keyboard alone, on a phone, without scripts; words that are selected are added."""

import threading

import pytest
from django.db import connections

from askers import with_session
from browser import chromium, needs_chromium, opened, page_faults, serving
from plan_reading import archived, at, proposed
from yaomai.database.jobs import do_next
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.models import PlanReading
from yaomai.planning.operations import begin_reading
from yaomai.planning.queries.proposals import pieces
from yaomai.planning.queries.targets import targets
from yaomai.web.wsgi import application

BROKEN = {"code": "planning.reading_broken", "pointer": "", "message": "", "value": "KeyError"}
pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
FACT, AREA, TARGET = at("约160亿元"), at("480万亩"), at("300亿元以上")


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def plan(cast, now):
    return proposed(now)


@pytest.fixture
def session(cast):
    """What a browser needs to be an official's."""
    return with_session(cast.account("guan", "official", of="省局"))


def card_at(page, span):
    page.wait_for_selector(f'#card[data-at="{span[0]}-{span[1]}"]')
    page.wait_for_function("document.activeElement?.id === 'card'")


def test_a_plan_is_decided_by_keyboard_alone(address, plan, session):
    with chromium() as browser, opened(browser, f"{address}/plans/{plan.number}/reading", **session) as (page, errors):
        card_at(page, FACT)
        page.keyboard.press("Enter")  # confirm
        card_at(page, AREA)
        page.keyboard.press("x")  # reject
        card_at(page, at("12个"))
        page.keyboard.press("j")
        card_at(page, at("13.6%"))
        page.keyboard.press("j")
        card_at(page, TARGET)
        page.keyboard.press("e")  # correct
        page.wait_for_function("document.activeElement?.name === 'indicator'")
        for _ in range(4):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "value"
        page.keyboard.press("Control+a")
        page.keyboard.type("310")
        page.keyboard.press("Enter")
        page.wait_for_selector("#form-errors")
        page.wait_for_function("document.activeElement?.name === 'value'")
        page.focus("#reason-correct")
        page.keyboard.type("misprint")
        page.keyboard.press("Enter")
        card_at(page, at("12%"))
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "filter-q"
        assert page.locator(f"#m{TARGET[0]}-{TARGET[1]}").get_attribute("class") == "mark mark-corrected"
        assert "3 / 9" in page.inner_text(".reading-progress").replace("\u2009", " ")
        assert page.inner_text(f"#r{AREA[0]}-{AREA[1]} .state") == "已驳回"
    assert [one for one in errors if "400" not in one] == []
    assert [one.now.low for one in targets(ANYONE)] == [31_000_000_000]
    states = {(one.start, one.end): one.state for one in pieces(ANYONE, plan.file)}
    assert (states[FACT], states[AREA], states[TARGET]) == ("confirmed", "rejected", "corrected")


def test_words_that_are_selected_in_the_text_are_added(address, plan, session):
    span = at("营业收入达到")
    select = """([line, words]) => {
      const at = [...document.querySelectorAll('.reading-line')][line].querySelector('.reading-words').firstChild;
      const range = document.createRange(), start = at.data.indexOf(words);
      range.setStart(at, start); range.setEnd(at, start + words.length);
      getSelection().removeAllRanges(); getSelection().addRange(range);
    }"""
    with chromium() as browser, opened(browser, f"{address}/plans/{plan.number}/reading", **session) as (page, errors):
        card_at(page, FACT)
        page.evaluate(select, [5, "营业收入达到"])
        page.keyboard.press("a")
        card_at(page, span)
        page.fill("#form-add input[name=indicator]", "营业收入")
        page.select_option("#form-add select[name=kind]", "target")  # words without a number are proposed as a task
        page.fill("#form-add input[name=value]", "300")
        page.fill("#form-add input[name=unit]", "亿元")
        page.fill("#reason-add", "the number follows")
        page.press("#form-add input[name=unit]", "Enter")
        page.wait_for_selector(f"#r{span[0]}-{span[1]}")
        assert errors == []
    assert next(one.state for one in pieces(ANYONE, plan.file) if (one.start, one.end) == span) == "added"


@pytest.mark.parametrize("has_scripts", [True, False])
def test_what_is_wrong_with_a_part_of_a_split_is_in_sight(address, plan, session, has_scripts):
    where = f"{address}/plans/{plan.number}/reading?at={TARGET[0]}-{TARGET[1]}&split=1"
    with (
        chromium() as browser,
        opened(browser, where, java_script_enabled=has_scripts, **session) as (page, errors),
    ):
        page.fill("input[name=part0-words]", "300亿元")
        page.fill("input[name=part1-words]", "没有的字")
        page.press("input[name=part1-words]", "Enter")
        page.wait_for_selector("#part1-fault")
        assert "第 2 条" in page.inner_text("#part1-fault")
        wrong = page.locator("input[name=part1-words]:focus")
        wrong.wait_for()
        box = page.locator("#part1-fault").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= page.viewport_size["height"]
        assert [one for one in errors if "400" not in one] == []


def test_what_is_refused_is_said_in_the_card(address, plan, session):
    with chromium() as browser, opened(browser, f"{address}/plans/{plan.number}/reading", **session) as (page, errors):
        card_at(page, FACT)
        page.keyboard.press("e")
        page.fill("#form-correct input[name=year]", "20")
        page.press("#form-correct input[name=year]", "Enter")
        page.wait_for_selector("#card .field-error")
        assert "年份是四位数" in page.inner_text("#card")
        assert [one for one in errors if "400" not in one] == []


def test_the_pages_are_accessible_and_fit(address, plan, session):
    path = f"{address}/plans/{plan.number}/reading"
    pages = [
        path,
        f"{path}?at={TARGET[0]}-{TARGET[1]}",
        f"{path}?add=营业收入达到",
        f"{path}/tasks",
        f"{path}/organisations",
    ]
    with chromium() as browser:
        found = [fault for one in pages for fault in page_faults(browser, one, **session)]
        found += page_faults(browser, path, color_scheme="dark", **session)
        found += page_faults(browser, path)
    assert found == []


def beside(work):
    """Do it in a thread of its own: the browser's has a loop in which the database is not asked."""

    def done():
        work()
        connections.close_all()

    thread = threading.Thread(target=done)
    thread.start()
    thread.join()


def test_a_long_reading_says_how_far_it_is_and_leads_on_when_it_is_done(address, cast, session, now, monkeypatch):
    monkeypatch.setattr(begin_reading, "AT_ONCE_CHARACTERS", 10)
    plan = archived(now)
    url = f"{address}/plans/{plan.number}/reading"
    begin_reading.begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    PlanReading.objects.update(done=40)
    with chromium() as browser:
        assert page_faults(browser, url, **session) == []
        with opened(browser, url, **session, java_script_enabled=False) as (page, errors):
            page.get_by_role("link", name="刷新").click()
            assert "正在读出每一个数" in page.inner_text("main")
            assert errors == []
        with opened(browser, url, **session) as (page, errors):
            page.wait_for_selector("#running progress[value='40']")
            beside(lambda: do_next(begin_reading.READING_PLANS, clock=lambda: now, stop=threading.Event()))
            page.wait_for_selector("#card")
            assert page.url == url
            assert errors == []
        beside(lambda: PlanReading.objects.create(id=plan.file, created_at=now, state="failed", faults=[BROKEN]))
        assert page_faults(browser, url, **session) == []
