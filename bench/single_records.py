"""How many records a second come on record one at a time, each with a durable commit of its own?"""

import time
from itertools import cycle

from installation import installation, program, random_bodies, record_in_one_transaction, waiting
from measuring import Extent, Result, main


def measure(extent: Extent) -> list[Result]:
    """One process that records, and the worker beside it."""
    bodies = random_bodies(1000)
    with installation(), program("worker"):
        rates = []
        for _ in range(extent.runs):
            begun = time.perf_counter()
            recorded = 0
            for body in cycle(bodies):
                record_in_one_transaction([[body]])
                recorded += 1
                if time.perf_counter() - begun >= extent.run_s:
                    break
            rates.append(recorded / (time.perf_counter() - begun))
            while waiting():
                time.sleep(0.01)  # there is no event to wait for
    how = f"one process, one body of 500 B and one commit at a time for {extent.run_s:.0f} s, the worker beside it"
    return [Result("recording of single records", how, "records/s", rates)]


if __name__ == "__main__":
    main(measure)
