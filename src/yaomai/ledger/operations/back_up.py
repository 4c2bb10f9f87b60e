"""How is the whole installation written into one file while it goes on working?

The database is read in one snapshot; the head beside the key is read before it, so that the backup never claims a head that its
database does not reach. The file gets its name only when it was read back and found whole.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from yaomai.database import dump, private_files
from yaomai.database.access import Access
from yaomai.errors import InstallationError
from yaomai.ledger import backup_file
from yaomai.ledger.backup_file import Contents, Manifest, Writer
from yaomai.ledger.setup import LogSetup

Tell = Callable[[str, int], None]
"""Is told what is going on (`writing`, `reading back`) and how many more bytes of it are done."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be backed up: into which file, with the log's private keys or without, by which version of the program, when."""

    file: Path
    with_keys: bool
    program: str
    now: datetime


def back_up(order: Order, access: Access, setup: LogSetup, tell: Tell) -> Manifest:
    """Write the backup. Raises InstallationError when the file is there already, cannot be written, or pg_dump fails; then
    nothing is left behind.
    """
    file = order.file.absolute()
    if file.exists():
        raise InstallationError(f"{file} is there already and is not overwritten; name another file, or move it away")
    setup.policy()  # says what is wrong before anything is written
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        try:
            manifest = _write(beside, order, access, setup, lambda size: tell("writing", size))
            if backup_file.check(beside, lambda size: tell("reading back", size)) != manifest:
                raise InstallationError(f"what was read back from {beside} is not what was written; look at the disk")
            _name(beside, file)
        finally:
            beside.unlink(missing_ok=True)
        private_files.sync_directory(file.parent)
    except OSError as error:
        raise InstallationError(f"the backup {file} cannot be written: {error.strerror or error}") from error
    return manifest


def _write(beside: Path, order: Order, access: Access, setup: LogSetup, tell: backup_file.Tell) -> Manifest:
    head = setup.keyring.directory / "head"
    signed_before = head.read_bytes() if head.is_file() else None
    with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        writer = Writer(file, tell)
        with dump.snapshot(access) as snapshot:
            contents = _contents(snapshot, order, setup)
            programs = dump.programs_for_server(snapshot.server_version)
            writer.add(backup_file.DUMP, dump.dump(access, snapshot.name, programs), modified=order.now)
        # After the snapshot: a key that has signed something in it is already named.
        writer.add(backup_file.POLICY, [setup.policy_file.read_bytes()], modified=order.now)
        if signed_before is not None:
            writer.add(backup_file.HEAD, [signed_before], modified=order.now)
        for name, modified, text in _key_files(setup) if order.with_keys else ():
            writer.add(f"keys/{name}", [text], modified=modified)
        if order.with_keys:
            writer.add(backup_file.ACCESS, [json.dumps(access.as_json(), indent=2).encode()], modified=order.now)
        manifest = writer.finish(contents)
    dump.list_contents(backup_file.pieces(beside, backup_file.DUMP, lambda _: None), programs)
    return manifest


def _contents(snapshot: dump.Snapshot, order: Order, setup: LogSetup) -> Contents:
    row = snapshot.connection.execute(
        "SELECT (SELECT count(*) FROM ledger_deed), (SELECT coalesce(sum(size), 0)::bigint FROM ledger_deed),"
        " (SELECT coalesce(max(leaf_index) + 1, 0) FROM ledger_leaf),"
        " coalesce((SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1), '')"
    ).fetchone()
    if row is None:
        raise InstallationError("PostgreSQL did not count the deeds")
    applied = snapshot.connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return Contents(
        program=order.program,
        made_at=order.now,
        origin=setup.keyring.origin,
        deeds=row[0],
        records=row[1],
        leaves=row[2],
        checkpoint=row[3],
        postgresql=snapshot.server_version,
        migrations=tuple(name for (name,) in applied),
    )


def _key_files(setup: LogSetup) -> Iterator[tuple[str, datetime, bytes]]:
    """The private keys, oldest first; `Keyring.signing_keys` has said what is wrong with them."""
    signing = setup.keyring.signing_keys()
    for key in signing:
        file = setup.keyring.file_of(key.verifier)
        yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC), file.read_bytes()


def _name(beside: Path, file: Path) -> None:
    """Give the finished file its name, and never another file's."""
    try:
        os.link(beside, file)
    except FileExistsError as error:
        raise InstallationError(f"{file} was made by somebody else meanwhile and is not overwritten") from error
    except OSError:  # a file system without hard links
        if file.exists():
            raise
        beside.replace(file)
