"""Likely duplicates are listed with reasons, told apart, and that is undone; search shows registers beside codes."""

import pytest

from askers import browser, signed_in
from import_desk import code
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries.match_decisions import of_kind

FORM = Origin("form")


@pytest.fixture
def firms(cast, now):
    names = ("兰州佛慈制药股份有限公司", "兰州佛慈制药有限公司", "陇西一方制药有限公司")
    told = [Told("enterprise", None, (Saying("name", name),)) for name in names]
    return dict(zip(names, state(INSTALLATION_VIEWER, told, origin=FORM, now=now).entities, strict=True))


@pytest.fixture
def official(cast):
    cast.organisation("定西市局", "authority")
    return signed_in(cast.account("guan", "official", of="定西市局"))


def test_a_pair_is_listed_with_reasons_told_apart_and_that_is_undone(cast, firms, official):
    one, two = firms["兰州佛慈制药股份有限公司"], firms["兰州佛慈制药有限公司"]
    page = official.get("/registers/enterprise/matching").content.decode()
    assert "字号和行业相同；公司形式不同" in page
    assert f'href="/registers/enterprise/{two}/merge?with={one}"' in page
    assert "陇西一方制药有限公司" not in page
    assert official.get(f"/registers/enterprise/{two}/merge", {"with": one}).status_code == 200
    answer = official.post("/registers/enterprise/matching", {"one": one, "two": two, "expected": ""})
    assert answer.status_code == 302
    page = official.get("/registers/enterprise/matching").content.decode()
    assert "没有很像的" in page
    (decided,) = of_kind(INSTALLATION_VIEWER, "enterprise")
    answer = official.post(f"/registers/enterprise/matching/{decided.record}/undo", {"reason": "看错了"})
    assert answer.status_code == 302
    assert "字号和行业相同" in official.get("/registers/enterprise/matching").content.decode()


def test_what_was_decided_names_who_decided_and_is_undone_by_whom_the_operation_lets(cast, firms, official):
    one, two = firms["兰州佛慈制药股份有限公司"], firms["兰州佛慈制药有限公司"]
    official.post("/registers/enterprise/matching", {"one": one, "two": two, "expected": ""})
    (decided,) = of_kind(INSTALLATION_VIEWER, "enterprise")
    undo = f"/registers/enterprise/matching/{decided.record}/undo"
    cast.organisation("省局", "authority")
    other = signed_in(cast.account("sheng", "official", of="省局"))
    grower = signed_in(cast.account("grower", "recorder"))
    pages = [client.get("/registers/enterprise/matching").content.decode() for client in (official, other, grower)]
    assert all("<span>定西市局 · " in page and "OrganisationName(" not in page for page in pages)
    assert [undo in page for page in pages] == [True, True, False]
    assert grower.post(undo, {"reason": "看错了"}).status_code == 403
    assert other.post(undo, {"reason": "看错了"}).status_code == 302


def test_who_is_late_is_told_and_nothing_is_kept(firms, official):
    one, two = firms["兰州佛慈制药股份有限公司"], firms["兰州佛慈制药有限公司"]
    sent = {"one": one, "two": two, "expected": ""}
    official.post("/registers/enterprise/matching", sent)
    answer = official.post("/registers/enterprise/matching", sent)
    assert answer.status_code == 409
    assert "刚才已有别人认定过" in answer.content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"one": "x", "two": "1"}, {"one": "1", "two": "2"}, {"one": "9" * 30, "two": "1"}]
)
def test_what_names_no_pair_is_refused_in_words(firms, official, sent):
    assert official.post("/registers/enterprise/matching", sent).status_code == 409


def test_who_does_not_keep_the_register_does_not_see_the_desk(cast, firms):
    assert signed_in(cast.account("kan", "inspector")).get("/registers/enterprise/matching").status_code == 403


def test_the_search_shows_entities_with_the_matched_part_marked(firms):
    page = browser().get("/search", {"q": "foci"}).content.decode()
    assert "兰州<mark>佛慈</mark>制药股份有限公司" in page
    assert '<a href="/registers/enterprise/' in page


def test_exactly_one_entity_of_that_name_opens_at_once(firms):
    answer = browser().get("/search", {"q": "陇西一方制药有限公司"})
    assert answer["Location"] == f"/registers/enterprise/{firms['陇西一方制药有限公司']}"


def test_two_with_one_code_are_told_of_on_both_pages_and_first_on_the_desk(cast, firms, now):
    cast.organisation("省局", "authority")
    official = cast.person("lina", "official", of="省局")
    own = cast.person("own", "recorder", of="甲公司")

    def tell(who, entity, **values):
        says = tuple(Saying(name, value) for name, value in values.items())
        return state(who, [Told("enterprise", entity, says)], origin=FORM, now=now).entities[0]

    one = tell(own, None, name="甲公司", uscc=code(11))
    tell(official, one, uscc=code(12))
    other = tell(official, None, name="乙公司", uscc=code(11))
    prefer(official, "enterprise", "uscc", ["self", "other"], reason="企业自己最清楚", now=now)
    client = signed_in(official.account)
    for number, named in ((one, "乙公司"), (other, "甲公司")):
        page = client.get(f"/registers/enterprise/{number}").content.decode()
        assert "另一条也用着同样的统一社会信用代码" in page
        assert named in page
    desk = client.get("/registers/enterprise/matching").content.decode()
    assert desk.count("同一代码") == 1
    assert desk.index("同一代码") < desk.index("字号和行业相同")
    assert f"/registers/enterprise/{other}/merge?with={one}" in desk


def test_an_undone_merge_that_would_give_two_one_code_is_refused_in_words(cast, now):
    cast.organisation("省局", "authority")
    official = cast.person("lina", "official", of="省局")

    def firm(name, uscc):
        told = Told("enterprise", None, (Saying("name", name), Saying("uscc", uscc)))
        return state(official, [told], origin=FORM, now=now).entities[0]

    one, two = firm("甲公司", code(1)), firm("乙公司", code(2))
    record = merge(official, one, two, reason="同一家", now=now)
    third = firm("丙公司", code(1))
    client = signed_in(official.account)
    answer = client.post(f"/registers/enterprise/{two}/merge/{record}/undo", {"reason": "看错了"})
    assert answer.status_code == 400
    assert f"它和丙公司（{third}）会用着同一个代码。请先把两条合并" in answer.content.decode()
