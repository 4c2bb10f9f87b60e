"""How does an installation come back from a backup, without the log ever signing two histories?

A restored database may be older than what the log has signed since. So nobody vouches for it: the head beside the key is
forgotten, and before the first signature the witnesses are asked (see operations/keep_log.py). A head in the new home that says
that more was signed than the backup holds is the best witness of all: it stays, and keeps the log halted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from yaomai.database import dump, migrate, private_files
from yaomai.database.access import Access
from yaomai.errors import Finding, InstallationError, InvalidError, ProofError
from yaomai.ledger import backup_file
from yaomai.ledger.backup_file import Manifest, Tell
from yaomai.ledger.setup import LogSetup
from yaomai.standards.c2sp import policy as policies
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import SignerKey


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: the number of private keys in place, and the head that stays because more was signed than restored."""

    signing_keys: int
    ahead: Checkpoint | None


def check_fits(file: Path, manifest: Manifest, setup: LogSetup) -> None:
    """Raise InvalidError with every reason why this backup cannot be restored into this home; nothing is touched."""
    contents = manifest.contents
    findings = []
    if contents.origin != setup.keyring.origin:
        findings.append(
            _finding(
                "origin",
                f"is a backup of another log; set YAOMAI_LOG_ORIGIN, which is {setup.keyring.origin}, to its name",
                contents.origin,
            )
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(contents.migrations) - known):
        findings.append(
            _finding(
                "migrations",
                f"was made by a program (yaomai {contents.program}) with tables that this one does not know: install that version",
                ", ".join(unknown),
            )
        )
    policy = backup_file.content(file, backup_file.POLICY)
    policies.parse(policy)
    if setup.policy_file.is_file() and setup.policy_file.read_bytes() != policy:
        findings.append(
            _finding("policy.txt", f"differs from {setup.policy_file}, which is there already: move that away")
        )
    for name in manifest.key_files:
        there = setup.keyring.directory / name
        if there.is_file() and there.read_bytes() != backup_file.content(file, f"keys/{name}"):
            findings.append(_finding(f"keys/{name}", f"differs from {there}, which is there already: move that away"))
    head = setup.keyring.head()
    if head is not None and head.origin != setup.keyring.origin:
        where = setup.keyring.directory / "head"
        findings.append(_finding("head", f"{where} is of another log: this is not the log's keyring", head.origin))
    if findings:
        raise InvalidError(findings)


def restore(
    file: Path, manifest: Manifest, access: Access, setup: LogSetup, *, say: Callable[[str], None], tell: Tell
) -> Restored:
    """Restore what `check_fits` has found fitting into the empty database of `access`, whose roles exist.

    Points Django's connections at it. Interrupted, it leaves the database empty, or whole but for privileges, which
    `yaomai migrate` sets. Raises InstallationError when there is something in the database, or its server is older than the
    backup's. `tell` hears how many bytes of the dump were loaded.
    """
    if not dump.is_empty(access):
        raise InstallationError(
            f"the database {access.name} on {access.host} is not empty, and nothing is overwritten. To restore, name a fresh"
            " directory in YAOMAI_HOME (with DATABASE_URL: also a new or empty database). If a restore of this backup was"
            " interrupted at its very end, `yaomai migrate` completes it"
        )
    version = dump.server_version(access)
    if version // 10000 < manifest.contents.postgresql // 10000:
        raise InstallationError(
            f"the backup is of PostgreSQL {dump.words_of_version(manifest.contents.postgresql)}, and this server is"
            f" {dump.words_of_version(version)}: an older one cannot read it; restore it into"
            f" {manifest.contents.postgresql // 10000} or later"
        )
    programs = dump.programs_for_server(version)
    private_files.make_directory(setup.keyring.directory)  # also when the keys are still to be put there
    for name in manifest.key_files:
        setup.keyring.put(_key(file, name, setup.keyring.origin))
    setup.take_policy(backup_file.content(file, backup_file.POLICY))
    ahead = _forget_head(setup, manifest.contents.leaves)
    dump.load(access, backup_file.pieces(file, backup_file.DUMP, tell), programs)
    migrate.migrate_database(access, say=say)
    return Restored(len(list(setup.keyring.directory.glob("*.key"))), ahead)


def _forget_head(setup: LogSetup, leaves: int) -> Checkpoint | None:
    """Leave no head that the database reaches; one that it does not reach is returned, and stays."""
    head = setup.keyring.head()
    if head is not None and head.size > leaves:
        return head
    setup.keyring.forget_head()
    return None


def _key(file: Path, name: str, origin: str) -> SignerKey:
    try:
        key = SignerKey.parse(backup_file.content(file, f"keys/{name}").decode("utf-8", "replace").strip())
    except ProofError as error:
        raise InvalidError([_finding(f"keys/{name}", f"is no private key: {error}")]) from error
    if key.name != origin:
        raise InvalidError([_finding(f"keys/{name}", f"is a key of another log than {origin}", key.name)])
    return key


def _finding(name: str, words: str, value: str = "") -> Finding:
    return Finding("backup.does_not_fit", f"/{name}", words, value)
