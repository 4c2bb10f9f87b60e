"""A milestone's page: its parts and their documents, the form to state them, errors in words, what the public is shown."""

import re
from datetime import date

import pytest
from django.utils import timezone

from askers import browser, signed_in
from plan_reading import TEXT, at, proposed
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import ANYONE
from yaomai.planning.engine.fields import from_form
from yaomai.planning.models import Evidence
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.queries.targets import targets


@pytest.fixture
def official(cast):
    return cast.person("official", "official", of="省局")


@pytest.fixture
def client(official):
    return signed_in(official.account)


@pytest.fixture
def path(official):
    """The address of a promise of standardised bases by 2020, in no number."""
    plan = proposed(timezone.now())
    form = {"indicator": "标准化基地建设", "kind": "target", "comparator": "vague", "value": "", "year": "2020"}
    span = at("建设标准化基地", text=TEXT)
    new = NewDecision(
        *span, "add", decided=from_form(form | {"region": "620000"}, "建设标准化基地", "620000"), reason=""
    )
    decide(official, plan.file, [new], now=timezone.now())
    (one,) = targets(ANYONE)
    return f"/targets/{reference(one.target)}"


@pytest.fixture
def report(official):
    about = Description(title="验收报告（虚构）", issuer="省局", issued_on=date(2020, 12, 1))
    return keep_document(official, "report.txt", "一号基地已经验收".encode(), about, now=timezone.now()).number


def said(document="", **more):
    told = {"part": "一号基地", "progress": "accepted", "day": "2020-11-05", "weight": "1", "document": document}
    return told | more


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_a_part_is_stated_and_the_verdict_opens_to_its_document_in_two_clicks(client, path, report):
    page = client.get(path)
    assert "还没有说过各部分怎样了" in words(page)
    assert f'href="{path}/evidence"' in page.content.decode()
    assert "没有动工" in words(client.get(f"{path}/evidence"))
    done = client.post(f"{path}/evidence", said(report))
    assert (done.status_code, done.url) == (302, f"{path}#parts")
    judge_all(now=timezone.now())
    page = browser().get(path)
    assert "已达到" in words(page)
    assert "1 个部分都已凭文件验收：一号基地。" in words(page)
    assert re.search(r"分量 1 份", words(page))
    figures = re.findall(r'href="(/figure/(?:evidence|verdict)/[^"]+)"', page.content.decode())
    assert any("/evidence/" in one for one in figures)
    assert any(one.endswith("/completion") for one in figures)
    for one in figures:
        assert f'href="/plans/{report}"' in browser().get(one).content.decode(), one
    assert browser().get(f"/plans/{report}").status_code == 200


def test_a_part_is_said_anew_with_a_reason(client, path, report):
    client.post(f"{path}/evidence", said(report))
    (change,) = re.findall(r'href="([^"]+/evidence\?of=[\d.]+)"', client.get(path).content.decode())
    form = client.get(change).content.decode()
    assert 'value="一号基地"' in form
    assert f'value="{report}" selected' in form
    (expected,) = re.findall(r'name="expected" value="([\d.]+)"', form)
    refused = client.post(change, said(report, progress="delivered", expected=expected))
    assert refused.status_code == 400
    assert "写明为什么改" in words(refused)
    assert (
        client.post(change, said(report, progress="delivered", expected=expected, reason="验收撤销了")).status_code
        == 302
    )
    page = words(client.get(path))
    assert "已经交付，还没有验收" in page
    assert "验收撤销了" in page
    late = client.post(change, said(report, progress="begun", expected=expected, reason="x"))
    assert late.status_code == 409


WRONG = {
    "accepted without a document": ({}, "要有档案里的文件证明"),
    "a document that is not on the list": ({"document": "999.1"}, "文件"),
    "no weight": ({"weight": "0"}, "分量要大于 0"),
    "a weight that is none": ({"weight": "重"}, "分量"),
    "a day that has not come": ({"day": "2090-01-01"}, "还没有到"),
    "a day that is none": ({"day": "去年"}, "是哪天的情形"),
    "no part": ({"part": ""}, "哪一部分"),
    "a number that was not shown": ({"expected": "1.1.1"}, ""),
}


@pytest.mark.parametrize(("changed", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_in_words(client, path, changed, told):
    response = client.post(f"{path}/evidence", said(**changed))
    assert response.status_code in (400, 404)
    assert told in words(response)
    assert not Evidence.objects.exists()


def test_other_targets_have_no_parts(client, path, official):
    plan = targets(ANYONE)[0].document
    decide(official, plan, [NewDecision(*at("300亿元以上"), "confirm")], now=timezone.now())
    other = next(one for one in targets(ANYONE) if one.now.kind == "level")
    other_path = f"/targets/{reference(other.target)}"
    assert 'id="parts"' not in client.get(other_path).content.decode()
    assert client.get(f"{other_path}/evidence").status_code == 404
    assert client.post(f"{other_path}/evidence", said()).status_code == 404


def test_the_public_is_told_only_how_many_parts_are_closed(client, path):
    client.post(f"{path}/evidence", said(progress="begun"))
    judge_all(now=timezone.now())
    assert "一号基地" in words(client.get(path))
    page = words(browser().get(path))
    assert "一号基地" not in page
    assert "有 1 个部分的材料不公开" in page
    record = Evidence.objects.get().record
    assert browser().get(f"/figure/evidence/{record}").status_code == 404
    assert browser().get("/figure/evidence/none").status_code == 404
    assert client.get(f"/figure/evidence/{record}").status_code == 200
