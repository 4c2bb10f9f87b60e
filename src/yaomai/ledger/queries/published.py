"""What of the log may everybody fetch? (C2SP tlog-tiles: checkpoint, tiles, entries)

Only what a published checkpoint covers: one that the policy's witnesses have cosigned. What lies beyond may still be
refused by them.
"""

from django.db import connections

from yaomai.errors import LedgerError, NotFoundError
from yaomai.ledger.engine.deed import log_entry
from yaomai.ledger.queries import checkpoints, tree
from yaomai.ledger.queries.checkpoints import PublishedCheckpoint
from yaomai.standards.c2sp.policy import Policy
from yaomai.standards.c2sp.tiles import TILE_HEIGHT, TILE_WIDTH, TileName, entry_bundle, tile_path
from yaomai.standards.rfc6962 import HASH_SIZE


def newest(policy: Policy, using: str = "default") -> PublishedCheckpoint:
    """The newest published checkpoint. Raises NotFoundError before the first."""
    found = checkpoints.newest_witnessed(policy, using=using)
    if found is None:
        raise NotFoundError(
            "this log has published no checkpoint yet: nothing has been recorded, or its witnesses have not cosigned"
        )
    return found


def tile(name: TileName, policy: Policy, using: str = "default") -> bytes:
    """The tile of that name: hashes end to end, or for the level "entries" the bundle of entries.

    Every tile that was ever right stays right, so that a narrower one of an older tree is served too. Raises
    NotFoundError for one that no published checkpoint covers.
    """
    size = newest(policy, using).size
    covered = width_at(name, size)
    if name.width > covered:
        there = f"of which {covered} are there" if covered else "which is not there"
        raise NotFoundError(
            f"{tile_path(*name)} is a tile of {name.width}, {there}: the newest published checkpoint has {size} entries"
        )
    first = name.n * TILE_WIDTH
    if name.level == "entries":
        return entry_bundle(_entries(first, name.width, using))
    stored = tree.read_tiles([(int(name.level), name.n)], using).get((int(name.level), name.n), b"")
    if len(stored) < name.width * HASH_SIZE:
        raise LedgerError(f"{tile_path(*name)} was published and is not in the database: run `yaomai ledger verify`")
    return stored[: name.width * HASH_SIZE]


def width_at(name: TileName, size: int) -> int:
    """How many hashes, or entries, the tile of that level and number has in a tree of `size` leaves."""
    level = 0 if name.level == "entries" else int(name.level)
    return max(0, min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - name.n * TILE_WIDTH))


def _entries(first: int, count: int, using: str) -> list[bytes]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT d.kind, d.size, d.root FROM ledger_leaf l JOIN ledger_deed d ON d.id = l.deed_id"
            " WHERE l.leaf_index >= %s AND l.leaf_index < %s ORDER BY l.leaf_index",
            (first, first + count),
        )
        entries = [log_entry(kind, size, bytes(root)) for kind, size, root in cursor.fetchall()]
    if len(entries) != count:
        raise LedgerError(f"entries {first} to {first + count - 1} were published, and only {len(entries)} are there")
    return entries
