"""From a task of a plan to a target, to the documents that prove it, to the verdict; by the pages alone."""

import re
from datetime import date

import pytest
from django.utils import timezone

from askers import browser, signed_in
from plan_reading import at, proposed
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.people.viewer import ANYONE
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.queries.proposals import piece
from yaomai.planning.queries.targets import targets

TASK = "建设标准化基地"


@pytest.fixture
def plan(cast):
    return proposed(timezone.now())


@pytest.fixture
def official(cast):
    return cast.person("official", "official", of="省局")


def entered(page):
    """The fields of the form to add, as a browser would send them."""
    form = page[page.index('id="form-add"') :].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if name not in ("is_increment", "csrfmiddlewaretoken")}


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_from_a_task_to_a_target_to_evidence_to_a_verdict(plan, official):
    client = signed_in(official.account)
    path = f"/plans/{plan.number}/reading"
    start, end = at(TASK)
    tasks = client.get(f"{path}/tasks").content.decode()
    (adding,) = re.findall(r'href="([^"]*)"[^>]*>立为目标…', tasks)
    assert adding.replace("&amp;", "&") == f"{path}?add={start}-{end}&as=task"
    assert "立为目标" not in browser().get(f"{path}/tasks").content.decode()
    form = entered(client.get(adding.replace("&amp;", "&")).content.decode())
    assert (form["indicator"], form["kind"], form["comparator"], form["region"]) == (TASK, "task", "vague", "甘肃省")
    added = client.post(f"{path}/decide", form)
    assert added.status_code == 302, words(added)
    (one,) = targets(ANYONE)
    assert (one.now.name, one.now.kind, one.now.year, one.now.region) == (TASK, "milestone", 2020, "620000")
    (target,) = set(re.findall(r'href="(/targets/[^"/]+)"', client.get(added.url).content.decode()))
    assert f'href="{target}"' in browser().get(f"{path}/tasks").content.decode()
    assert "立为目标" not in client.get(f"{path}/tasks").content.decode()
    assert f'href="{target}/evidence"' in client.get(target).content.decode()
    about = Description(title="验收报告（虚构）", issuer="省局", issued_on=date(2020, 12, 1))
    report = keep_document(official, "report.txt", "一号基地已经验收".encode(), about, now=timezone.now()).number
    told = {"part": "一号基地", "progress": "accepted", "day": "2020-11-05", "weight": "1", "document": report}
    assert client.post(f"{target}/evidence", told).status_code == 302
    judge_all(now=timezone.now())
    verdict = browser().get(target)
    assert "已达到" in words(verdict)
    assert "验收报告（虚构）" in words(verdict)


def test_selected_words_without_a_number_are_offered_as_a_task(plan, official):
    client = signed_in(official.account)
    start, end = at("标准化基地")
    page = client.get(f"/plans/{plan.number}/reading?add={start}-{end}").content.decode()
    assert re.search(r'<option value="task" selected', page[page.index('id="form-add"') :])
    page = client.get(
        f"/plans/{plan.number}/reading?add={'-'.join(map(str, at('营业收入达到300亿元')))}"
    ).content.decode()
    assert '<option value="task">任务</option>' in page[page.index('id="form-add"') :]


def test_a_task_with_a_number_is_refused_in_words(plan, official):
    client = signed_in(official.account)
    start, end = at(TASK)
    sent = {"at": f"{start}-{end}", "decision": "add", "expected": "", "indicator": TASK, "kind": "task", "value": "3"}
    refused = client.post(f"/plans/{plan.number}/reading/decide", sent)
    assert refused.status_code == 400
    assert "任务没有数" in words(refused)
    assert targets(ANYONE) == ()


def test_what_was_rejected_is_said_on_the_next_page_and_taken_back_by_one_button(plan, official):
    client = signed_in(official.account)
    span = at("300亿元以上")
    place = f"{span[0]}-{span[1]}"
    path = f"/plans/{plan.number}/reading"
    done = client.post(f"{path}/decide", {"at": place, "decision": "reject", "expected": ""})
    page = client.get(done.url).content.decode()
    assert "已驳回：“300亿元以上”" in page
    assert f'data-at="{place}"' not in page.partition('id="card"')[2].partition(">")[0], (
        "the page is at the next figure"
    )
    form = page[page.index('id="form-back"') :].partition("</form>")[0]
    sent = dict(re.findall(r'name="(at|expected|decision)" value="([^"]*)"', form))
    back = client.post(f"{path}/decide", sent)
    assert back.status_code == 302
    assert piece(ANYONE, plan.file, span).is_open
    page = client.get(back.url).content.decode()
    assert f'data-at="{place}"' in page.partition('id="card"')[2].partition(">")[0], "it is the figure to decide about"
    assert 'id="form-back"' not in page


def test_a_page_that_asks_for_its_card_is_told_what_was_rejected_too(plan, official):
    client = signed_in(official.account)
    span = at("300亿元以上")
    sent = {"at": f"{span[0]}-{span[1]}", "decision": "reject", "expected": ""}
    part = client.post(f"/plans/{plan.number}/reading/decide", sent, headers={"HX-Request": "true"}).content.decode()
    assert 'id="form-back"' in part


def test_what_was_decided_is_not_said_to_the_public(plan, official):
    client = signed_in(official.account)
    span = at("300亿元以上")
    sent = {"at": f"{span[0]}-{span[1]}", "decision": "reject", "expected": ""}
    done = client.post(f"/plans/{plan.number}/reading/decide", sent)
    assert "reading-just" in client.get(done.url).content.decode()
    assert "reading-just" not in browser().get(done.url).content.decode()
