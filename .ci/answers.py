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
            with urllib.request.urlopen(lock["address"], timeout=20) as answer:  # noqa: S310 — http on this machine
                status = answer.status
        except ProcessLookupError:
            sys.exit("make demo has ended")
        except (OSError, ValueError):  # not there yet
            time.sleep(0.2)  # there is no event to wait for
            continue
        sys.stdout.write(f"{lock['address']} answered {status} after {time.monotonic() - began:.1f} s\n")
        os.kill(lock["process"], signal.SIGTERM)
        return 0 if status == 200 else 1
    sys.exit("make demo did not answer within 90 s")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
