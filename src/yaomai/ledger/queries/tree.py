"""What does the stored tree say: its size, its tiles, its roots and proofs?"""

from collections.abc import Mapping, Sequence

from django.db import connections

from yaomai.standards.c2sp import tiles

TileName = tuple[int, int]


def size(using: str = "default") -> int:
    """How many leaves the log has."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(leaf_index) + 1, 0) FROM ledger_leaf")
        return int(cursor.fetchone()[0])


def read_tiles(wanted: Sequence[TileName], using: str = "default") -> Mapping[TileName, bytes]:
    """The stored content of tiles (level, n), in one query; a tile that is not there is left out."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT level, n, hashes FROM ledger_tile JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, n)"
            " USING (level, n)",
            ([level for level, _ in wanted], [n for _, n in wanted]),
        )
        return {(level, n): bytes(hashes) for level, n, hashes in cursor.fetchall()}


def root_at(tree_size: int, using: str = "default") -> bytes:
    """The root of the first `tree_size` leaves (RFC 6962, 2.1)."""
    return tiles.root_at(tree_size, lambda wanted: read_tiles(wanted, using))


def inclusion_proof(leaf_index: int, tree_size: int, using: str = "default") -> list[bytes]:
    """The proof that leaf `leaf_index` is in the tree of the first `tree_size` leaves (RFC 6962, 2.1.1), in one query."""
    return tiles.inclusion_proof_at(leaf_index, tree_size, lambda wanted: read_tiles(wanted, using))


def consistency_proof(old_size: int, tree_size: int, using: str = "default") -> list[bytes]:
    """The proof that the first `old_size` leaves are still as they were in the tree of `tree_size` (RFC 6962, 2.1.2)."""
    return tiles.consistency_proof_at(old_size, tree_size, lambda wanted: read_tiles(wanted, using))
