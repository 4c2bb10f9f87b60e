"""How many records a second come on record and into the log, sustained, with the worker at work beside?"""

import time
from collections.abc import Sequence
from itertools import cycle

from installation import BODY_BYTES, installation, program, random_bodies, record_in_one_transaction, waiting
from measuring import Extent, Result, main, say

BATCH = 1000


def measure(extent: Extent) -> list[Result]:
    """Batches as one deed of 1,000 bodies (as a document of 1,000 events is), and as 1,000 deeds of one body."""
    bodies = random_bodies(40 * BATCH)
    batches = [bodies[at : at + BATCH] for at in range(0, len(bodies), BATCH)]
    with installation(), program("worker"):
        together = [[batch] for batch in batches]
        apart = [[[body] for body in batch] for batch in batches]
        _run(together, 1.0)  # the worker is up, the connection is there, the bodies' pages are in memory
        rates = [_run(together, extent.run_s) for _ in range(extent.runs)]
        single_rates = [_run(apart, extent.run_s) for _ in range(extent.runs)]
    how = (
        f"one process records {BATCH:,} bodies of {BODY_BYTES} B in one transaction after another for {extent.run_s:.0f} s;"
        " the worker sequences and signs meanwhile; the clock stops when nothing is waiting any more"
    )
    return [
        Result(
            "record + sequence, batches of 1,000 bodies (one deed a batch)", how, "records/s", rates, 15_000, 30_000
        ),
        Result("record + sequence, batches of 1,000 deeds of one body", how, "records/s", single_rates),
    ]


def _run(batches: Sequence[Sequence[Sequence[bytes]]], seconds: float) -> float:
    """Records a second until all of them are leaves."""
    begun = time.perf_counter()
    recorded, most = 0, 0
    for number, batch in enumerate(cycle(batches)):
        record_in_one_transaction(batch)
        recorded += sum(len(deed) for deed in batch)
        if number % 20 == 0:
            most = max(most, waiting())
        if time.perf_counter() - begun >= seconds:
            break
    stopped = time.perf_counter()
    while waiting():
        time.sleep(0.01)  # there is no event to wait for
    done = time.perf_counter()
    say(
        f"{recorded:,} records acknowledged in {stopped - begun:.1f} s ({recorded / (stopped - begun):,.0f}/s);"
        f" the last were leaves {1000 * (done - stopped):.0f} ms later; at most {most:,} deeds were waiting"
    )
    return recorded / (done - begun)


if __name__ == "__main__":
    main(measure)
