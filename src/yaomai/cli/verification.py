"""What is printed while the whole record is verified, and at the end?"""

import time

import click

from yaomai.cli.connected import say


def report() -> int:
    """Verify the record and its log over Django's connections, print every fault and a summary; returns the number of faults."""
    from yaomai.cli.serving import log_setup
    from yaomai.ledger.queries import verify, verify_log

    begun = shown = time.monotonic()
    progress = verify.Progress()
    for step in verify.verify_records():
        progress = step
        if time.monotonic() - shown >= 1:
            shown = time.monotonic()
            rate = progress.records / (shown - begun)
            percent = 100 * progress.records // max(1, progress.records_total)
            say(f"{percent:3d} %  {progress.records:,} of {progress.records_total:,} records, {rate:,.0f}/s")
    setup = log_setup()
    faults = progress.faults + verify_log.verify_log(progress.leaf_hashes, setup.policy(), setup.keyring.head())
    seconds = time.monotonic() - begun
    for fault in faults:
        click.echo(str(fault))
    click.echo(
        f"{progress.records:,} records in {progress.deeds:,} deeds verified in {seconds:.1f} s"
        f" ({progress.records / max(seconds, 1e-9):,.0f}/s); {progress.erased} erased; "
        + (f"{len(faults)} faults" if faults else "all as recorded and signed")
    )
    return len(faults)
