"""The README's walk, done as a person would, against a running `yaomai demo` with two witnesses, in a browser and at a terminal."""

import io
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from browser import chromium, needs_chromium, opened, page_faults
from make_events import document, object_event
from running_demo import Demo, running, sign_in
from yaomai.demo import plants

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]


def path(uri: str) -> str:
    """The path of a Digital Link on this site."""
    return uri.removeprefix("https://id.gs1.org")


PACK, FRAUD, RECALLED = path(plants.SHOWN_PACK), path(plants.FRAUD_LOT), path(plants.RECALLED_LOT)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo") / "home") as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def inspector(demo: Demo, browser: Browser) -> StorageState:
    return demo.signed_in(browser, "jianguan")


def until_witnessed(demo: Demo) -> None:
    """Wait until everything recorded is covered by a witnessed checkpoint (the promise: 5 s)."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        home = demo.get("/").decode()
        if "state-awaiting_witness" not in home and "待入账" not in home and "待见证" not in home and "家见证" in home:
            return
        time.sleep(0.2)  # there is no event to wait for
    pytest.fail("not witnessed within 15 s")


def test_the_greeting_names_what_can_be_tried(demo, browser, inspector):
    tried = demo.said.partition("In another terminal")[0].partition("Try")[2]
    named = re.findall(rf"{demo.address}/(\S+)(.*)", tried)
    assert len(named) == tried.count("http:")
    with opened(browser, f"{demo.address}/", storage_state=inspector) as (page, _):
        for line, told in named:
            if "sign in as jianguan)" in told:
                assert page.request.get(f"{demo.address}/{line}").ok
            else:
                assert demo.get(f"/{line}")
    record = re.search(r"ledger prove (\S+)", demo.said).group(1)
    until_witnessed(demo)
    written = demo.command("ledger", "prove", record, cwd=demo.home)
    assert f"wrote {record}.tlog-proof" in written
    assert "当归种子" in demo.command("trace", plants.SHOWN_PACK)
    assert "the sums agree" in demo.command("recall", plants.RECALLED_LOT)


def test_1_from_a_pack_to_its_plots(demo, browser):
    until_witnessed(demo)
    with opened(browser, f"{demo.address}{PACK}") as (page, _):
        assert "归芪示范颗粒" in page.locator("h1").inner_text()
        told = page.inner_text("main")
        for question in ("来源", "去向", "质量", "责任"):
            assert question in told
        assert told.count("有据可查") == 4, "all four are answered"
        assert "号地" in told
        page.get_by_role("link", name="看全部经过").first.click()
        page.wait_for_url(re.compile("/(trace|things)/"))
        assert page.locator("svg").count()
        for name in ("当归种子", "黄芪种子", "当归（鲜）", "DG241119", plants.FIRST_BATCH):
            assert name in page.content(), f"{name} is missing in the genealogy"
        page.get_by_role("link", name=re.compile(r"42\.84")).first.click()
        page.get_by_text('"quantity": 42.84').wait_for()


def test_2_the_fraud_and_the_pack_that_was_sold_twice(demo, browser, inspector):
    with opened(browser, f"{demo.address}/balance") as (page, _):
        sign_in_at = page.url
    assert "/sign-in" in sign_in_at, "findings are not for everybody"
    with opened(browser, f"{demo.address}/balance", storage_state=inspector) as (page, _):
        told = page.inner_text("main")
        assert told.count("GP25G01") == 1
        for words in ("1592.3", "1815.2", "宕昌沟坪当归合作社"):
            assert words in told
        assert len(json.loads(page.request.get(f"{demo.address}/balance?format=json").text())["findings"]) == 1
        page.goto(f"{demo.address}/alerts")
        told = page.inner_text("main")
        assert told.count("归芪示范颗粒") == 1
        for words in (plants.DUPLICATED_PACK[-18:], "兰州百草药房", "天水麦积药房"):
            assert words in told
    assert "编码重复" in demo.get(path(plants.DUPLICATED_PACK)).decode()


def test_3_the_recall_that_is_under_way_and_another_one(demo, browser, inspector):
    with opened(browser, f"{demo.address}/recalls", storage_state=inspector) as (page, _):
        page.get_by_role("link", name=re.compile("DG251112|当归片")).first.click()
        page.wait_for_url(re.compile(r"/recalls/\d+"))
        told = page.inner_text("main")
        assert re.search(r"生成\s*1400\s*件", told)
        assert told.count("相符") == 4, "slices, extract, granules, packs: what was made is what is accounted for"
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("XLSX")).first.click()
        book = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert "xl/workbook.xml" in book.namelist()

        assert "已召回" not in demo.get(FRAUD).decode()
        page.goto(f"{demo.address}/recalls/new?thing={plants.FRAUD_LOT}")
        page.get_by_role("heading", name=re.compile("牵涉到什么")).wait_for()
        assert "已召回" not in demo.get(FRAUD).decode(), "looking changes nothing"
        page.locator("input[name=recall_class][value='2']").check()
        page.fill("textarea[name=reason]", "干燥产出多于投入，来历不明")
        page.locator("input[name=confirmed]").check()
        page.get_by_role("button", name=re.compile("启动召回")).click()
        page.wait_for_url(re.compile(r"/recalls/\d+$"))
        assert "已召回" in demo.get(FRAUD).decode(), "from the moment at which it is started"


def test_4_a_receipt_verifies_offline(demo, browser, tmp_path):
    until_witnessed(demo)
    with opened(browser, f"{demo.address}{PACK}") as (page, _):
        assert "已见证" in page.inner_text("body")
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("下载收据")).click()
        receipt = tmp_path / "receipt.tlog-proof"
        download.value.save_as(receipt)
    policy = tmp_path / "policy.txt"
    policy.write_bytes(demo.get("/log/policy"))
    checked = check(receipt, policy, home=tmp_path / "nothing-here")
    assert checked.returncode == 0, checked.stderr
    assert "PROVED: record" in checked.stdout
    assert checked.stdout.count("witnessed by") == 2
    flipped = bytearray(receipt.read_bytes())
    flipped[-20] ^= 1
    receipt.write_bytes(flipped)
    refused = check(receipt, policy, home=tmp_path / "nothing-here")
    assert refused.returncode == 1
    assert "Error" in refused.stderr


def check(receipt: Path, policy: Path, *, home: Path) -> "subprocess.CompletedProcess[str]":
    """`yaomai ledger check` with nothing but the two files."""
    return subprocess.run(
        [sys.executable, "-m", "yaomai", "ledger", "check", str(receipt), "--policy", str(policy)],
        env={"PATH": os.environ["PATH"], "YAOMAI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_5_a_correction(demo, browser):
    with opened(browser, f"{demo.address}/trace{path(plants.CORRECTED_LOT)}") as (page, _):
        told = page.inner_text("main")
        assert "353.8" in told
        assert "已更正" in told


def test_6_and_7_a_file_of_events_comes_in_by_command_and_by_key_and_all_is_verified(demo, tmp_path):
    file = tmp_path / "events.jsonld"
    file.write_text(json.dumps(document([object_event()])))
    assert "recorded" in demo.command("epcis", "capture", str(file))
    assert "on record already" in demo.command("epcis", "capture", str(file))

    key = (demo.home / "demonstration-key.txt").read_text().strip()
    request = urllib.request.Request(  # noqa: S310
        f"{demo.address}/capture",
        data=json.dumps(document([object_event(eventTime="2026-10-02T08:00:00+08:00")])).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.status == 202
        job = answer.headers["Location"].removeprefix(demo.address)
    deadline = time.monotonic() + 15
    while (told := json.loads(demo.get(job, Authorization=f"Bearer {key}")))["running"]:
        assert time.monotonic() < deadline, told
        time.sleep(0.2)  # a job is asked for until it is done (EPCIS 2.0, 12.6.2)
    assert told["success"], told
    until_witnessed(demo)
    assert "all as recorded and signed" in demo.command("ledger", "verify")


def test_6_a_file_is_handed_in_by_hand_and_its_faults_are_said_where_they_are(demo, browser):
    event = object_event(eventTime="2026-10-03T08:00:00+08:00")
    with opened(browser, f"{demo.address}/sign-in") as (page, _):
        sign_in(page, "guiyuan")
        page.goto(f"{demo.address}/capture-desk")
        for name, action, answer in (("typed.json", "ADDED", "没有记录"), ("right.json", "ADD", "已记录")):
            text = json.dumps(document([{**event, "action": action}]), indent=1)
            page.set_input_files("#files", {"name": name, "mimeType": "application/json", "buffer": text.encode()})
            page.get_by_role("button", name="送出").click()
            page.locator("#results").get_by_text(name).first.wait_for()
            assert answer in page.locator("#results").inner_text()
            if action == "ADDED":
                line = next(number for number, one in enumerate(text.splitlines(), 1) if "ADDED" in one)
                assert f"第 {line} 行" in page.locator("#results").inner_text()


def test_9_a_target_that_was_missed_leads_in_two_clicks_to_the_words_of_the_plan(demo, browser):
    with opened(browser, f"{demo.address}/") as (page, _):
        assert "规划目标" in page.inner_text("main")
        page.get_by_role("link", name="医药工业主营业务收入").first.click()
        page.wait_for_url("**/targets/*")
        assert "没有达到" in page.inner_text("main")
        used = page.locator(".used")
        used.get_by_role("link", name="176.23").first.click()
        page.locator('dialog a[href*="/text?at="]').first.click()
        page.wait_for_url("**/plans/*/text?at=*")
        mark = page.locator("mark").first
        assert re.sub(r"\D", "", unicodedata.normalize("NFKC", mark.inner_text())) == "17623"
        assert mark.is_visible()


def test_8_an_administrator_sees_who_did_what_and_a_grower_its_own(demo, browser):
    with opened(browser, f"{demo.address}/sign-in?next=/audit") as (page, _):
        sign_in(page, "guanli")
        assert "现在修改" in page.inner_text("main"), (
            "the demonstration's password is known to others, and that is said"
        )
        page.get_by_role("link", name="谁做了什么").click()
        page.wait_for_url("**/audit*")
        assert "guanli" in page.inner_text("body") or "药脉示范平台" in page.inner_text("body")
    with opened(browser, f"{demo.address}/sign-in") as (page, _):
        sign_in(page, "guiyuan")
        page.goto(f"{demo.address}/my/keys")
        assert "制作密钥" in page.inner_text("main")
        page.goto(f"{demo.address}/balance")
        assert "GP25G01" not in page.inner_text("main"), "another cooperative's"


def test_every_page_of_the_running_demonstration_is_accessible_and_fits(demo, browser, inspector):
    until_witnessed(demo)
    thing = demo.get(f"/trace{RECALLED}")
    number = re.search(rb'href="/records/([\d.]+)"', thing).group(1).decode()
    figure = re.search(rb'href="/figure/([^"]+)"', thing).group(1).decode()
    recall = re.search(rb'href="(/recalls/\d+)"', demo.get("/recalls")).group(1).decode()
    plan = re.search(r'href="(/plans/\d+\.\d+)"', demo.get("/plans").decode()).group(1)
    missed = demo.get("/targets?state=target_missed").decode()
    target = re.search(r'href="(/targets/\d+\.\d+)"', missed.partition("<table")[2]).group(1)
    pages = [
        ("/", 200),
        ("/plans", 200),
        (plan, 200),
        (f"{plan}/text", 200),
        (f"{plan}/text?at=0-9", 200),
        (f"{plan}/reading", 200),
        (f"{plan}/reading/tasks", 200),
        ("/search?q=%E5%BD%93%E5%BD%92", 200),
        ("/search?q=nothing-is-called-so", 404),
        (PACK, 200),
        (FRAUD, 200),
        (RECALLED, 200),
        (path(plants.RECALLED_PACKS), 200),
        (path(plants.DUPLICATED_PACK), 200),
        (f"/trace{PACK}", 200),
        (f"/trace{RECALLED}", 200),
        (f"/trace{path(plants.RECALLED_PACKS)}", 200),
        ("/things/1", 200),
        ("/recalls", 200),
        (recall, 200),
        (f"/records/{number}", 200),
        ("/records/1.1", 200),
        (f"/records/{number}/receipt", 200),
        (f"/figure/{figure}", 200),
        ("/ledger", 200),
        ("/ledger?after=10", 200),
        ("/glossary", 200),
        ("/demonstration", 200),
        ("/sign-in/code", 200),
        ("/systems", 200),
        ("/systems/D10", 200),
        ("/registers", 200),
        ("/registers/brand", 200),
        ("/registers/enterprise?division=岷县&sort=-name", 200),
        ("/registers/enterprise/rules", 200),
        ("/targets", 200),
        ("/targets?state=target_cannot_judge&sort=-year", 200),
        (target, 200),
        (f"/figure/verdict/{target.rpartition('/')[2]}/completion", 200),
        (f"{plan}/promised", 200),
        (f"{plan}/consistency", 200),
        ("/indicators", 200),
        ("/indicators?sort=-series&kind=发布", 200),
        ("/indicators/sample.revenue", 200),
        ("/indicators/sample.revenue?region=620100&spans=to_date", 200),
        ("/indicators/sample.revenue?region=620000&also=620100&also=621100&values-sort=-value", 200),
        ("/indicators/industry.revenue", 200),
        ("/indicators/herb.base_area", 200),
        ("/indicators/editions", 200),
        ("/indicators/editions/999999.1", 404),
        ("/style", 200),
        ("/sign-in", 200),
        ("/records/999999.1", 404),
        ("/things/999999", 404),
    ]
    for_inspectors = [
        "/balance",
        "/alerts",
        "/registers/base?sort=-area",
        "/registers/expert",
        "/registers/base/figures?on=2015-12-31",
        "/registers/base/map?total=G06/base_area&on=2020-12-31",
        "/registers/base/checks",
        "/registers/expert/draw",
        "/registers/agency/find?need=testing",
        "/targets/map",
        f"{target}/change",
        "/indicators/imports",
        "/indicators/imports/1",
        "/indicators/imports/1/undo",
        "/indicators/sample.revenue/correct?region=620000",
        "/indicators/sample.revenue/break?region=620000",
        "/indicators/sample.revenue/define",
        "/indicators/new",
        recall,
        f"{recall}/items",
        f"{recall}/holders",
        "/recalls/new",
        f"/recalls/new?thing={plants.RECALLED_LOT}",
        f"/trace{RECALLED}",
    ]
    faults = {one: found for one, status in pages if (found := page_faults(browser, demo.address + one, status=status))}
    grower = demo.signed_in(browser, "guiyuan")
    for one in ("/capture-desk", "/balance", "/recalls/new", "/registers/enterprise/import"):
        if found := page_faults(browser, demo.address + one, storage_state=grower):
            faults[f"{one} (grower)"] = found
    for one in for_inspectors:
        if found := page_faults(browser, demo.address + one, storage_state=inspector):
            faults[f"{one} (inspector)"] = found
    assert faults == {}
