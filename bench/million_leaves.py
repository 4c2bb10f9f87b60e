"""What does a log of a million leaves cost: a proof from it, its disk, its verification?"""

import random
import time

from installation import (
    BODY_BYTES,
    bytes_beside_bodies,
    installation,
    random_bodies,
    record_in_one_transaction,
    sequence_all,
    verification_rate,
)
from measuring import Extent, Result, main, percentile, say, timed

from yaomai.cli.serving import log_setup

LEAVES = 1_000_000
BATCH = 5000


def measure(extent: Extent) -> list[Result]:
    """A million deeds of one record, built through the same operations as any other."""
    leaves = extent.of(LEAVES)
    with installation() as there:
        with timed(f"recording and sequencing {leaves:,} deeds of one record") as built:
            _build(leaves)
        sizes = [bytes_beside_bodies(there, leaves, leaves * BODY_BYTES)]
        proofs, queries = _prove(leaves, extent)
        receipts = _receipts(leaves, extent)
        rates = [verification_rate() for _ in range(extent.runs)]
    of = f"{leaves:,} deeds of one record of {BODY_BYTES} B"
    return [
        Result(
            f"inclusion proof over {leaves:,} leaves, p95",
            f"random leaves of the whole tree, one after another for {extent.run_s:.0f} s, {queries} query each;"
            " the database's cache is warm",
            "ms", proofs, 5, more_is_better=False,
        ),
        Result(
            f"receipt of a record out of {leaves:,} deeds, p95",
            "as above; the whole receipt with body, newest witnessed checkpoint and both proofs",
            "ms", receipts, more_is_better=False,
        ),
        Result(
            "bytes on disk per record beside its body, deeds of one record",
            f"{of}: tables, indexes, TOAST of the ledger after VACUUM of the queue and CHECKPOINT, without WAL",
            "B", sizes, 250, more_is_better=False,
        ),
        Result("`yaomai ledger verify`, deeds of one record", f"the command over {of}, from start to end", "records/s",
               rates, 50_000),
        Result("recording and sequencing in turn, deeds of one record", f"one process, {BATCH:,} deeds a transaction",
               "records/s", [leaves / built[0]]),
    ]  # fmt: skip


def _build(leaves: int) -> None:
    bodies = random_bodies(BATCH)
    done = 0
    while done < leaves:
        count = min(BATCH, leaves - done)
        record_in_one_transaction([[body] for body in bodies[:count]])
        done += count
        sequence_all()  # as the worker does a few times a second: a queue that grows long leaves its pages behind
        if done % (20 * BATCH) == 0:
            say(f"{done:,} deeds")


def _prove(leaves: int, extent: Extent) -> tuple[list[float], int]:
    """The p95 of each run in ms, and how many queries one proof takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yaomai.ledger.queries import tree

    with CaptureQueriesContext(connection) as captured:
        tree.inclusion_proof(leaves // 3, leaves)
    source = random.Random(7)  # noqa: S311  # not a secret: repeatable
    found = []
    for _ in range(extent.runs):
        times: list[float] = []
        begun = time.perf_counter()
        while (start := time.perf_counter()) - begun < extent.run_s:
            tree.inclusion_proof(source.randrange(leaves), leaves)
            times.append(time.perf_counter() - start)
        found.append(1000 * percentile(times, 95))
        say(f"{len(times):,} proofs: median {1000 * percentile(times, 50):.2f} ms, p95 {found[-1]:.2f} ms,"
            f" p99 {1000 * percentile(times, 99):.2f} ms")  # fmt: skip
    return found, len(captured)


def _receipts(leaves: int, extent: Extent) -> list[float]:
    """The p95 of each run in ms."""
    from yaomai.ledger.engine.deed import record_id
    from yaomai.ledger.models import Deed
    from yaomai.ledger.queries.prove import prove

    first = Deed.objects.order_by("id").values_list("id", flat=True)[0]
    policy = log_setup().policy()
    source = random.Random(8)  # noqa: S311  # not a secret: repeatable
    found = []
    for _ in range(extent.runs):
        times: list[float] = []
        begun = time.perf_counter()
        while (start := time.perf_counter()) - begun < extent.run_s / 2:
            prove(record_id(first + source.randrange(leaves), 1), policy, disclose=True).format()
            times.append(time.perf_counter() - start)
        found.append(1000 * percentile(times, 95))
    return found


if __name__ == "__main__":
    main(measure)
