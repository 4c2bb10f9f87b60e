"""A demonstration that runs as people run it: `yaomai demo` with its witnesses, spoken to over HTTP and at a terminal."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState

from browser import opened
from yaomai.database import placement

PASSWORD = "yaomai-demo-2026"
ANSWERS_WITHIN_S = 240.0
"""Generous: how long it takes is measured by bench/demo_start.py."""


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

    def signed_in(self, browser: Browser, login: str) -> StorageState:
        """The cookies of somebody who signed in."""
        with opened(browser, f"{self.address}/sign-in") as (page, _):
            sign_in(page, login)
            return page.context.storage_state()


def sign_in(page: Page, login: str) -> None:
    """Sign in on the page for it, which is open."""
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/my")


@contextmanager
def running(home: Path) -> Iterator[Demo]:
    """The demonstration at its usual scale, in a home of its own."""
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
            deadline = time.monotonic() + ANSWERS_WITHIN_S
            while "answers at" not in (said := log.read_text()):
                assert process.poll() is None, said
                assert time.monotonic() < deadline, f"no answer within {ANSWERS_WITHIN_S} s:\n{said}"
                time.sleep(0.2)  # there is no event to wait for
            found = re.search(r"answers at (http://\S+?)/ ", said)
            assert found, said
            yield Demo(found[1], home, said)
        finally:
            process.terminate()
            process.wait(30)
            placement.discard(home)
