"""Organisations, accounts, roles and the audit trail, as administrators and auditors see them."""

import re

import pytest
from django.utils import timezone

from askers import browser, signed_in
from cast import PASSWORD
from yaomai.people.models import Account, Organisation
from yaomai.people.operations.sign_in import sign_in
from yaomai.people.operations.write_audit_entry import Call, write_audit_entry
from yaomai.people.queries.identity import by_account, by_login
from yaomai.people.viewer import Viewer


def shown_password(page):
    return re.search(r'id="first-password">([^<]+)<', page.text)[1]


def test_from_an_organisation_to_a_person_who_signs_in(cast):
    client = signed_in(cast.account("root", "administrator"))
    founded = client.post("/people", {"name": "首阳镇合作社", "kind": "grower"})
    assert founded.status_code == 302
    assert "首阳镇合作社" in client.get("/people").text
    page = client.post(founded.headers["Location"], {"login": "Zhao.Li", "name": "赵丽", "roles": ["recorder"]})
    assert page.status_code == 201
    assert page.headers["Cache-Control"] == "no-store"
    signed = sign_in("zhao.li", shown_password(page), address="x", now=timezone.now())
    assert (signed.viewer.name, signed.viewer.organisation_name) == ("赵丽", "首阳镇合作社")
    assert signed.viewer.roles == {"recorder"}
    assert "赵丽" in client.get(founded.headers["Location"]).text


def test_roles_are_changed_passwords_reset_and_accounts_ended(cast):
    client = signed_in(cast.account("root", "administrator"))
    lina = cast.account("lina", "recorder")
    at = f"/people/accounts/{lina}"
    assert re.search(r'value="recorder"[^>]*checked', client.get(at).text)
    assert client.post(at, {"roles": ["inspector", "auditor"]}).status_code == 302
    assert by_account(lina, now=timezone.now()).viewer.roles == {"inspector", "auditor"}
    theirs = signed_in(lina)
    password = shown_password(client.post(f"{at}/password"))
    assert theirs.get("/my").status_code == 302
    assert sign_in("lina", password, address="x", now=timezone.now()).password_is_initial
    assert "停用这个账户" in client.get(f"{at}/end").text
    assert client.post(f"{at}/end", {"reason": "left", "left_on": "2026-11-20"}).status_code == 302
    assert by_login("lina", now=timezone.now()) is None
    assert "停用时间" in client.get(at).text


REFUSED_FORMS = [
    ("/people", {"name": "", "kind": "grower"}, "field-error"),
    ("/people", {"name": "陇西一厂", "kind": "grower"}, "已有机构用着或用过这个名称"),
    ("/people", {"name": "新", "kind": "kingdom"}, "field-error"),
    ("organisation", {"login": "lina", "name": "二"}, "已有人使用"),
    ("organisation", {"login": "李娜", "name": "二"}, "3 至 64 个字符"),
    ("organisation", {"login": "two", "name": "名" * 121}, "1 至 120 个字"),
    ("organisation", {"login": "two", "name": "二", "roles": ["emperor"]}, "field-error"),
]


@pytest.mark.parametrize(("at", "form", "words"), REFUSED_FORMS)
def test_what_is_refused_is_said_at_its_field(cast, at, form, words):
    client = signed_in(cast.account("root", "administrator"))
    cast.account("lina")
    before = (Organisation.objects.count(), Account.objects.count())
    path = f"/people/{cast.organisation('陇西一厂')}" if at == "organisation" else at
    page = client.post(path, form)
    assert page.status_code == 400
    assert words in page.text
    assert (Organisation.objects.count(), Account.objects.count()) == before


def test_an_administrator_of_one_organisation_sees_and_changes_only_that(cast):
    boss = signed_in(cast.account("boss", "organisation_administrator", of="甲"))
    there = cast.account("other", of="乙")
    page = boss.get("/people").text
    assert "甲" in page
    assert "设立机构</h2>" not in page
    assert boss.get(f"/people/{cast.organisation('乙')}").status_code == 404
    assert boss.get(f"/people/accounts/{there}").status_code == 404
    assert boss.post(f"/people/accounts/{there}/end").status_code == 404
    assert boss.post("/people", {"name": "丙", "kind": "grower"}).status_code == 403
    offered = boss.get(f"/people/{cast.organisation('甲')}").text
    assert 'value="recorder"' in offered
    assert 'value="auditor"' not in offered
    root = cast.account("root", "administrator", of="甲")
    assert boss.post(f"/people/accounts/{root}/password").status_code == 403
    assert sign_in("root", PASSWORD, address="x", now=timezone.now()).viewer.account == root


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "9" * 30, "٣"])
def test_what_is_no_number_is_no_address(cast, number):
    client = signed_in(cast.account("root", "administrator"))
    assert client.get(f"/people/{number}").status_code == 404


def test_the_audit_trail_is_found_through_and_paged_and_reading_it_is_on_it(cast):
    lina = cast.account("lina", "recorder")
    organisation = cast.organisation("陇西一厂")
    for number in range(60):
        call = Call("sign_in", "done" if number % 2 else "refused", 302, "POST", f"/n{number}", "10.0.0.1")
        write_audit_entry(Viewer(account=lina, organisation=organisation), call, now=timezone.now())
    auditor = signed_in(cast.account("rev", "auditor"))

    def paths(query=""):
        page = auditor.get(f"/audit{query}")
        assert page.status_code == 200
        return re.findall(r"/n(\d+)", page.text), page.text

    first, text = paths("?person=lina")
    assert first == [str(number) for number in range(59, 9, -1)]
    assert "lina 的姓名" in text
    assert "登录" in text
    after = re.search(r'rel="next" href="(\?[^"]+)"', text)[1].replace("&amp;", "&")
    assert "person=lina" in after
    second, _ = paths(after)
    assert second == [str(number) for number in range(9, -1, -1)]
    refused, _ = paths("?outcome=refused&person=lina")
    assert refused == [str(number) for number in range(58, -1, -2)]
    assert "rev 的姓名" in paths("?person=rev")[1]
    today = timezone.localdate().isoformat()
    assert len(paths(f"?person=lina&since={today}&until={today}")[0]) == 50
    assert paths("?person=lina&until=2020-01-01")[0] == []


@pytest.mark.parametrize(
    "query",
    ["?after=x", "?after=-1", "?after=" + "9" * 5000, "?since=yesterday", "?until=9999-12-31", "?organisation=x"],
)
def test_a_question_that_cannot_be_read_is_a_400(cast, query):
    assert signed_in(cast.account("rev", "auditor")).get(f"/audit{query}").status_code == 400


def test_the_frame_offers_the_way_in_and_names_who_is_signed_in(cast):
    assert 'href="/sign-in"' in browser().get("/glossary").text
    assert "lina 的姓名" in signed_in(cast.account("lina")).get("/glossary").text
