"""What do the board, a target's page and the comparison of two plans say, and does every number open to where it was read?"""

import re

import pytest
from django.utils import timezone

from askers import browser, signed_in
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.demo import plans
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.models import Target
from yaomai.planning.operations.judge import judge_all
from yaomai.web.labels import GAP

WITHOUT = plans.BESIDE / "nowhere"


@pytest.fixture
def board(cast):
    """The plans of the demonstration, judged."""
    plans.load_plans(INSTALLATION_VIEWER, now=timezone.now(), say=print, beside=WITHOUT)
    judge_all(now=timezone.now())
    return browser()


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def address_of(name: str) -> str:
    number = Target.objects.get(name=name).target
    return f"/targets/{number >> 20}.{number % 2**20}"


def test_the_board_says_what_is_met_missed_and_cannot_be_judged(board):
    page = page_of(board, "/targets")
    assert "医药工业主营业务收入" in page
    missed = page_of(board, "/targets?state=target_missed")
    assert re.findall(r'cell-link"[^>]*>\s*<a href="/targets/[\d.]+"[^>]*>([^<]+)<', missed) == [
        "医药工业主营业务收入",
    ]
    assert "58.7" in missed
    csv = board.get("/targets/list.csv?state=target_missed").content.decode("utf-8-sig")
    assert csv.count("\r\n") == 2


def test_the_board_is_turned_over_by_pages_that_keep_the_plan_and_the_filters(board):
    every = board.get("/targets/list.csv").content.decode("utf-8-sig").count("\r\n") - 1
    found, address = [], "/targets?sort=-name"
    while address:
        page = page_of(board, address)
        rows = re.findall(r'cell-link"[^>]*>\s*<a href="(/targets/[\d.]+)"', page)
        assert 0 < len(rows) <= 50
        found += rows
        older = re.search(r'rel="next" href="([^"]*)"', page)
        address = "/targets" + older[1].replace("&amp;", "&") if older else ""
        assert "sort=-name" in (address or "sort=-name")
    assert len(found) == len(set(found)) == every > 50
    plan = re.search(r"/targets\?document=([\d.]+)", page_of(board, "/targets"))[1]
    of_plan = page_of(board, f"/targets?document={plan}&field=%E5%85%B6%E4%BB%96")
    assert f'name="document" value="{plan}"' in of_plan
    assert f"/targets/list.csv?document={plan}" in of_plan


def test_a_target_says_why_and_each_number_opens_to_its_place(board):
    page = page_of(board, address_of("医药工业主营业务收入"))
    for words in ("没有达到", "300 亿元", "176.23", "晚 1 年仍没有达到", "多出其他业务收入"):
        assert words in page
    refs = re.findall(r'href="(/figure/verdict/[^"]+)"', page)
    assert len(refs) >= 3
    for ref in refs:
        sheet = page_of(board, ref)
        assert len(re.findall(r'href="(/plans/[\d.]+/text\?at=\d+-\d+)"', sheet)) >= 2
        promised = sheet.partition("目标</a>")[2]
        assert re.search(r'href="/figure/target/[\d.]+"[^>]*>\s*<data value="300">', promised), (
            "what was promised opens too"
        )
        assert "未记录" not in sheet
        assert "不公开" in sheet, "who recorded it is known, and not for everybody"
    completion = page_of(board, next(ref for ref in refs if ref.endswith("/completion")))
    assert '<data value="58.7">' in completion
    assert "17 623 ÷ 30 000" in completion.replace(GAP, " "), "and the exact quotient beside it"
    assert "58.74333" not in completion
    assert "实际是目标的多少" in page


def test_no_line_joins_the_figures_of_two_indicators_and_the_end_of_the_plan_is_marked(board):
    page = page_of(board, address_of("医药工业主营业务收入"))
    chart = page[page.index('<figure class="chart') :].partition("</figure>")[0]
    assert 'class="chart chart-short' in chart
    assert chart.count('class="chart-dot"') == 2
    assert 'class="chart-line"' not in chart
    assert re.search(r'class="chart-word"[^>]*>指标不同<', chart)
    assert "不是同一个指标" in chart.partition("chart-legend")[2]
    assert re.findall(r'class="chart-word"[^>]*>(\d{4})<', chart) == ["2015", "2020", "2021"]


def test_what_cannot_be_judged_says_what_is_missing_and_what_was_refused(board):
    page = page_of(board, address_of("陇药产业主营业务收入"))
    assert "无法判断" in page
    assert "不能加在一起" in page
    assert "没有采用的数" in page


def test_a_number_that_only_bounds_the_target_is_not_shown_as_its_own(board):
    page = page_of(board, address_of("主营业务收入50亿元以上龙头企业数"))
    assert "不多于 34 家" in page
    assert "实际" not in page.partition("用了哪些数")[0]
    assert "灰灯" in page
    assert "绿灯" not in page
    row = next(
        line
        for line in board.get("/targets/list.csv").content.decode("utf-8-sig").splitlines()
        if line.startswith("主营业务收入50亿元以上龙头企业数")
    )
    assert "34" not in row


def test_two_plans_are_held_against_each_other(board):
    earlier, later = Target.objects.values_list("document", flat=True).distinct().order_by("document")[1:3]
    page = page_of(board, f"/plans/{earlier >> 20}.1/promised?with={later >> 20}.1")
    reported, rest = page.split("后来的数不能比的")
    assert "医药工业主营业务收入" in reported
    assert "陇药产业主营业务收入" in rest


