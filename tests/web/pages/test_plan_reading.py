"""The reading page: the text with its marks, a card, a list; deciding without JavaScript, being told what is wrong."""

import re
import threading

import pytest

from askers import browser, signed_in
from plan_reading import PLAN, TEXT, archived, at, proposed
from yaomai.archive.operations.keep_document import keep_document
from yaomai.database.jobs import do_next
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.models import PlanReading
from yaomai.planning.operations import begin_reading, propose
from yaomai.planning.queries.proposals import piece, pieces
from yaomai.planning.queries.targets import targets
from yaomai.web import reading_page, reading_shown

FACT, AREA, TARGET = at("约160亿元"), at("480万亩"), at("300亿元以上")


def said(span):
    return f"{span[0]}-{span[1]}"


@pytest.fixture
def plan(cast, now):
    return proposed(now)


@pytest.fixture
def official(cast):
    return signed_in(cast.account("guan", "official", of="省局"))


def page_of(client, plan, **query):
    answer = client.get(f"/plans/{plan.number}/reading", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_text_stands_with_every_figure_marked_and_a_card_of_the_first(plan, official):
    page = page_of(official, plan)
    for one in pieces(ANYONE, plan.file):
        assert f'data-at="{one.start}-{one.end}" id="m{one.start}-{one.end}"' in page
    assert f'id="card" aria-label="正在认定的一条" tabindex="-1" data-at="{said(FACT)}"' in page
    assert "确认后记为统计数据：营业收入，甘肃省，2015年。" in page
    assert "0 / 9" in page
    words = re.sub(r'<span class="unseen">（.*?）</span>', "", page)
    shown = "".join(
        re.sub(r"<[^>]*>", "", one) for one in re.findall(r'<span class="reading-words">(.*?)</span></p>', words)
    )
    assert shown == TEXT.replace("\n", "")


def test_confirming_without_javascript_leads_to_the_next_open_one(plan, official):
    sent = {"at": said(FACT), "decision": "confirm", "expected": ""}
    answer = official.post(f"/plans/{plan.number}/reading/decide", sent)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/plans/{plan.number}/reading?at={said(AREA)}&did={said(FACT)}"
    assert piece(ANYONE, plan.file, FACT).state == "confirmed"
    page = page_of(official, plan, at=said(FACT))
    assert "已确认" in page
    assert "由它得来的目标和统计数据会撤回" in page


def test_a_page_that_asks_for_its_card_gets_the_next_card_and_the_changed_row(plan, official):
    sent = {"at": said(TARGET), "decision": "confirm", "expected": ""}
    answer = official.post(f"/plans/{plan.number}/reading/decide", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    part = answer.content.decode()
    assert "<html" not in part
    assert f'id="r{said(TARGET)}" data-state="confirmed"' in part
    assert f'data-at="{said(at("12%"))}"' in part
    assert len(targets(ANYONE)) == 1


def test_who_is_late_is_told_and_nothing_is_kept(plan, official):
    sent = {"at": said(TARGET), "decision": "confirm", "expected": ""}
    official.post(f"/plans/{plan.number}/reading/decide", sent)
    answer = official.post(f"/plans/{plan.number}/reading/decide", {**sent, "decision": "reject"})
    assert answer.status_code == 409
    assert "刚才已有别人认定过" in answer.content.decode()
    assert len(targets(ANYONE)) == 1


CORRECTED = {"indicator": "营业收入", "indicator_key": "industry.revenue", "kind": "target", "comparator": "≥"} | {
    "value": "310", "unit": "亿元", "year": "2020", "region": "甘肃省",
}  # fmt: skip


def test_a_correction_with_faults_keeps_what_was_typed_and_says_each(plan, official):
    typed = CORRECTED | {"value": "三百", "year": "20", "region": "某县", "unit": "x y"}
    sent = typed | {"at": said(TARGET), "decision": "correct", "expected": ""}
    answer = official.post(f"/plans/{plan.number}/reading/decide", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    for words in ("这里要一个数", "年份是四位数", "行政区划里没有这个名称", "认不出这个单位"):
        assert words in page
    assert 'value="三百"' in page
    assert targets(ANYONE) == ()


def test_a_correction_is_kept(plan, official):
    sent = CORRECTED | {"at": said(TARGET), "decision": "correct", "expected": "", "reason": "印错了"}
    assert official.post(f"/plans/{plan.number}/reading/decide", sent).status_code == 302
    assert [one.now.low for one in targets(ANYONE)] == [31_000_000_000]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"decision": "reject", "reason": "a\0b"}, "里面有一个看不见的空字符"),
        ({"decision": "correct", "indicator": "a\0b"}, "里面有一个看不见的空字符"),
        ({"decision": "correct", "region": "a\0b"}, "里面有一个看不见的空字符"),
        ({"decision": "correct", "value": "1" * 18, "unit": "万亿元"}, "这个数太长"),
        ({"decision": "correct", "value": "0.123456789012", "unit": "公斤", "reason": "r"}, "这个数太长"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(plan, official, sent, words):
    entered = {"indicator": "产量", "kind": "target", "comparator": "≥", "value": "300", "unit": "亿元", "year": "2020"}
    answer = official.post(
        f"/plans/{plan.number}/reading/decide", {"at": said(TARGET), "expected": "", **entered, **sent}
    )
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert piece(ANYONE, plan.file, TARGET).is_open


def test_what_nobody_read_is_found_by_its_words_and_added(plan, official):
    page = page_of(official, plan, add="营业收入达到")
    assert "补记" in page
    span = at("营业收入达到")
    assert f'name="at" value="{said(span)}"' in page
    sent = CORRECTED | {"at": said(span), "decision": "add", "expected": "", "reason": "数在后面"}
    assert official.post(f"/plans/{plan.number}/reading/decide", sent).status_code == 302
    assert piece(ANYONE, plan.file, span).state == "added"


def test_words_that_stand_in_several_places_are_offered_each(plan, official):
    page = page_of(official, plan, add="营业收入")
    assert page.count("?add=") == TEXT.count("营业收入")
    assert "正文里没有这几个字" in page_of(official, plan, add="没有的字")


def test_a_figure_is_split_by_a_form(plan, official):
    parts = {
        f"part{number}-{name}": value
        for number, (words, year) in enumerate((("300亿", "2020"), ("300亿元", "2021")))
        for name, value in (CORRECTED | {"words": words, "year": year, "value": "300"}).items()
    }
    assert 'name="part2-words"' in page_of(official, plan, at=said(TARGET), split="1")
    sent = parts | {"at": said(TARGET), "decision": "split", "expected": ""}
    answer = official.post(f"/plans/{plan.number}/reading/decide", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert piece(ANYONE, plan.file, TARGET).state == "split"
    assert sorted(one.now.year for one in targets(ANYONE)) == [2020, 2021]


@pytest.mark.parametrize("decision", ["correct", "add"])
def test_a_number_that_is_not_in_the_marked_words_is_warned_of_beside_it(plan, official, decision):
    span = TARGET if decision == "correct" else at("300亿元")
    sent = CORRECTED | {"at": said(span), "decision": decision, "expected": "", "reason": ""}
    answer = official.post(f"/plans/{plan.number}/reading/decide", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "标记的字里没有这个数：“300亿元" in page
    assert re.search(r'<input[^>]* name="value" value="310"[^>]* autofocus', page)
    assert 'name="reason"' in page
    sent["reason"] = "印错了"
    assert official.post(f"/plans/{plan.number}/reading/decide", sent).status_code == 302


PARTS = {
    f"part{number}-{name}": value
    for number, words in enumerate(("300亿", "300亿元"))
    for name, value in (CORRECTED | {"words": words, "value": "300"}).items()
}


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"part1-words": ""}, "part1-words", "第 2 条：至少要写出两条"),
        ({"part1-words": "没有的字"}, "part1-words", "第 2 条：拆成至少两部分"),
        ({"part1-words": "300亿"}, "part1-words", "第 2 条：同一处一次只能作一个认定"),
        ({"part1-value": "13"}, "part1-value", "标记的字里没有这个数：“300亿元”"),
        ({"part0-year": "20"}, "part0-year", "年份是四位数"),
    ],
)
def test_what_is_wrong_with_a_part_of_a_split_stands_beside_it_and_has_the_focus(plan, official, changed, name, words):
    sent = PARTS | {"at": said(TARGET), "decision": "split", "expected": ""} | changed
    answer = official.post(f"/plans/{plan.number}/reading/decide", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    part = page[page.index(f'id="id_{name}"' if f'id="id_{name}"' in page else f'id="{name}"') :].partition(
        "</fieldset>"
    )[0]
    assert words in part
    assert re.findall(r'<(?:input|select)[^>]* name="([^"]*)"[^>]* autofocus', page) == [name]
    assert f"第 {int(name[4]) + 1} 条" in page[page.index('id="form-errors"') :].partition("</ul>")[0]
    assert page.count('id="form-errors"') == 1
    assert page.count("<fieldset") == 3
    assert piece(ANYONE, plan.file, TARGET).is_open


def test_several_are_confirmed_that_were_ticked(plan, official):
    page = page_of(official, plan, tick="certain")
    ticked = re.findall(r'name="tick" value="([^"]*)" [^>]* checked', page)
    assert len(ticked) == 9
    answer = official.post(f"/plans/{plan.number}/reading/decide", {"tick": ticked})
    assert answer.status_code == 302
    assert {one.state for one in pieces(ANYONE, plan.file)} == {"confirmed"}
    assert "没有待定的" not in page_of(official, plan)


def test_the_list_is_filtered(plan, official):
    page = page_of(official, plan, kind="growth")
    assert page.count('class="reading-row"') == 2
    assert page_of(official, plan, q="药材").count('class="reading-row"') == 3
    assert "没有符合条件的" in page_of(official, plan, state="rejected")


def test_of_many_figures_those_around_the_selected_one_are_listed(plan, official, monkeypatch):
    monkeypatch.setattr(reading_page, "ROWS_MOST", 4)
    rows = r'class="reading-row" id="r([0-9-]+)"'
    found = [f"{one.start}-{one.end}" for one in pieces(ANYONE, plan.file)]
    page = page_of(official, plan)
    assert re.findall(rows, page) == found[:4]
    assert f'href="/plans/{plan.number}/reading?at={found[4]}">后面的' in page
    page = page_of(official, plan, at=found[4])
    assert re.findall(rows, page) == found[3:7]
    assert f'href="/plans/{plan.number}/reading?at={found[2]}">前面的' in page
    assert re.findall(rows, page_of(official, plan, at=found[8])) == found[5:]


def test_the_public_sees_what_was_read_and_no_forms(plan, cast):
    page = page_of(browser(), plan)
    assert "约160亿元" in page
    assert 'method="post"' not in page
    assert "industry.revenue" in page


def test_tasks_stand_with_their_departments_and_are_taken_along(plan):
    page = browser().get(f"/plans/{plan.number}/reading/tasks").content.decode()
    assert "农业农村厅" in page
    table = browser().get(f"/plans/{plan.number}/reading/tasks.csv").content.decode()
    assert "建设标准化基地,农业农村厅,各市州" in table
    assert browser().get(f"/plans/{plan.number}/reading/songs").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"at": "1"}, 400),
        ({"at": "0-1"}, 404),
        ({"add": "5-99999"}, 400),
        ({"part": "9999"}, 200),
        ({"at": "9" * 30}, 400),
    ],
)
def test_places_that_are_none_are_refused_in_words(plan, official, query, status):
    assert official.get(f"/plans/{plan.number}/reading", query).status_code == status


