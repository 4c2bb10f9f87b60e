"""Commands that write the whole installation into one file, and bring it back from there."""

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yaomai.cli.connected import connected, say

if TYPE_CHECKING:
    from yaomai.database.access import Access
    from yaomai.ledger.backup_file import Manifest
    from yaomai.ledger.operations.restore import Restored

_QUIET_S = 2.0
_TELL_EVERY_S = 1.0


@dataclass(slots=True)
class _Progress:
    """Says every second what is going on and how far it is, once it has taken longer than a moment."""

    done: dict[str, int] = field(default_factory=dict)
    tell_at: float = 0.0

    def tell(self, what: str, size: int) -> None:
        now = time.monotonic()
        if what not in self.done:
            self.tell_at = now + _QUIET_S
        self.done[what] = self.done.get(what, 0) + size
        if now >= self.tell_at:
            self.tell_at = now + _TELL_EVERY_S
            say(f"{what}: {self.done[what] / 1e6:,.0f} MB")


@click.command(short_help="Write everything into one file, while the installation runs.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with-keys",
    is_flag=True,
    help="put the log's private keys and the database's passwords into it too: then nobody else may get the file",
)
def backup(file: Path, *, with_keys: bool) -> None:
    """Write the database and the log's policy into FILE, in one consistent state, and read it back to be sure.

    The file is readable by you only. FILE must not exist yet.

    \b
    Example:
      yaomai backup /backups/yaomai-2027-01-15.tar
    """
    from importlib.metadata import version

    from django.utils import timezone

    from yaomai.cli.serving import log_setup

    progress = _Progress()
    with connected() as access:
        from yaomai.ledger.operations.back_up import Order, back_up

        setup = log_setup()
        manifest = back_up(Order(file, with_keys, version("yaomai"), timezone.now()), access, setup, progress.tell)
    click.echo(f"wrote {file}: {_said_of(manifest)}")
    if with_keys:
        click.echo(
            f"it holds {len(manifest.key_files)} private key{'s' if len(manifest.key_files) > 1 else ''} of the log and the"
            " database's passwords: whoever has the file can sign in the log's name. Keep it where nobody but you can read it,"
            " encrypted if it leaves this machine"
        )
    else:
        click.echo(
            f"the log's private keys are not in it: keep a copy of {setup.keyring.directory}/*.key in a safe place of its own;"
            " without them a restored log can never sign again"
        )


@click.command(short_help="Bring everything back from a backup, into a fresh home.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Restore the backup in FILE into this installation's home and database, which must be fresh, and verify all of it.

    Afterwards nobody vouches that it is the newest state: before the log signs again, the witnesses are asked.

    \b
    Example:
      YAOMAI_HOME=/srv/yaomai-restored yaomai restore /backups/yaomai-2027-01-15.tar
    """
    import django

    from yaomai import settings
    from yaomai.cli.serving import log_setup
    from yaomai.database import embedded, migrate
    from yaomai.ledger import backup_file

    progress = _Progress()
    manifest = backup_file.check(file, lambda size: progress.tell("reading the backup", size))
    say(f"{file} is whole: {_said_of(manifest)}")
    django.setup()
    from yaomai.cli.verification import report
    from yaomai.ledger.operations import restore as operation

    setup = log_setup()
    operation.check_fits(file, manifest, setup)
    url = settings.value("DATABASE_URL")
    with ExitStack() as stack:
        if not url:
            stack.enter_context(embedded.ensure_running(settings.HOME, say=say))
        access: Access = migrate.prepare(settings.HOME, url)
        restored = operation.restore(
            file, manifest, access, setup, say=say, tell=lambda size: progress.tell("loading the database", size)
        )
        from django.db import connections

        try:
            faults = report()
        finally:
            connections.close_all()
    for line in _what_now(restored, manifest):
        click.echo(line)
    sys.exit(1 if faults else 0)


def _said_of(manifest: "Manifest") -> str:
    """What the backup is of, in one line."""
    contents = manifest.contents
    return (
        f"the log {contents.origin} at {contents.leaves:,} leaves, {contents.records:,} records in {contents.deeds:,} deeds,"
        f" {manifest.size / 1e6:,.1f} MB, made {contents.made_at.isoformat(timespec='seconds')} by yaomai {contents.program}"
    )


def _what_now(restored: "Restored", manifest: "Manifest") -> list[str]:
    """What the operator has to know and do before the log signs again."""
    from yaomai import settings
    from yaomai.cli.serving import log_setup

    setup = log_setup()
    lines = [f"restored into {settings.HOME}"]
    if not restored.signing_keys:
        lines.append(
            f"the backup holds no private keys: put the log's *.key files into {setup.keyring.directory} (chmod 600)"
            " before `yaomai serve`; it signs nothing without them"
        )
    if restored.ahead is not None:
        lines.append(
            f"{setup.keyring.directory / 'head'} says that {restored.ahead.size:,} leaves were signed, the backup holds"
            f" {manifest.contents.leaves:,}: it is too old for the log to go on. Restore a newer one into another home; this one"
            " can be read, and recorded into, but signs nothing"
        )
    elif any(witness.url for witness in setup.policy().witnesses):
        lines.append(
            "before the log signs again, `yaomai serve` asks the witnesses whether they have seen anything later"
        )
    else:
        lines.append(
            "the log has no witnesses that could say whether anything later was signed. If you know that nothing was:"
            " `yaomai ledger confirm --i-know-nothing-later-was-signed`"
        )
    return lines
