"""Organisations, accounts, roles and the audit trail, as administrators and auditors see them."""

import re

import pytest
from django.utils import timezone

from askers import browser, signed_in
from cast import PASSWORD
from yaomai.errors import InvalidError
from yaomai.people.models import Account, AuditEntry, Organisation
from yaomai.people.operations.change_organisation import OrganisationFacts, change_organisation
from yaomai.people.operations.sign_in import sign_in
from yaomai.people.operations.write_audit_entry import Call, write_audit_entry
from yaomai.people.queries.identity import by_account, by_login
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.web import labels_people


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


def test_the_trail_says_what_was_done_to_whom_and_opens_to_the_deed(cast):
    client = signed_in(cast.account("root", "administrator"))
    lina = cast.account("lina", "recorder")
    client.post(f"/people/accounts/{lina}", {"roles": ["recorder", "auditor"]})
    page = client.get("/audit").text
    assert "授予角色：lina 的姓名" in page
    deed = re.search(r'href="(/records/\d+\.1)"', page)[1]
    assert "授予角色" in client.get(deed).text
    assert client.get("/audit?kind=people.account").text.count("授予角色：lina") == 1
    assert "授予角色：lina" not in client.get("/audit?kind=people.audit_entry").text
    assert client.get("/audit?kind=people.secret").status_code == 400


