"""How long does `make demo` take until it answers, the first time and the second?"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from measuring import Extent, Result, main, say

from yaomai.database import placement

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 300.0
_ADDRESS = re.compile(rb"answers at (http://\S+)")


def measure(extent: Extent) -> list[Result]:
    """In a home of its own: once with everything to be made, then with everything there."""
    home = Path(tempfile.mkdtemp(prefix="yaomai-bench-demo-"))
    try:
        first = [_start(home)]
        again = [_start(home) for _ in range(extent.runs)]
    finally:
        placement.discard(home)
        shutil.rmtree(home, ignore_errors=True)
    how = "from `make demo` to the first page that is answered (GET / with status 200)"
    first_how = f"{how}; the made-up year of about 50,000 events is recorded before"
    name = "start of `make demo` the first time, environment installed"
    return [
        Result("start of `make demo` the second time", how, "s", again, 10, more_is_better=False),
        Result(name, first_how, "s", first, 90, more_is_better=False),
    ]


def _start(home: Path) -> float:
    """Seconds until the start page is there; then the demonstration is stopped."""
    environment = {**os.environ, "YAOMAI_HOME": str(home), "YAOMAI_ADDRESS": "127.0.0.1:8700"}
    environment.pop("DATABASE_URL", None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        ["make", "--no-print-directory", "-C", str(ROOT), "demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    alarm = threading.Timer(LIMIT_S, process.kill)
    alarm.start()
    try:
        said = []
        for line in process.stdout or ():
            said.append(line)
            if found := _ADDRESS.search(line):
                with urllib.request.urlopen(found[1].decode(), timeout=30) as page:  # noqa: S310  # our own process
                    page.read()
                seconds = time.perf_counter() - begun
                say(f"answered after {seconds:.2f} s")
                return seconds
        raise AssertionError(f"the demonstration ended: {b''.join(said).decode(errors='replace')[-2000:]}")
    finally:
        alarm.cancel()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)


if __name__ == "__main__":
    main(measure)
