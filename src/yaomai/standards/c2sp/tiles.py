"""Which pieces of 256 hashes hold the tree, and what can be computed from few of them? (C2SP tlog-tiles)

Tile (level, n) is the bytes of up to 256 consecutive hashes of 32 bytes: at level 0 leaf hashes, above that
the roots of full tiles of the level below. Nodes between tile levels are hashed when needed. Every function
that reads tiles names all it wants in one call, so that a database answers with one query.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Literal, NamedTuple

from yaomai.errors import LedgerError, ProofError
from yaomai.standards.rfc6962 import (
    EMPTY_ROOT,
    HASH_SIZE,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
    parents,
)

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_SIZE
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 65_535

Tile = tuple[int, int]  # (level, n)
ReadTiles = Callable[[Sequence[Tile]], Mapping[Tile, bytes]]
Level = int | Literal["entries"]

_MAX_INDEX = 2**63 - 1
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


class TileName(NamedTuple):
    """What a tile path names: a tree level or "entries", the index in it, the width in hashes (1 to 256)."""

    level: Level
    n: int
    width: int


def tile_path(level: Level, n: int, width: int | None = None) -> str:
    """Return tile/<L>/<N>[.p/<W>] (tlog-tiles, "Merkle Tree"); width None or 256 is a full tile.

    Raises ProofError for a level, index or width that no tile has.
    """
    known_level = level == "entries" or (isinstance(level, int) and 0 <= level <= MAX_LEVEL)
    if not known_level or not 0 <= n <= _MAX_INDEX or (width is not None and not 1 <= width <= TILE_WIDTH):
        raise ProofError(f"no tile has level {level!r}, index {n}, width {width}")
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    index = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    partial = "" if width in (None, TILE_WIDTH) else f".p/{width}"
    return f"tile/{level}/{index}{partial}"


def parse_tile_path(path: str) -> TileName:
    """Return what a path names. Raises ProofError for every spelling that `tile_path` would not write."""
    if found := _PATH.fullmatch(path):
        level: Level = "entries" if found[1] == "entries" else int(found[1])
        n = int(found[2].replace("x", "").replace("/", ""))
        width = int(found[3]) if found[3] else TILE_WIDTH
        if level != "entries" and level > MAX_LEVEL:
            raise ProofError(f"tile levels are 0 to {MAX_LEVEL}, not {level}")
        if n <= _MAX_INDEX and 1 <= width <= TILE_WIDTH and tile_path(level, n, width) == path:
            return TileName(level, n, width)
    raise ProofError(f"not a tile path: {path[:100]!r}; they are like tile/0/x001/x234/067 or tile/0/000.p/17")


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Return up to 256 entries, each after its length in 2 bytes, big-endian (tlog-tiles, "Log entries").

    Raises ProofError for none or more than 256 entries, or an entry over 65,535 bytes.
    """
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise ProofError(f"a bundle holds 1 to {TILE_WIDTH} entries, not {len(entries)}")
    longest = max(map(len, entries))
    if longest > MAX_ENTRY_BYTES:
        raise ProofError(f"a log entry has at most {MAX_ENTRY_BYTES} bytes, here is one of {longest}")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_entry_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle. Raises ProofError when it is cut off, empty, or has more than 256."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ProofError(f"the entry bundle of {len(data)} bytes is cut off in entry {len(entries)}")
        entries.append(data[at + 2 : end])
        at = end
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise ProofError(f"a bundle holds 1 to {TILE_WIDTH} entries, this one {len(entries)}")
    return entries