def test_the_trail_is_exported_as_it_is_filtered_and_harmless(cast):
    lina = cast.account("lina", "recorder")
    for path in ("/n1", "=HYPERLINK(1)"):
        write_audit_entry(
            Viewer(account=lina), Call("sign_in", "refused", 403, "", path, "10.0.0.1"), now=timezone.now()
        )
    auditor = signed_in(cast.account("rev", "auditor"))
    answer = auditor.get("/audit?outcome=refused&sort=time&format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, first, second, *rest = b"".join(answer).decode("utf-8-sig").splitlines()
    assert head.startswith("时间,谁,机构,做了什么")
    assert "lina 的姓名" in first
    assert ",/n1," in first
    assert ",'=HYPERLINK(1)," in second
    assert rest == []
    [entry] = AuditEntry.objects.filter(action="audit")
    assert entry.kinds == "people.account people.audit_entry"  # the export is on the trail, too


TREE_FORMS = [
    ({"parent": "own"}, "这样会绕成一圈：陇西一厂 → 陇西一厂"),
    ({"division": "62112"}, "六位数字"),
    ({"division": "629999"}, "没有这个行政区划代码"),
    ({"division": "没有这个县"}, "没有叫这个名字的行政区划"),
    ({"division": "鼓楼区"}, "叫这个名字的不止一处"),
    ({"parent": "999999"}, "field-error"),
]


@pytest.mark.parametrize(("form", "words"), TREE_FORMS)
def test_what_cannot_be_of_an_organisation_is_said_at_its_field(cast, form, words):
    client = signed_in(cast.account("root", "administrator", of="运营中心"))
    number = cast.organisation("陇西一厂")
    told = {"name": "陇西一厂", "kind": "processor"} | form
    if told.get("parent") == "own":
        # The page does not offer it; whoever sends it all the same is told the whole way.
        with pytest.raises(InvalidError) as refused:
            change_organisation(
                INSTALLATION_VIEWER, number, OrganisationFacts("陇西一厂", "processor", number, ""), now=cast.now
            )
        assert words in labels_people.finding_words(refused.value.findings[0])
        return
    page = client.post(f"/people/{number}/change", told)
    assert page.status_code == 400
    assert words in page.text


def test_an_organisation_is_moved_renamed_and_dissolved_on_its_pages(cast):
    client = signed_in(cast.account("root", "administrator", of="运营中心"))
    number, office = cast.organisation("陇西一厂"), cast.organisation("定西市局", "authority")
    told = {"name": "陇西总厂", "kind": "manufacturer", "parent": office, "division": "陇西县"}
    assert client.post(f"/people/{number}/change", told).status_code == 302
    page = client.get(f"/people/{number}").text
    assert "621122 甘肃省定西市陇西县" in page
    assert "变更过程" in page
    assert "陇西总厂" in client.get("/organisations").text
    refused = client.post(f"/people/{office}/end", {"reason": "并入省局"})
    assert (refused.status_code, "还有下级机构：陇西总厂" in refused.text) == (400, True)
    assert client.post(f"/people/{number}/end", {"reason": "注销", "successor": office}).status_code == 302
    page = client.get(f"/people/{number}").text
    assert "已撤销" in page
    assert "开通账户</h2>" not in page
    assert client.get(f"/people/{number}/change").status_code == 403
    assert client.post(f"/people/{office}/end", {"reason": "并入省局"}).status_code == 302


def test_roles_for_a_time_on_the_page(cast):
    client = signed_in(cast.account("root", "administrator"))
    lina = cast.account("lina", "recorder")
    at = f"/people/accounts/{lina}"
    form = {"roles": ["recorder", "auditor"], "since_auditor": "2199-01-01T00:00", "until_auditor": "2199-02-01T08:30"}
    assert client.post(at, form).status_code == 302
    assert by_account(lina, now=timezone.now()).viewer.roles == {"recorder"}
    page = client.get(at).text
    assert "审计员（2199-01-01 00:00 至 2199-02-01 08:30）" in page
    assert 'value="2199-02-01T08:30"' in page
    for bounds, words in (
        ({"until_auditor": "2020-01-01T00:00"}, "这个期限已经过去"),
        ({"since_auditor": "2199-02-01T00:00", "until_auditor": "2199-01-01T00:00"}, "结束要晚于开始"),
        ({"until_auditor": "tomorrow"}, "field-error"),
        ({"until_auditor": "0001-01-01T00:00"}, "2000 年至 2199 年"),
        ({"until_auditor": "9999-12-31T23:59"}, "2000 年至 2199 年"),
    ):
        refused = client.post(at, {"roles": ["auditor"], **bounds})
        assert (refused.status_code, words in refused.text) == (400, True), bounds


def test_the_last_administrator_of_an_organisation_is_named_before_it_is_too_late(cast):
    boss = cast.account("boss", "organisation_administrator")
    client = signed_in(cast.account("root", "administrator", of="运营中心"))
    assert "这是本机构唯一的机构管理员" in client.get(f"/people/accounts/{boss}/end").text
    assert "这是本机构唯一的机构管理员" in client.get(f"/people/accounts/{boss}").text
    other = cast.account("other", "organisation_administrator")
    assert "这是本机构唯一的" not in client.get(f"/people/accounts/{boss}/end").text
    done = client.post(
        f"/people/accounts/{boss}/end", {"reason": "retired", "left_on": "2026-11-20", "successor": other}
    )
    assert done.status_code == 302
    page = client.get(f"/people/accounts/{boss}").text
    assert "退休" in page
    assert "other 的姓名" in page


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"reason": "left"},
        {"reason": "dissolved", "left_on": "2026-11-20"},
        {"reason": "left", "left_on": "0001-01-01"},
        {"reason": "left", "left_on": "2199-01-01"},
        {"reason": "left", "left_on": "2026-11-20", "successor": "1"},
    ],
)
def test_a_leaving_that_is_not_told_rightly_ends_nothing(cast, form):
    client = signed_in(cast.account("root", "administrator"))
    lina = cast.account("lina")
    assert client.post(f"/people/accounts/{lina}/end", form).status_code == 400
    assert by_account(lina, now=timezone.now()) is not None


def test_everybody_who_is_signed_in_sees_the_tree_and_only_administrators_open_it(cast):
    cast.organisation("甲", "authority")
    page = signed_in(cast.account("lina", "recorder", of="甲")).get("/organisations").text
    assert "甲" in page
    assert "我的机构" in page
    assert f'href="/people/{cast.organisation("甲")}"' not in page
    assert browser().get("/organisations").status_code == 302
    assert (
        f'href="/people/{cast.organisation("甲")}"'
        in signed_in(cast.account("root", "administrator")).get("/organisations").text
    )
