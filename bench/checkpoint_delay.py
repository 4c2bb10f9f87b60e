"""How long after the acknowledgement is a record covered by a signed checkpoint, and by one that the witnesses cosigned?"""

import random
import threading
import time

from django.db import connections
from installation import installation, program, random_bodies, record_in_one_transaction, witnesses
from measuring import Extent, Result, main, percentile, say

from yaomai.cli.serving import log_setup

WITNESSES = 2
SAMPLES_PER_RUN = 20
LOOK_EVERY_S = 0.005


def measure(extent: Extent) -> list[Result]:
    """With the real worker and real witness processes: on an idle machine, and while somebody records without a pause."""
    runs = extent.runs
    samples = 5 if extent.quick else SAMPLES_PER_RUN
    with installation(), witnesses(WITNESSES), program("worker"):
        _delay(time.monotonic() + 60)  # everything is up
        idle = [_run(samples) for _ in range(runs)]
        stop = threading.Event()
        busy = threading.Thread(target=_keep_recording, args=(stop,))
        busy.start()
        try:
            loaded = [_run(samples) for _ in range(runs)]
        finally:
            stop.set()
            busy.join()
    how = (
        f"the slowest of {samples} records at random moments, each looked for every {1000 * LOOK_EVERY_S:.0f} ms;"
        f" worker and {WITNESSES} witnesses as processes of their own"
    )
    results = []
    for when, found in (("idle", idle), ("under load", loaded)):
        words = (
            how if when == "idle" else f"{how}; another thread records 1,000 bodies of 500 B at a time without a pause"
        )
        results += [
            Result(f"acknowledgement → signed checkpoint, {when}", words, "s", [one[0] for one in found], 1,
                   more_is_better=False),
            Result(f"acknowledgement → witnessed checkpoint, {when}", words, "s", [one[1] for one in found], 5,
                   more_is_better=False),
        ]  # fmt: skip
    return results


def _run(samples: int) -> tuple[float, float]:
    """The slowest of `samples` delays to a signed and to a witnessed checkpoint, in seconds."""
    source = random.Random(9)  # noqa: S311  # not a secret: repeatable
    signed, witnessed = [], []
    for _ in range(samples):
        time.sleep(source.random())  # at any moment of the worker's round
        one = _delay(time.monotonic() + 30)
        signed.append(one[0])
        witnessed.append(one[1])
    say(f"signed: median {percentile(signed, 50):.3f} s, slowest {max(signed):.3f} s;"
        f" witnessed: median {percentile(witnessed, 50):.3f} s, slowest {max(witnessed):.3f} s")  # fmt: skip
    return max(signed), max(witnessed)


def _delay(limit: float) -> tuple[float, float]:
    """Seconds from the acknowledgement of one record to a checkpoint over it, and to one that the witnesses saw.

    Raises TimeoutError when there is none at `limit`.
    """
    from yaomai.ledger.queries import checkpoints

    policy = log_setup().policy()
    (recorded,) = record_in_one_transaction([[b"one record"]])
    acknowledged = time.monotonic()
    signed: float | None = None
    while True:
        leaf = _leaf_index(recorded.deed_id)
        if leaf is not None:
            newest = checkpoints.newest()
            if signed is None and newest is not None and newest.size > leaf:
                signed = time.monotonic() - acknowledged
            if signed is not None and checkpoints.newest_witnessed(policy, at_least=leaf + 1) is not None:
                return signed, time.monotonic() - acknowledged
        if time.monotonic() > limit:
            raise TimeoutError(f"deed {recorded.deed_id} is in no witnessed checkpoint")
        time.sleep(LOOK_EVERY_S)  # there is no event to wait for


def _leaf_index(deed: int) -> int | None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT leaf_index FROM ledger_leaf WHERE deed_id = %s", (deed,))
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _keep_recording(stop: threading.Event) -> None:
    bodies = random_bodies(1000)
    while not stop.is_set():
        record_in_one_transaction([bodies])
    connections.close_all()


if __name__ == "__main__":
    main(measure)
