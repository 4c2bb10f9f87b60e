"""The pages of figures, map, checks, search by need and draws, as people of each kind see them."""

import re

import pytest

from askers import browser, signed_in
from described_json import as_described
from made_fields import square
from yaomai.registers.queries import draws

FIGURES = "/registers/base/figures?on=2015-12-31"


@pytest.fixture
def office(cast):
    return cast.account("nongye", "official", of="省农业农村厅（虚构）")


@pytest.fixture
def world(registers):
    herb = registers.add("herb", name="当归", least_altitude="2000", zones=["621100"])
    outline = {"outline": square(104, 34)}
    one = registers.add("base", name="甲基地", herb=herb, division="621126", area={2015: "300000", 2026: "400000"},
                        standard="gap", altitude="2100", **outline)  # fmt: skip
    two = registers.add("base", name="乙基地", herb=herb, division="620102", area={2015: "700000"},
                        standard="green", altitude="1500", **outline)  # fmt: skip
    registers.add("planting", name="岷县当归", division="621126", herb=herb, area={2015: "4030000"})
    return {"herb": herb, "one": one, "two": two}


def test_a_figure_opens_to_the_rows_and_statements_that_it_is_made_of(world, office):
    client = signed_in(office)
    page = client.get(FIGURES)
    assert page.status_code == 200
    text = page.content.decode()
    assert "24.8" in text
    assert "/figure/register/G06/base_share/2015-12-31" in text
    (ref,) = set(re.findall(r'href="(/figure/register/G06/base_area/2015-12-31/division/621126)"', text))
    origin = client.get(ref)
    assert origin.status_code == 200
    told = origin.content.decode()
    assert "甲基地" in told
    assert "乙基地" not in told
    (statement,) = set(re.findall(r"/figure/(statement/[0-9.]+)", told))
    assert client.get(f"/{statement.replace('statement', 'statements')}").status_code == 200


def test_the_map_has_each_county_with_its_figure_as_text(world, office):
    text = signed_in(office).get("/registers/base/map?total=G06/base_area&on=2015-12-31").content.decode()
    assert 'aria-label="岷县：300\u00a0000 亩"' in text
    assert "<title>岷县：300\u00a0000 亩</title>" in text
    assert text.count("<path") > 80
    assert browser().get("/registers/base/map").status_code == 302  # to sign in: not on public pages


def test_checks_name_what_fails_and_why(world, office):
    text = signed_in(office).get("/registers/base/checks").content.decode()
    assert "海拔 1500 米，应不低于 2000 米（当归的种植海拔下限）" in text
    assert "所在地 城关区，应在其内：定西市（当归的道地产区）" in text
    assert "乙基地" in text
    overlap = text[text.index("边界重叠") :]
    assert "100.0%" in overlap


@pytest.mark.parametrize("path", ["figures", "map", "checks"])
def test_who_is_not_signed_in_is_sent_to_sign_in(world, path):
    assert browser().get(f"/registers/base/{path}").status_code == 302


@pytest.mark.parametrize(
    "query", ["?on=x", "?on=2015-13-01", "?on=99999999", "?total=G06/magic", "?state=magic", "?on=0000"]
)
def test_nonsense_is_answered(world, office, query):
    client = signed_in(office)
    for path in ("figures", "map", "checks"):
        assert client.get(f"/registers/base/{path}{query}").status_code in (200, 400)


@pytest.mark.parametrize(
    "rest",
    ["", "G06", "G06/base_area", "G06/base_area/x", "G06/magic/2015-12-31", "G06/base_area/2015-12-31/magic/1",
     "G06/base_area/2015-12-31/herb", "G06/base_2015/2015-12-31/herb/1", "X/y/2015-12-31"],
)  # fmt: skip
def test_a_figure_that_is_none_is_not_found(world, office, rest):
    assert signed_in(office).get(f"/figure/register/{rest}").status_code in (404, 301)


def test_only_those_who_see_the_rows_open_the_figure(world, cast):
    stranger = signed_in(cast.account("jia", "recorder"))
    assert stranger.get("/figure/register/G06/planted_area/2015-12-31").status_code == 404
    assert browser().get("/figure/register/G06/planted_area/2015-12-31").status_code == 404
    told = stranger.get("/figure/register/G06/base_area/2015-12-31").content.decode()
    assert "1\u00a0000\u00a0000" not in told


def test_a_panel_is_called_and_drawn_in_the_browser(registers, cast):
    party = registers.add("enterprise", name="兰岭示范制药")
    for at in range(6):
        more = {"employer": party} if at == 0 else {}
        registers.add("expert", name=f"专家{at}", number=f"Z{at}", fields=["law"], **more)
    client = signed_in(cast.account("bangong", "official", of="领导小组办公室（虚构）"))
    form = {"matter": "评审", "avoid": "兰岭示范制药", "quota-law": "2", "seed_from": "明天的开奖号码"}
    wrong = client.post("/registers/expert/draw", form | {"avoid": "没有这家", "quota-law": "x"})
    assert wrong.status_code == 400
    assert "没有找到“没有这家”" in wrong.content.decode()
    too_many = client.post("/registers/expert/draw", form | {"quota-law": "9"})
    assert "不够：法规与知识产权" in too_many.content.decode()
    called = client.post("/registers/expert/draw", form)
    assert called.status_code == 302
    address = called.headers["Location"]
    assert "5 人，因利害关系不列入 1 人" in client.get(address).content.decode()
    for program in ({}, {"Accept": "application/json"}):
        assert client.post(f"{address}/seed", {"seed": ""}, headers=program).status_code == 400, program
    assert client.post(f"{address}/seed", {"seed": "01 02 03"}).status_code == 302
    shown = client.get(address).content.decode()
    assert "刚才重抽了一遍，结果相同" in shown
    assert "专家" in shown
    public = browser().get(address)
    assert public.status_code == 200
    assert "专家1" not in public.content.decode()
    assert "评审" not in public.content.decode()
    known = as_described(browser().get(f"{address}?format=json"), "/draws/{number}")
    assert len(known["panel"]) == 2
    assert known["seed"] == "01 02 03"
    assert "专家0" not in client.get("/registers/expert/draw").content.decode()
    assert draws.draws(cast.person("other", "recorder"), "K09/panel")[0].matter is None


def test_search_by_need_and_place(registers, cast):
    agency = registers.add("agency", name="定西检验", division="621102", services=["testing"])
    registers.add("agency", name="冒牌检验", division="621102", services=["testing"])
    registers.add("qualification", number="CMA-1", agency=agency, scope=["testing"], end="2030-01-01")
    found = browser().get("/registers/agency/find?need=testing&place=安定区").content.decode()
    assert "定西检验" in found
    assert "冒牌检验" not in found
    assert "另有 1 家说能做" in found
    assert browser().get("/registers/agency/find").status_code == 200
    assert browser().get("/registers/agency/find?need=magic").status_code == 400
    assert browser().get("/registers/agency/find?need=testing&place=没有的地方").status_code == 400
