"""What the auditor learns: which entity, which property, from what to what, by whom; and who asked for what is hidden."""

from dataclasses import replace
from datetime import timedelta

import pytest

from askers import browser, signed_in
from make_registers import said, stated
from make_statistics import Statistics, year
from make_statistics import said as statistic
from plan_reading import PLAN, at, proposed
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.ledger.engine.deed import record_id, reference
from yaomai.people.models import AuditEntry
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.queries.targets import targets


@pytest.fixture
def changed(cast):
    """An enterprise of 陇西一厂 of which its recorder changed the name and (not public) the number of people; and the deed."""
    recorder = by_account(cast.account("lina", "recorder"), now=cast.now).viewer
    number = stated(
        [{"name": "陇西归芪饮片厂", "employees": "88"}], now=cast.now, organisation=recorder.organisation
    ).entities[0]
    deed = said(
        number, now=cast.now + timedelta(seconds=1), by=recorder, name="陇西归芪饮片有限公司", employees="97"
    ).deed
    return number, reference(record_id(deed, 1))


def test_the_record_of_a_change_says_of_what_from_what_to_what_and_by_whom(cast, changed):
    number, record = changed
    page = signed_in(cast.account("shen", "auditor", of="省药监局")).get(f"/records/{record}").content.decode()
    assert f'href="/registers/enterprise/{number}"' in page
    assert "<del>陇西归芪饮片厂</del>" in page
    assert "lina 的姓名" in page
    assert "从业人数" in page
    assert "97" not in page.split("改了什么")[1].split("</dl>")[0]
    own = signed_in(cast.account("colleague", "recorder")).get(f"/records/{record}").content.decode()
    assert "<del>88</del>" in own
    assert "lina 的姓名" not in own
    public = browser().get(f"/records/{record}").content.decode()
    assert "陇西归芪饮片有限公司" in public
    for kept in ("从业人数", "lina 的姓名", "陇西一厂"):
        assert kept not in public


def test_the_history_tells_who_audits_that_a_hidden_property_was_changed(cast, changed):
    number, record = changed
    address = f"/registers/enterprise/{number}/history"
    audited = signed_in(cast.account("shen", "auditor", of="省药监局")).get(address).content.decode()
    section = audited.split("不对您公开的各栏")[1].split("</ul>")[0]
    assert ("从业人数" in section, "lina 的姓名" in section, record in section) == (True, True, True)
    assert "97" not in section.replace(record, "")
    assert "不对您公开的各栏" not in browser().get(address).content.decode()


def test_the_trail_leads_to_the_entity(cast, changed):
    number, _ = changed
    official = signed_in(cast.account("guan", "official", of="省药监局"))
    form = {"name": "陇西归芪饮片总厂"}
    assert official.post(f"/registers/enterprise/{number}/edit", form).status_code in (302, 400)
    auditor = signed_in(cast.account("shen", "auditor", of="省药监局"))
    assert f'href="/registers/enterprise/{number}"' in auditor.get("/audit").content.decode()
    assert "涉及的条目" in b"".join(auditor.get("/audit?format=csv").streaming_content).decode()


def test_an_export_is_on_the_trail_under_its_own_name(cast):
    stated([{"name": "甲", "number": "Z1", "fields": ["law"]}], now=cast.now, kind="expert")
    official = signed_in(cast.account("guan", "official", of="省药监局"))
    b"".join(official.get("/registers/expert?format=csv").streaming_content)
    official.get("/registers/expert")
    assert {"register_export", "register"} <= set(AuditEntry.objects.values_list("action", flat=True))


def outcome_of(path):
    """How the newest call of this path ended, as the trail says; None when it says nothing."""
    return AuditEntry.objects.filter(path=path).order_by("-id").values_list("outcome", flat=True).first()


def test_what_is_hidden_from_who_is_signed_in_is_on_the_trail_as_refused(cast):
    expert = stated([{"name": "甲", "number": "Z1", "fields": ["law"]}], now=cast.now, kind="expert").entities[0]
    theirs = by_account(cast.account("boss", "recorder", of="别的机构"), now=cast.now).viewer
    file = keep_file(theirs, "甲.csv", b"a,b\n1,2\n", now=cast.now)
    draft = keep_document(
        INSTALLATION_VIEWER, "甲.txt", "草案".encode(), Description("甲", status="draft"), now=cast.now
    ).number
    asker = signed_in(cast.account("colleague"))
    office = Statistics(cast.now)
    office.define("firm.count", unit="", counted="家")
    edition = office.publish(statistic("firm.count", year(2020), "5"), access="official").record
    plan = proposed(cast.now, replace(PLAN, status="draft"))
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*at("300亿元以上"), "confirm")], now=cast.now)
    target = targets("official")[0].target
    for hidden in (
        f"/targets/{reference(target)}",
        f"/indicators/editions/{reference(edition)}",
        f"/plans/{draft}",
        f"/plans/{draft}/text",
        f"/plans/{draft}/file",
        "/registers/expert",
        f"/registers/expert/{expert}",
        f"/statements/{expert}.1",
        f"/files/{file.record}",
    ):
        assert asker.get(hidden).status_code == 404, hidden
        assert outcome_of(hidden) == "refused", hidden
    for nothing in (
        "/registers/no_such_kind",
        "/registers/enterprise/999",
        f"/registers/expert/{10**9}",
        "/files/999.1",
        "/plans/999.1",
        "/targets/999.1",
        "/indicators/editions/999.1",
    ):
        assert asker.get(nothing).status_code == 404, nothing
        assert outcome_of(nothing) in (None, "refused" if "/expert/" in nothing else None), nothing
    assert browser().get(f"/statements/{expert}.1").status_code == 404
    assert AuditEntry.objects.filter(path=f"/statements/{expert}.1", account=None).count() == 0