def test_only_later_plans_of_the_region_are_offered_and_the_next_is_chosen(board):
    lanzhou, gansu, newest = (
        f"{one >> 20}.{one % 2**20}"
        for one in Target.objects.values_list("document", flat=True).distinct().order_by("document")
    )
    offered = {
        number: re.findall(
            r'<option value="([\d.]+)"( selected)?>',
            page_of(board, f"/plans/{number}/promised").partition('id="with"')[2],
        )
        for number in (lanzhou, gansu, newest)
    }
    assert offered == {
        lanzhou: [(gansu, " selected"), (newest, "")],
        gansu: [(newest, " selected")],
        newest: [],
    }
    assert "没有后来的规划可对照" in page_of(board, f"/plans/{newest}/promised")
    for unknown in (lanzhou, "9.9", "x"):
        answer = board.get(f"/plans/{gansu}/promised?with={unknown}")
        assert (answer.status_code, "没有这份后来的规划" in answer.content.decode()) == (404, True)


def test_the_library_offers_pairs_of_plans_those_of_one_region_first(board):
    lanzhou, gansu, newest = (
        f"{one >> 20}.{one % 2**20}"
        for one in Target.objects.values_list("document", flat=True).distinct().order_by("document")
    )
    offered = re.findall(r'href="/plans/([\d.]+)/promised\?with=([\d.]+)"', page_of(board, "/plans"))
    assert offered == [(gansu, newest), (lanzhou, gansu)]


def test_a_later_plan_about_which_nobody_decided_or_of_elsewhere_is_not_offered(board):
    now = timezone.now()
    for number, division in enumerate(("620000", "630000")):
        said = Description(
            title=f"后来的规划{number}",
            issuer="某局",
            issued_on=now.date(),
            division=division,
            year_from=2026,
            year_until=2030,
        )
        keep_document(INSTALLATION_VIEWER, "later.txt", f"2030年，产值{number + 1}亿元。".encode(), said, now=now)
    for number in Target.objects.values_list("document", flat=True).distinct():
        assert "后来的规划0" not in page_of(board, f"/plans/{number >> 20}.{number % 2**20}/promised")
        assert "后来的规划1" not in page_of(board, f"/plans/{number >> 20}.{number % 2**20}/promised")


def test_an_official_words_a_target_anew_and_the_old_value_and_the_reason_stay(board, cast):
    official = signed_in(cast.account("guan", "official", of="省药监局"))
    address = address_of("医药工业主营业务收入")
    assert board.get(f"{address}/change").status_code in (302, 403)
    form = page_of(official, f"{address}/change")
    expected = re.search(r'name="expected" value="([\d.]+)"', form)[1]
    said = {
        "name": "医药工业主营业务收入",
        "comparator": "≥",
        "low": "260",
        "year": "2021",
        "shape": "linear",
        "binding": "",
    }
    said |= {"baseline": "105.79", "baseline_year": "2015", "expected": expected}
    refused = official.post(f"{address}/change", said)
    assert (refused.status_code, "为什么改" in refused.content.decode()) == (400, True)
    assert official.post(f"{address}/change", said | {"reason": "中期评估调整（试）"}).status_code == 302
    page = page_of(official, address)
    for words in ("260 亿元以上", "立为目标：300 亿元", "中期评估调整（试）", "省药监局"):
        assert words in page
    seen = page_of(board, address)
    assert "260 亿元以上" in seen
    assert "中期评估调整（试）" not in seen  # who worded it, and why, is for offices
    assert "省药监局" not in seen.partition("沿革")[2]
    late = official.post(f"{address}/change", said | {"reason": "又改", "low": "250"})
    assert (late.status_code, "别人刚刚改过这个目标" in late.content.decode()) == (409, True)
    assert 'value="250"' in late.content.decode()  # what was filled in is still there
    late = official.post(f"{address}/withdraw", {"reason": "又改", "expected": expected})
    assert (late.status_code, "别人刚刚改过这个目标" in late.content.decode()) == (409, True)
    expected = re.search(r'name="expected" value="([\d.]+)"', page_of(official, f"{address}/withdraw"))[1]
    assert official.post(f"{address}/withdraw", {"reason": "并入总目标", "expected": expected}).status_code == 302
    expected = re.search(r'name="expected" value="([\d.]+)"', page_of(official, f"{address}/withdraw"))[1]
    again = official.post(f"{address}/withdraw", {"reason": "再撤一次", "expected": expected})
    assert (again.status_code, "和现在的一样" in again.content.decode()) == (400, True)
    assert "已撤回" in page_of(board, address)
    assert f'"{address}"' not in page_of(board, "/targets")


def test_the_map_counts_the_targets_of_a_county_and_its_city(board, cast):
    official = signed_in(cast.account("guan", "official", of="省药监局"))
    page = page_of(official, "/targets/map")
    assert re.search(r'aria-label="榆中县：\d+ 个"', page)
    assert "岷县：没有" in page
    assert "岷县：没有" in page_of(official, "/targets/map?state=target_missed")
    assert official.get("/targets/map?state=x").status_code == 400


def test_addresses_that_name_nothing_are_not_found(board):
    for address in (
        "/targets/1.1",
        "/targets/x",
        "/plans/9.9/promised",
        "/figure/verdict/1.1/value",
        "/figure/verdict/x",
    ):
        assert board.get(address).status_code == 404, address
    assert board.get("/targets?sort=nothing").status_code == 400
