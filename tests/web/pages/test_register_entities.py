"""Entities by hand: entered, changed, overtaken, decided about, merged, taken back; as of another day; with origins."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from askers import browser, signed_in
from make_registers import enterprise, enterprises, said, stated, uscc
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries import entities

LIST = "/registers/enterprise"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def official(cast):
    return signed_in(cast.account("guan", "official", of="省药监局"))


@pytest.fixture
def recorder(cast):
    return signed_in(cast.account("lina", "recorder"))


@pytest.fixture
def own(cast):
    """The enterprise that the recorder's organisation keeps and speaks of itself."""
    return stated([enterprise(0)], now=cast.now, by=_viewer(cast, "first"), organisation=None).entities[0]


def _viewer(cast, login, role="recorder", **more):
    return by_account(cast.account(login, role, **more), now=cast.now).viewer


def text(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(body.split())


def fields(response) -> dict[str, str | list[str]]:
    """What a browser would send if the form were sent as it stands."""
    body = response.content.decode().partition('class="register-form"')[2].partition("</form>")[0]
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        if 'type="checkbox"' in tag or 'type="radio"' in tag:
            if "checked" in tag:
                found.setdefault(name, []).append(value)
        elif name != "csrfmiddlewaretoken":
            found[name] = value
    for name, content in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        found[name] = _plain(content.removeprefix("\n").removeprefix("\r\n"))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', tag)
    return _plain(found[1]) if found else ""


def _plain(escaped: str) -> str:
    for code, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        escaped = escaped.replace(code, sign)
    return escaped


def held(number: int) -> dict[str, object]:
    return {name: cell.value for name, cell in entities.entity(INSTALLATION_VIEWER, number).cells.items()}


def test_an_entity_is_entered_as_people_write_and_read_back(cast, recorder):
    sent = {
        "name": "陇西一厂饮片有限公司",
        "uscc": uscc(7),
        "former_names": "陇西一厂\n陇西饮片厂",
        "division": "岷县",
        "industry": "2730",
        "form": "company",
        "founded": "1998-03-01",
        "titles": ["gazelle", "leading"],
        "revenue": "１２０万元",
        "employees": "88",
    }
    response = recorder.post(f"{LIST}/new", sent)
    assert response.status_code == 302, text(response)
    number = int(response.headers["Location"].rpartition("/")[2])
    values = held(number)
    assert values["revenue"] == "1200000"
    assert (values["division"], values["titles"]) == ("621126", ["gazelle", "leading"])
    assert values["former_names"] == ["陇西一厂", "陇西饮片厂"]
    page = text(recorder.get(response.headers["Location"]))
    assert "甘肃省定西市岷县" in page
    assert "瞪羚 、 龙头企业" in page


def test_all_faults_stand_at_their_fields_and_nothing_is_lost(cast, recorder, own):
    sent = {
        "name": "",
        "uscc": "91620000MA00000008",
        "division": "没有这个县",
        "employees": "约三千",
        "revenue": "12头牛",
        "address": HOSTILE,
        "employees-valid-from": "2026-05-01",
        "address-valid-from": "2026-05-01",
        "address-valid-to": "2026-04-01",
    }
    response = recorder.post(f"{LIST}/new", sent)
    assert response.status_code == 400
    told = response.content.decode()
    for name in ("name", "uscc", "division", "employees", "revenue", "address-valid-to"):
        assert f'id="f-{name}_error"' in told, name
        assert f'href="#f-{name}"' in told, "the summary leads to the field"
    kept = fields(response)
    assert {name: kept[name] for name in sent} == sent
    assert HOSTILE not in told
    taken = recorder.post(f"{LIST}/new", {"name": "另一家", "uscc": enterprise(0)["uscc"]})
    assert taken.status_code == 400
    assert "已经有一条用着它" in text(taken)


def test_only_what_was_changed_is_stated(cast, recorder, own):
    form = fields(recorder.get(f"{LIST}/{own}/edit"))
    before = len(entities.history(INSTALLATION_VIEWER, own))
    assert recorder.post(f"{LIST}/{own}/edit", form).status_code == 302
    assert len(entities.history(INSTALLATION_VIEWER, own)) == before, "nothing changed, nothing stated"
    form |= {"employees": "99", "address": "", "employees-valid-from": "2026-01-01"}
    assert recorder.post(f"{LIST}/{own}/edit", form).status_code == 302
    new = entities.history(INSTALLATION_VIEWER, own)
    assert len(new) == before + 2
    assert (held(own)["employees"], held(own)["address"]) == ("99", None)
    assert "没有" in text(recorder.get(f"{LIST}/{own}"))


def test_what_somebody_else_changed_meanwhile_is_told_and_not_overwritten(cast, recorder, own):
    form = fields(recorder.get(f"{LIST}/{own}/edit"))
    said(own, now=timezone.now(), by=_viewer(cast, "colleague"), employees="50", address="新址")
    form |= {"employees": "60"}
    told = recorder.post(f"{LIST}/{own}/edit", form)
    assert told.status_code == 400
    assert "有人把它改成了：50" in text(told)
    assert held(own)["employees"] == "50"
    again = fields(told)
    assert again["employees"] == "60", "nothing typed is lost"
    broken = recorder.post(f"{LIST}/{own}/edit", again | {"revenue": "12头牛"})
    assert broken.status_code == 400
    assert recorder.post(f"{LIST}/{own}/edit", fields(broken) | {"revenue": form["revenue"]}).status_code == 302
    assert (held(own)["employees"], held(own)["address"]) == ("60", "新址"), (
        "what was not touched stays as the other had it"
    )


def test_who_may_not_change_is_refused_and_not_offered(cast, own):
    stranger = signed_in(cast.account("stranger", "recorder", of="别的厂"))
    inspector = signed_in(cast.account("wang", "inspector", of="省药监局"))
    for asker in (stranger, inspector):
        assert "修改" not in text(asker.get(f"{LIST}/{own}"))
        assert asker.get(f"{LIST}/{own}/edit").status_code in {403, 404}
        assert asker.post(f"{LIST}/{own}/edit", {"employees": "1"}).status_code in {403, 404}
        assert asker.get(f"{LIST}/{own}/merge").status_code in {403, 404}
        assert asker.post(f"{LIST}/{own}/employees/choose", {"reason": "x"}).status_code in {403, 404}
    assert inspector.get(f"{LIST}/new").status_code == 403
    assert browser().get(f"{LIST}/new").headers["Location"].startswith("/sign-in")


def test_a_disputed_property_is_decided_by_choice_and_the_choice_is_taken_back(cast, official, recorder, own):
    said(own, now=timezone.now(), by=_viewer(cast, "other", "official", of="省局二处"), employees="500")
    page = text(official.get(f"{LIST}/{own}"))
    assert "说法不一" in page
    form = official.get(f"{LIST}/{own}/employees/choose").content.decode()
    marks = re.findall(r'name="statement" value="([\d.]+)"', form)
    assert len(marks) == 2
    refused = official.post(f"{LIST}/{own}/employees/choose", {"reason": ""})
    assert refused.status_code == 400
    assert "请选一个" in text(refused)
    assert "请写明理由" in text(refused)
    other = next(
        mark
        for mark in marks
        if entities.statement(INSTALLATION_VIEWER, *map(int, mark.split("."))).value != held(own)["employees"]
    )
    sent = {"statement": other, "reason": "实地核对过"}
    before = held(own)["employees"]
    assert official.post(f"{LIST}/{own}/employees/choose", sent).status_code == 302
    assert held(own)["employees"] != before
    assert "选定" in text(official.get(f"{LIST}/{own}"))
    history = official.get(f"{LIST}/{own}/history")
    assert "实地核对过" in text(history)
    undo = re.search(r'action="([^"]+/choices/\d+/undo)"', history.content.decode())[1]
    assert official.post(undo, {"reason": "看错了"}).status_code == 302
    assert held(own)["employees"] == before
    assert official.post(undo, {"reason": "再一次"}).status_code == 404


def test_a_statement_is_withdrawn_with_a_reason_and_stays_in_the_history(cast, recorder, own):
    said(own, now=timezone.now(), by=_viewer(cast, "colleague"), employees="50")
    cell = entities.entity(INSTALLATION_VIEWER, own).cells["employees"]
    at = f"/statements/{cell.statement[0]}.{cell.statement[1]}"
    assert "撤回这个说法" in text(recorder.get(at))
    assert recorder.post(f"{at}/withdraw", {"reason": " "}).status_code == 400
    assert recorder.post(f"{at}/withdraw", {"reason": "填错了"}).status_code == 302
    assert held(own)["employees"] == enterprise(0)["employees"]
    assert "已撤回" in text(recorder.get(f"{LIST}/{own}/history"))
    assert "已撤回" in text(recorder.get(at))
    again = recorder.post(f"{at}/withdraw", {"reason": "再撤一次"})
    assert (again.status_code, "已经撤回了" in text(again)) == (400, True)


def test_two_are_made_one_and_two_again(cast, official):
    one, other = stated(
        [{"name": "岷县归芪饮片厂", "employees": "10"}, {"name": "岷县归芪饮片有限公司", "address": "文峰镇"}],
        now=cast.now,
    ).entities
    found = official.get(f"{LIST}/{one}/merge?q=岷县归芪饮片有限公司")
    assert f"merge?with={other}" in found.content.decode()
    preview = text(official.get(f"{LIST}/{one}/merge?with={other}"))
    assert "有 1 栏说法不一" in preview
    assert official.post(f"{LIST}/{one}/merge", {"with": other, "stays": other, "reason": ""}).status_code == 400
    done = official.post(f"{LIST}/{one}/merge", {"with": other, "stays": other, "reason": "同一家"})
    assert done.headers["Location"] == f"{LIST}/{other}"
    assert held(other).keys() >= {"name", "employees", "address"}
    assert "已并入另一条" in text(official.get(f"{LIST}/{one}"))
    page = official.get(f"{LIST}/{other}")
    assert "由几条合并而来" in text(page)
    undo = re.search(r'action="([^"]+/merge/\d+/undo)"', page.content.decode())[1]
    assert official.post(undo, {"reason": "不是同一家"}).status_code == 302
    assert "employees" not in held(other)
    assert held(one)["employees"] == "10"
    assert "没有找到" in text(official.get(f"{LIST}/{one}/merge?with={one}"))


def test_the_two_dials_show_what_was_true_and_what_was_known(cast, official):
    now = timezone.now()
    before = now - timedelta(days=40)
    (number,) = stated([{"name": "一家企业", "employees": "10"}], now=before).entities
    later = (Saying("employees", "20", "", (now - timedelta(days=100)).date()),)
    state(INSTALLATION_VIEWER, [Told("enterprise", number, later)], origin=Origin("form"), now=now - timedelta(days=5))
    at = f"{LIST}/{number}"
    assert "20" in text(official.get(at))
    then = official.get(f"{at}?known={(now - timedelta(days=20)).date()}")
    assert "不是现在的情形" in text(then)
    assert "和今天不同的有 1 处" in text(then)
    assert "今天： 20" in text(then)
    assert "修改" not in text(then)
    nothing = official.get(f"{at}?known={(now - timedelta(days=90)).date()}")
    assert nothing.status_code == 200
    wrong = official.get(f"{at}?valid=2026-13-01&known=2999-01-01")
    assert wrong.status_code == 400
    assert "不是一个日子" in text(wrong)
    assert "还没有到的日子" in text(wrong)


def test_a_reference_is_typed_resolved_and_confirmed(cast, official):
    from yaomai.registers import kinds

    ref = next(
        (kind, one)
        for kind in kinds.all_kinds()
        for one in kind.properties
        if type(one.type).__name__ == "Ref"
        and one.type.kind == "enterprise"
        and not one.many
        and "official" in kind.kept_by
    )
    kind, one = ref
    stated([{"name": "归芪饮片有限公司"}, {"name": "归芪制药有限公司"}, {"name": "归芪制药有限公司"}], now=cast.now)
    options = official.get(f"/registers/{kind.name}/options?property={one.name}&{one.name}=归芪")
    assert "归芪饮片有限公司" in options.content.decode()
    new = f"/registers/{kind.name}/new"
    missing = official.post(new, {one.name: "没有这一家的名字"})
    assert "不是条目的名称" in text(missing)
    unclear = official.post(new, {one.name: "归芪制药有限公司"})
    assert "叫“归芪制药有限公司”的有 2 个" in text(unclear)
    numbers = re.findall(rf'name="{one.name}-chosen" value="(\d+)"', unclear.content.decode())
    assert len(numbers) == 2
    chosen = fields(unclear) | {f"{one.name}-chosen": numbers[1]}
    assert f'id="f-{one.name}_error"' not in official.post(new, chosen).content.decode()


def test_what_refers_to_an_entity_stands_on_its_page_as_far_as_it_is_seen(cast, official):
    (number,) = stated([{"name": "持有人公司"}], now=cast.now).entities
    brand = {"name": "归芪牌", "sort": "enterprise", "owner": number}
    stated([brand], now=cast.now, kind="brand")
    page = official.get(f"{LIST}/{number}")
    assert "归芪牌" in text(page)
    assert "归芪牌" in text(official.get(f"/registers/brand?owner={number}"))
    assert "归芪牌" in text(official.get("/registers/brand?owner=持有人公司"))


def test_the_rule_of_preference_is_seen_by_all_and_changed_with_a_reason(cast, official, recorder, own):
    rules = f"{LIST}/rules"
    assert "主管部门 本单位 追溯文件 其他机构" in text(browser().get(rules))
    said(own, now=timezone.now(), by=_viewer(cast, "other", "official", of="省局二处"), employees="500")
    before = held(own)["employees"]
    sent = {"which": "employees", "reason": "人数以企业自报为准"}
    ranks = {"rank-authority": "2", "rank-self": "1", "rank-document": "3", "rank-other": "4"}
    clash = official.post(rules, sent | ranks | {"rank-other": "3"})
    assert (clash.status_code, "排在了同一位" in text(clash)) == (400, True)
    assert official.post(rules, sent | ranks | {"reason": ""}).status_code == 400
    assert recorder.post(rules, sent | ranks).status_code == 403
    assert official.post(rules, sent | ranks).status_code == 302
    assert "人数以企业自报为准" in text(browser().get(rules)) or "从业人数" not in text(browser().get(rules))
    assert "人数以企业自报为准" in text(recorder.get(rules))
    assert held(own)["employees"] in {before, enterprise(0)["employees"]}


def test_a_sensitive_register_leaves_a_trace(cast):
    from yaomai.people.models import AuditEntry

    official = signed_in(cast.account("guan", "official", of="省药监局"))
    before = AuditEntry.objects.count()
    assert official.get("/registers/enterprise").status_code == 200
    assert AuditEntry.objects.count() == before
    assert official.get("/registers/expert").status_code == 200
    assert AuditEntry.objects.count() == before + 1


def test_the_origin_of_a_number_is_a_figure(cast, official):
    (number,) = enterprises(cast, 1)
    cell = entities.entity(INSTALLATION_VIEWER, number).cells["employees"]
    mark = f"{cell.statement[0]}.{cell.statement[1]}"
    assert "从业人数" in text(official.get(f"/figure/statement/{mark}"))
    assert browser().get(f"/figure/statement/{mark}").status_code == 404
    assert official.get("/figure/statement/1.1").status_code == 404


def test_correcting_a_year_changes_no_other_year(cast, recorder, own):
    """The days of the statement that is corrected stand beside its field, and stay, unless they are changed."""

    def of(year):
        seen = entities.at(INSTALLATION_VIEWER, own, valid_on=date(year, 6, 1), known_on=timezone.now())
        return seen.cells["telephone"].value if "telephone" in seen.cells else None

    this = timezone.localdate().year
    for year in (this - 2, this - 1, this):
        days = {"telephone-valid-from": f"{year}-01-01", "telephone-valid-to": f"{year + 1}-01-01"}
        form = fields(recorder.get(f"{LIST}/{own}/edit")) | {"telephone": f"{year}", **days}
        assert recorder.post(f"{LIST}/{own}/edit", form).status_code == 302
    before = {year: of(year) for year in range(this - 2, this + 2)}
    assert [before[year] for year in (this - 2, this - 1, this)] == [f"{this - 2}", f"{this - 1}", f"{this}"]
    page = recorder.get(f"{LIST}/{own}/edit")
    form = fields(page)
    assert (form["telephone-valid-from"], form["telephone-valid-to"]) == (f"{this}-01-01", f"{this + 1}-01-01")
    assert f"{this} 年" in text(page)
    assert recorder.post(f"{LIST}/{own}/edit", form | {"telephone": "99"}).status_code == 302
    assert {year: of(year) for year in before} == before | {this: "99"}
    moved = fields(recorder.get(f"{LIST}/{own}/edit")) | {"telephone": "27"}
    moved |= {"telephone-valid-from": f"{this + 1}-01-01", "telephone-valid-to": f"{this + 2}-01-01"}
    assert recorder.post(f"{LIST}/{own}/edit", moved).status_code == 302
    assert {year: of(year) for year in before} == before | {this: "99", this + 1: "27"}
