"""The README's walk, done as a person would, against a running `yaomai demo` with two witnesses, in a browser and at a terminal."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser import chromium, needs_chromium, opened, page_faults
from make_events import document, object_event
from yaomai.database import placement

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
PASSWORD = "yaomai-demo-2026"


@dataclass
class Demo:
    """A demonstration that runs: where it answers, where its home is, what it said."""

    address: str
    home: Path
    said: str

    def command(self, *words: str, code: int = 0, cwd: Path | None = None) -> str:
        """What `yaomai WORDS` prints against this installation."""
        environment = {**os.environ, "YAOMAI_HOME": str(self.home)}
        done = subprocess.run(
            [sys.executable, "-m", "yaomai", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def get(self, path: str, **headers: str) -> bytes:
        """The body of an answer."""
        with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers)) as answer:  # noqa: S310
            return answer.read()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo") / "home"
    log = home.with_name("demo.log")
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "YAOMAI_LOG_ORIGIN"}}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "yaomai", "demo"],
            env={**environment, "YAOMAI_HOME": str(home), "YAOMAI_ADDRESS": "127.0.0.1:8400"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + 90
            while "answers at" not in (said := log.read_text()):
                assert process.poll() is None, said
                assert time.monotonic() < deadline, f"the demonstration did not answer within 90 s:\n{said}"
                time.sleep(0.2)  # there is no event to wait for
            yield Demo(re.search(r"answers at (http://\S+?)/ ", said).group(1), home, said)
        finally:
            process.terminate()
            process.wait(30)
            placement.discard(home)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


def until_witnessed(demo: Demo) -> None:
    """Wait until everything recorded is covered by a witnessed checkpoint (the promise: 5 s)."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        home = demo.get("/").decode()
        if "state-awaiting_witness" not in home and "待入账" not in home and "待见证" not in home and "家见证" in home:
            return
        time.sleep(0.2)  # there is no event to wait for
    pytest.fail("not witnessed within 15 s")


def test_the_greeting_names_what_can_be_tried(demo):
    for path in re.findall(rf"{demo.address}/(\S+)", demo.said):
        if path != "capture":
            assert demo.get(f"/{path}")
    record = re.search(r"ledger prove (\S+)", demo.said).group(1)
    until_witnessed(demo)
    written = demo.command("ledger", "prove", record, cwd=demo.home)
    assert f"wrote {record}.tlog-proof" in written


def test_from_a_lot_to_its_seed_to_a_receipt_that_verifies_offline(demo, browser, tmp_path):
    until_witnessed(demo)
    with opened(browser, f"{demo.address}/") as (page, _):
        page.fill("main input[name=q]", "DG241108")
        page.keyboard.press("Enter")
        page.wait_for_url("**/things/*")
        assert page.locator("h1").inner_text() == "当归片"
        graph = page.locator("svg").first.text_content() or ""
        for name in ("当归种子", "QLC3-2023", "XD2410", "P24112"):
            assert name in page.content(), f"{name} is missing in {graph}"

        page.get_by_role("link", name=re.compile("1204.75")).first.click()
        page.get_by_text('"quantity": 1204.75').wait_for()
        page.keyboard.press("Escape")

        page.goto(f"{demo.address}/01/09520000010041/10/DG241108")
        assert "已见证" in page.inner_text("body")
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("下载收据")).click()
        receipt = tmp_path / "receipt.tlog-proof"
        download.value.save_as(receipt)

    policy = tmp_path / "policy.txt"
    policy.write_bytes(demo.get("/log/policy"))
    bare = subprocess.run(
        [sys.executable, "-m", "yaomai", "ledger", "check", str(receipt), "--policy", str(policy)],
        env={"PATH": os.environ["PATH"], "YAOMAI_HOME": str(tmp_path / "nothing-here")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert bare.returncode == 0, bare.stderr
    assert "PROVED: record" in bare.stdout
    assert bare.stdout.count("witnessed by") == 2
    flipped = bytearray(receipt.read_bytes())
    flipped[-20] ^= 1
    receipt.write_bytes(flipped)
    assert "Error" in _stderr(receipt, policy)


def _stderr(receipt: Path, policy: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "yaomai", "ledger", "check", str(receipt), "--policy", str(policy)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr


def test_a_file_of_events_comes_in_by_command_and_by_key(demo, tmp_path):
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
        job = answer.headers["Location"]
    path = job.removeprefix(demo.address)
    told = json.loads(demo.get(path, Authorization=f"Bearer {key}"))
    assert (told["running"], told["success"]) == (False, True)
    until_witnessed(demo)
    assert "all as recorded and signed" in demo.command("ledger", "verify")


def test_an_administrator_sees_who_did_what(demo, browser):
    with opened(browser, f"{demo.address}/sign-in?next=/audit") as (page, _):
        page.fill("input[name=login]", "guanli")
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.wait_for_url("**/my")
        assert "现在修改" in page.inner_text("main"), (
            "the demonstration's password is known to others, and that is said"
        )
        page.get_by_role("link", name="谁做了什么").click()
        page.wait_for_url("**/audit*")
        assert "guanli" in page.inner_text("body") or "药脉示范平台" in page.inner_text("body")


def test_every_page_of_the_running_demonstration_is_accessible_and_fits(demo, browser):
    until_witnessed(demo)
    thing = demo.get("/search?q=DG241108")
    number = re.search(rb'href="/records/([\d.]+)"', thing).group(1).decode()
    figure = re.search(rb'href="/figure/([^"]+)"', thing).group(1).decode()
    search = "/search?q=%E5%BD%93%E5%BD%92"
    pages = [
        ("/", 200),
        (search, 200),
        ("/search?q=nothing-is-called-so", 404),
        ("/things/1", 200),
        ("/things/9", 200),
        ("/01/09520000010041/10/DG241108", 200),
        (f"/records/{number}", 200),
        ("/records/1.1", 200),
        (f"/records/{number}/receipt", 200),
        (f"/figure/{figure}", 200),
        ("/ledger", 200),
        ("/ledger?after=10", 200),
        ("/glossary", 200),
        ("/style", 200),
        ("/sign-in", 200),
        ("/records/999999.1", 404),
        ("/things/999999", 404),
    ]
    faults = {
        path: found for path, status in pages if (found := page_faults(browser, demo.address + path, status=status))
    }
    assert faults == {}
