"""How are registers come upon, on the first page and in their index; and what does one see of a merge, before and after?"""

import re

from askers import browser, signed_in
from make_registers import stated, uscc

LIST = "/registers/enterprise"


def test_the_first_page_leads_to_the_registers(cast, monkeypatch):
    from yaomai.web.pages import home

    monkeypatch.setattr(home, "_registers", home._Registers())
    stated([{"name": "陇西归芪饮片厂"}, {"name": "岷县归芪饮片厂"}], now=cast.now)
    page = browser().get("/").content.decode()
    assert (f'href="{LIST}"' in page, "最近一次改动" in page, "全部名录" in page) == (True, True, True)


def test_the_index_is_filtered(cast):
    assert 'href="/registers/enterprise"' in browser().get("/registers?which=企业").content.decode()
    none = browser().get("/registers?which=没有的名录").content.decode()
    assert ("没有这样的名录" in none, 'href="/registers/enterprise"' in none) == (True, False)


def test_what_is_found_in_two_registers_stands_in_two_sections_of_different_names(cast):
    stated([{"name": "归芪"}], now=cast.now, kind="herb")
    stated([{"name": "归芪饮片厂"}], now=cast.now)
    page = browser().get("/search?q=归芪").content.decode()
    sections = re.findall(r'<section [^>]*id="([^"]*)"', page)
    assert sorted(sections) == ["enterprise", "herb"]


def test_different_codes_are_merged_only_by_who_says_so_and_the_preview_says_what_will_hold(cast):
    official = signed_in(cast.account("guan", "official", of="省药监局"))
    one, other = stated([{"name": "甲厂", "uscc": uscc(1)}, {"name": "乙厂", "uscc": uscc(2)}], now=cast.now).entities
    page = official.get(f"{LIST}/{other}/merge?with={one}").content.decode()
    assert "两条的代码不同" in page
    assert "取 " in page
    assert f'value="{other}" checked' in page, "the one on whose page one stands stays"
    form = {"with": one, "stays": other, "reason": "同一家"}
    assert official.post(f"{LIST}/{other}/merge", form).status_code == 400
    assert official.post(f"{LIST}/{other}/merge", form | {"differ": "yes"}).status_code == 302
    assert "<h1>甲厂" in official.get(f"{LIST}/{one}").content.decode()
