"""Does `make demo` answer within 90 seconds, and stop when it is told to?

    python .ci/answers.py HOME PID-OF-MAKE

Reads the address and the process from the serving lock in HOME, asks for the first page, and sends SIGTERM.
"""

import json
import os
import signal
import sys
import time
import urllib.request
from pathlib import Path


def main(home: Path, make: int) -> int:
    began = time.monotonic()
    while time.monotonic() - began < 90:
        try:
            os.kill(make, 0)
            lock = json.loads((home / "serve.lock").read_text())
        except ProcessLookupError:
            sys.exit("make demo has ended")
        except (OSError, ValueError):
            time.sleep(0.2)
            continue
        with urllib.request.urlopen(lock["address"], timeout=20) as answer:  # noqa: S310 — http on this machine
            answered = answer.status == 200
        sys.stdout.write(f"{lock['address']} answered {answer.status} after {time.monotonic() - began:.1f} s\n")
        os.kill(lock["process"], signal.SIGTERM)
        return 0 if answered else 1
    sys.exit("make demo did not answer within 90 s")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