def right_edge(size: int) -> list[Tile]:
    """Return the partial tiles (level, n) of the tree of `size` leaves: what `append` needs of it."""
    edge, level = [], 0
    while size >> (TILE_HEIGHT * level):
        nodes = size >> (TILE_HEIGHT * level)
        if nodes % TILE_WIDTH:
            edge.append((level, nodes // TILE_WIDTH))
        level += 1
    return edge


def append(size: int, new_leaf_hashes: Sequence[bytes], partial_tiles: Mapping[Tile, bytes]) -> dict[Tile, bytes]:
    """Return the whole new content of every tile that changes when the leaves follow a tree of `size` leaves.

    `partial_tiles` holds at least the tiles `right_edge(size)` names; only their part inside `size` is used.
    Raises LedgerError when one is missing or too short, ProofError for a leaf hash of wrong length.
    """
    if size < 0:
        raise ProofError(f"a tree has no {size} leaves")
    if any(len(leaf) != HASH_SIZE for leaf in new_leaf_hashes):
        raise ProofError(f"a leaf hash has {HASH_SIZE} bytes")
    changed: dict[Tile, bytes] = {}
    level, fresh = 0, list(new_leaf_hashes)
    while fresh:
        first, kept = divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)
        nodes = _hashes(partial_tiles, (level, first), 0, kept) + fresh if kept else fresh
        for at in range(0, len(nodes), TILE_WIDTH):
            changed[level, first + at // TILE_WIDTH] = b"".join(nodes[at : at + TILE_WIDTH])
        full = nodes[: len(nodes) // TILE_WIDTH * TILE_WIDTH]
        for _ in range(TILE_HEIGHT):  # pairs never cross a tile: its width is a power of two
            full = parents(full)
        level, fresh = level + 1, full
    return changed


def tiles_for_root(size: int) -> list[Tile]:
    """Return the tiles that `root_at` reads."""
    return _tiles([(0, size)] if size else [])


def tiles_for_inclusion(index: int, size: int) -> list[Tile]:
    """Return the tiles that `inclusion_proof_at` reads."""
    return _tiles(inclusion_ranges(index, size))


def tiles_for_consistency(old_size: int, size: int) -> list[Tile]:
    """Return the tiles that `consistency_proof_at` reads."""
    return _tiles(consistency_ranges(old_size, size))


def root_at(size: int, read: ReadTiles) -> bytes:
    """Return the root of the tree of the first `size` leaves, though the tiles may have grown since.

    Raises LedgerError when a tile is missing or too short.
    """
    if size < 0:
        raise ProofError(f"a tree has no {size} leaves")
    return _roots([(0, size)], read)[0] if size else EMPTY_ROOT


def inclusion_proof_at(index: int, size: int, read: ReadTiles) -> list[bytes]:
    """Return the RFC 6962 2.1.1 path of leaf `index` in the tree of the first `size` leaves.

    Raises ProofError when there is no such leaf, LedgerError when a tile is missing or too short.
    """
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size} leaves (first is 0)")
    return _roots(inclusion_ranges(index, size), read)


def consistency_proof_at(old_size: int, size: int, read: ReadTiles) -> list[bytes]:
    """Return the RFC 6962 2.1.2 proof between the trees of the first `old_size` and the first `size` leaves.

    Raises ProofError when old_size is not within 0 … size, LedgerError when a tile is missing or too short.
    """
    if not 0 <= old_size <= size:
        raise ProofError(f"a tree of {size} leaves never had {old_size} leaves")
    return _roots(consistency_ranges(old_size, size), read)


def _complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Return the nodes (height, index), left to right, whose leaves are [start, end).

    RFC 6962's ranges begin where a complete subtree of their size may begin, so the largest that fits is a node.
    """
    nodes = []
    while start < end:
        height = (end - start).bit_length() - 1
        nodes.append((height, start >> height))
        start += 1 << height
    return nodes


def _tile_of(height: int, index: int) -> tuple[Tile, int, int]:
    """Return the tile that holds the node, and which of its hashes [first, last) lie under the node."""
    level, inside = divmod(height, TILE_HEIGHT)
    n, first = divmod(index << inside, TILE_WIDTH)
    return (level, n), first, first + (1 << inside)


def _tiles(ranges: Iterable[tuple[int, int]]) -> list[Tile]:
    return sorted({_tile_of(*node)[0] for leaves in ranges for node in _complete_subtrees(*leaves)})


def _roots(ranges: Sequence[tuple[int, int]], read: ReadTiles) -> list[bytes]:
    """Return MTH(D[start:end]) of each range (RFC 6962 2.1), reading all tiles at once."""
    tiles = read(_tiles(ranges)) if ranges else {}
    return [
        reduce(_join_left, reversed([_node(tiles, *node) for node in _complete_subtrees(*leaves)])) for leaves in ranges
    ]


def _join_left(right: bytes, left: bytes) -> bytes:
    return node_hash(left, right)


def _node(tiles: Mapping[Tile, bytes], height: int, index: int) -> bytes:
    tile, first, last = _tile_of(height, index)
    nodes = _hashes(tiles, tile, first, last)
    while len(nodes) > 1:
        nodes = parents(nodes)
    return nodes[0]


def _hashes(tiles: Mapping[Tile, bytes], tile: Tile, first: int, last: int) -> list[bytes]:
    """Return hashes [first, last) of a tile. Raises LedgerError when they are not there."""
    content = tiles.get(tile)
    if content is None or len(content) < last * HASH_SIZE:
        there = "is missing" if content is None else f"has {len(content)} bytes"
        raise LedgerError(f"tile level {tile[0]} number {tile[1]} {there}, needed are {last * HASH_SIZE} bytes")
    return [bytes(content[at : at + HASH_SIZE]) for at in range(first * HASH_SIZE, last * HASH_SIZE, HASH_SIZE)]
