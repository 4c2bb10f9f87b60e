"""What do deeds of a thousand records cost: their disk, their verification?"""

from installation import (
    BODY_BYTES,
    bytes_beside_bodies,
    installation,
    random_bodies,
    record_in_one_transaction,
    sequence_all,
    verification_rate,
)
from measuring import Extent, Result, main, timed

RECORDS_PER_DEED = 1000
DEEDS = 1000


def measure(extent: Extent) -> list[Result]:
    """A million records in a thousand deeds."""
    deeds = extent.of(DEEDS)
    records = deeds * RECORDS_PER_DEED
    bodies = random_bodies(RECORDS_PER_DEED)
    with installation() as there:
        with timed(f"recording {records:,} records"):
            for _ in range(deeds):
                record_in_one_transaction([bodies])
            sequence_all()
        sizes = [bytes_beside_bodies(there, records, records * BODY_BYTES)]
        rates = [verification_rate() for _ in range(extent.runs)]
    of = f"{deeds:,} deeds of {RECORDS_PER_DEED:,} records of {BODY_BYTES} B"
    return [
        Result(
            "bytes on disk per record beside its body, deeds of 1,000 records",
            f"{of}: tables, indexes, TOAST of the ledger after VACUUM of the queue and CHECKPOINT, without WAL",
            "B", sizes, 250, more_is_better=False,
        ),
        Result("`yaomai ledger verify`, deeds of 1,000 records", f"the command over {of}, from start to end",
               "records/s", rates, 50_000),
    ]  # fmt: skip


if __name__ == "__main__":
    main(measure)
