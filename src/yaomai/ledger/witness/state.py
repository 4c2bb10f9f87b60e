"""What has this witness cosigned, whom does it trust, and what did it refuse? (one SQLite file)

Reading what was cosigned last, deciding, and writing the new checkpoint are one transaction that holds the
write lock from its start, and the answer leaves only after the commit is on disk. So two requests at once, a
crash, or two processes on one file never take a log back to a smaller tree.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from yaomai.errors import InstallationError, NotFoundError, ProofError
from yaomai.ledger.witness import verdict
from yaomai.ledger.witness.verdict import NOTHING_SEEN, Accept, Refuse, TreeHead
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import Signature, VerifierKey

MAX_EVIDENCE = 10_000  # kept per origin; a log that goes on misbehaving must not fill its witness's disk
_BUSY_TIMEOUT_S = 10

_SCHEMA = """
CREATE TABLE trusted (
    vkey TEXT PRIMARY KEY,
    origin TEXT NOT NULL
);
CREATE TABLE latest (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    note BLOB NOT NULL,
    cosigned_at INTEGER NOT NULL
);
CREATE TABLE evidence (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    checkpoint_sha256 BLOB NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    words TEXT NOT NULL,
    request BLOB NOT NULL,
    cosigned_note BLOB
);
CREATE TRIGGER latest_only_grows BEFORE UPDATE ON latest
WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
BEGIN SELECT RAISE(ABORT, 'a cosigned checkpoint is not taken back'); END;
CREATE TRIGGER latest_stays BEFORE DELETE ON latest
BEGIN SELECT RAISE(ABORT, 'a cosigned checkpoint is not taken back'); END;
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
PRAGMA user_version = 1;
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The latest checkpoint cosigned for an origin: as a note with the witness's own line, and when (POSIX seconds)."""

    head: TreeHead
    note: bytes
    cosigned_at: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A refused request whose checkpoint a trusted key had signed, beside what had been cosigned at that time."""

    origin: str
    received_at: int
    status: int
    words: str
    request: bytes
    cosigned_note: bytes | None


class State:
    """The witness's memory, for any number of threads and processes. Times are POSIX seconds."""

    def __init__(self, path: Path) -> None:
        """Open an existing file. Raises InstallationError when there is none or it is not of this kind."""
        if not path.is_file():
            raise InstallationError(f"no witness state at {path}: make one with `yaomai witness init`")
        self._lock = threading.Lock()
        try:
            self._connection = _connect(path)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise InstallationError(f"the witness state {path} cannot be read: {error}") from error
        if version != 1:
            self._connection.close()
            raise InstallationError(f"the witness state {path} is of version {version}, this program knows 1")

    @classmethod
    def create(cls, path: Path) -> "State":
        """Make a new file. Raises InstallationError when there is one already."""
        if path.exists():
            raise InstallationError(f"there is a witness state at {path} already: it is not overwritten")
        connection = _connect(path)
        connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        connection.close()
        return cls(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def trust(self, key: VerifierKey) -> bool:
        """Trust a log's key for the origin that is its name; say whether it is new here.

        Raises ProofError when it is not a key that signs checkpoints (type 0x01).
        """
        if key.algorithm != note.ED25519:
            raise ProofError(f"the key {key} is of type {key.algorithm:#04x}: logs sign with type 0x01")
        with self._transaction() as db:
            row = (str(key), key.name)
            return db.execute("INSERT OR IGNORE INTO trusted (vkey, origin) VALUES (?, ?)", row).rowcount > 0

    def distrust(self, key: VerifierKey) -> None:
        """Trust a key no more; what was cosigned for its origin stays. Raises NotFoundError when it was not trusted."""
        with self._transaction() as db:
            if not db.execute("DELETE FROM trusted WHERE vkey = ?", (str(key),)).rowcount:
                raise NotFoundError(f"the key {key} is not trusted here: nothing to take back")

    def trusted(self) -> list[VerifierKey]:
        """Return all trusted log keys, sorted by origin."""
        with self._transaction() as db:
            rows = db.execute("SELECT vkey FROM trusted ORDER BY origin, vkey").fetchall()
        return [VerifierKey.parse(vkey) for (vkey,) in rows]

    def latest(self) -> dict[str, Cosigned]:
        """Return what was cosigned last, by origin."""
        with self._transaction() as db:
            rows = db.execute("SELECT origin, size, root, note, cosigned_at FROM latest").fetchall()
        return {origin: Cosigned(TreeHead(size, root), seen, at) for origin, size, root, seen, at in rows}

    def evidence(self) -> list[Evidence]:
        """Return the refused requests that a trusted key had signed, oldest first."""
        columns = "origin, received_at, status, words, request, cosigned_note"
        with self._transaction() as db:
            return [Evidence(*row) for row in db.execute(f"SELECT {columns} FROM evidence ORDER BY seq")]

    def refusals(self) -> dict[str, tuple[int, str]]:
        """Return how many pieces of evidence there are and the words of the last one, by origin."""
        with self._transaction() as db:
            # A bare column beside max() is of the row that has the maximum (SQLite, "Bare columns in an aggregate").
            rows = db.execute("SELECT origin, count(*), words, max(seq) FROM evidence GROUP BY origin").fetchall()
        return {origin: (count, words) for origin, count, words, _ in rows}

    def add_checkpoint(self, body: bytes, key: CosignerKey, now: int) -> Signature | Refuse:
        """Decide on a request, remember the outcome durably, and return the cosignature or the refusal.

        Raises ProofError when the body is not a request (status 400).
        """
        request = verdict.parse_request(body)
        origin = request.checkpoint.origin
        with self._transaction() as db:
            rows = db.execute("SELECT vkey FROM trusted WHERE origin = ?", (origin,)).fetchall()
            keys = [VerifierKey.parse(vkey) for (vkey,) in rows]
            row = db.execute("SELECT size, root FROM latest WHERE origin = ?", (origin,)).fetchone()
            decided = verdict.decide(request, keys, TreeHead(*row) if row else NOTHING_SEEN)
            if isinstance(decided, Refuse):
                if decided.evidence:
                    _keep_evidence(db, request.checkpoint, decided, body, now)
                return decided
            return _cosign(db, decided, key, now)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the file's write lock from beginning to end, and commit, or undo all when anything is raised."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back after some errors
                    self._connection.execute("ROLLBACK")
                raise


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits in WAL mode
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _cosign(db: sqlite3.Connection, accepted: Accept, key: CosignerKey, now: int) -> Signature:
    line = cosignature.cosign(accepted.seen.text, key, now)
    head = accepted.checkpoint
    db.execute(
        "INSERT INTO latest (origin, size, root, note, cosigned_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin)"
        " DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note,"
        " cosigned_at = excluded.cosigned_at",
        (head.origin, head.size, head.root, accepted.seen.with_signatures([line]).format(), now),
    )
    return line


def _keep_evidence(db: sqlite3.Connection, head: Checkpoint, refused: Refuse, body: bytes, now: int) -> None:
    """Keep a refused request, once per signed checkpoint: anybody can send one again with other wrong proofs."""
    origin = head.origin
    logger.error("a signed checkpoint of the log %r is refused: %s", origin, refused.words)
    kept = db.execute("SELECT count(*) FROM evidence WHERE origin = ?", (origin,)).fetchone()[0]
    if kept >= MAX_EVIDENCE:
        logger.error("there are %d such requests of %r already: this one is not kept", kept, origin)
        return
    db.execute(
        "INSERT OR IGNORE INTO evidence"
        " (checkpoint_sha256, origin, received_at, status, words, request, cosigned_note)"
        " VALUES (?, ?, ?, ?, ?, ?, (SELECT note FROM latest WHERE origin = ?))",
        (sha256(head.text().encode()).digest(), origin, now, int(refused.status), refused.words, body, origin),
    )