def test_a_document_without_text_says_why_nothing_can_be_read(official, now):
    scan = keep_document(INSTALLATION_VIEWER, "scan.png", b"\x89PNG\r\n\x1a\n\x00\x00", PLAN, now=now)
    assert "还没有读过" in page_of(official, scan)
    answer = official.post(f"/plans/{scan.number}/reading/propose")
    assert answer.status_code == 400
    assert "这份文件没有可读的文字" in answer.content.decode()


def test_the_official_has_the_plan_read(official, now):
    document = archived(now)
    assert official.post(f"/plans/{document.number}/reading/propose").status_code == 302
    assert "300亿元以上" in page_of(official, document)
    assert browser().post(f"/plans/{document.number}/reading/propose").status_code == 302  # to sign in


def test_an_unknown_document_is_not_found(official):
    assert official.get("/plans/999.1/reading").status_code == 404
    assert official.get("/plans/x/reading").status_code == 404


def test_a_long_plan_is_read_by_the_worker_and_its_page_says_how_far_that_is(cast, official, now, monkeypatch):
    monkeypatch.setattr(begin_reading, "AT_ONCE_CHARACTERS", 10)
    plan = archived(now)
    path = f"/plans/{plan.number}/reading"
    for _ in range(2):  # the second joins the first
        assert official.post(f"{path}/propose").headers["Location"] == path
    PlanReading.objects.update(done=40)
    page = page_of(official, plan)
    assert "正在读出每一个数说的是什么" in page
    assert f"40 / {len(TEXT)} 字" in page
    assert f'<noscript><p><a href="{path}?running=1">' in page
    part = official.get(f"{path}?running=1", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div class="running"')
    assert "还没有读过" in page_of(browser(), plan), "others see what there is"
    assert do_next(begin_reading.READING_PLANS, clock=lambda: now, stop=threading.Event())
    done = official.get(f"{path}?running=1", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == path
    assert "0 / " in page_of(official, plan)


def test_a_reading_that_failed_is_told_to_who_may_have_it_read_again(cast, official, now, monkeypatch):
    plan = archived(now)
    with monkeypatch.context() as long:
        long.setattr(begin_reading, "AT_ONCE_CHARACTERS", 10)
        official.post(f"/plans/{plan.number}/reading/propose")
        long.setattr(propose, "_read", lambda *_: {}["of ours"])
        assert do_next(begin_reading.READING_PLANS, clock=lambda: now, stop=threading.Event())
    assert "上一次没有读成" in page_of(official, plan)
    assert "没有读成" not in page_of(browser(), plan)
    official.post(f"/plans/{plan.number}/reading/propose")
    assert "没有读成" not in page_of(official, plan)
    assert pieces(ANYONE, plan.file)


@pytest.mark.parametrize("part", ["9" * 5000, "0", "99999", "-1", "x", "٣"])
def test_a_part_that_there_is_not_is_the_one_with_the_figure(plan, part):
    assert browser().get(f"/plans/{plan.number}/reading?part={part}").status_code == 200


def test_before_any_reading_the_page_says_how_to_begin_and_offers_no_filter(official, now):
    document = archived(now)
    page, public = page_of(official, document), page_of(browser(), document)
    assert "还没有读过" in page
    assert ">读一遍</button>" in page
    assert "在这一页按“读一遍”" in public
    assert ">读一遍</button>" not in public
    for each in (page, public):
        assert "没有符合条件的" not in each
        assert 'id="filter-q"' not in each


def test_what_has_nothing_to_decide_about_is_not_called_filtered(plan, official, monkeypatch):
    monkeypatch.setattr(reading_shown, "is_shown", lambda _piece, asked: bool(asked.get("all")))
    page = page_of(official, plan)
    assert "没有符合条件的" not in page
    assert f'<a href="/plans/{plan.number}/reading?all=1">连同它们一起看</a>' in page
