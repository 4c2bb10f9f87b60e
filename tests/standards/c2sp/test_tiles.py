"""Do tiles hold the same tree as a list of leaves, and are their names read in one spelling only?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_material import SHARED, needs_shared
from yaomai.errors import LedgerError, ProofError
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import tiles

LEAVES = [rfc6962.leaf_hash(b"%d" % i) for i in range(70_000)]


class Store(dict):
    """Tiles in memory, counting how often they were asked for."""

    def __init__(self):
        super().__init__()
        self.size = 0
        self.asked = []

    def append(self, leaves):
        self.update(tiles.append(self.size, leaves, {t: self[t] for t in tiles.right_edge(self.size)}))
        self.size += len(leaves)

    def read(self, wanted):
        self.asked.append(list(wanted))
        return {tile: self[tile] for tile in wanted}


@pytest.fixture(scope="module")
def big():
    store = Store()
    for at in range(0, len(LEAVES), 20_000):
        store.append(LEAVES[at : at + 20_000])
    return store


def test_tiles_of_the_example_in_the_specification(big):
    widths = {}
    for (level, _), content in big.items():
        widths.setdefault(level, []).append(len(content) // 32)
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    assert tiles.right_edge(70_000) == [(0, 273), (1, 1), (2, 0)]
    assert tiles.right_edge(256) == [(1, 0)]
    assert tiles.right_edge(0) == []


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 69_999, 70_000])
def test_grown_tiles_still_prove_every_earlier_size(big, size):
    assert tiles.root_at(size, big.read) == rfc6962.root(LEAVES[:size])
    for index in {0, 1, size // 2, size - 2, size - 1} & set(range(size)):
        expected = rfc6962.inclusion_proof(LEAVES[:size], index)
        assert tiles.inclusion_proof_at(index, size, big.read) == expected
    assert tiles.consistency_proof_at(size, 70_000, big.read) == rfc6962.consistency_proof(LEAVES, size)


def test_a_proof_reads_its_few_tiles_in_one_call(big):
    for ask, named in [
        (lambda: tiles.inclusion_proof_at(100, 70_000, big.read), tiles.tiles_for_inclusion(100, 70_000)),
        (lambda: tiles.consistency_proof_at(300, 70_000, big.read), tiles.tiles_for_consistency(300, 70_000)),
        (lambda: tiles.root_at(70_000, big.read), tiles.tiles_for_root(70_000)),
    ]:
        big.asked.clear()
        ask()
        assert big.asked == [named]
        assert len(named) <= 5


@given(st.lists(st.integers(0, 600), max_size=4), st.data())
@settings(deadline=None, max_examples=40)
def test_batches_and_single_leaves_make_the_same_tiles(batches, data):
    by_batch, by_one = Store(), Store()
    for count in batches:
        by_batch.append(LEAVES[by_batch.size : by_batch.size + count])
    for leaf in LEAVES[: by_batch.size]:
        by_one.append([leaf])
    assert by_batch == by_one
    size = data.draw(st.integers(0, by_batch.size))
    assert tiles.root_at(size, by_batch.read) == rfc6962.root(LEAVES[:size])
    assert tiles.consistency_proof_at(size, by_batch.size, by_batch.read) == rfc6962.consistency_proof(
        LEAVES[: by_batch.size], size
    )


def test_only_the_old_trees_part_of_a_partial_tile_is_used():
    ahead = b"".join(LEAVES[:9])  # a write of a batch that never got its checkpoint
    assert tiles.append(3, LEAVES[3:5], {(0, 0): ahead}) == {(0, 0): b"".join(LEAVES[:5])}


@pytest.mark.parametrize(
    ("partial", "words"),
    [({}, "tile level 0 number 0 is missing"), ({(0, 0): LEAVES[0]}, "has 32 bytes, needed are 96")],
)
def test_a_missing_or_short_tile_stops_the_append(partial, words):
    with pytest.raises(LedgerError, match=words):
        tiles.append(3, LEAVES[3:5], partial)


PATHS = [
    ((0, 0, None), "tile/0/000"),
    ((0, 0, 256), "tile/0/000"),
    ((0, 0, 1), "tile/0/000.p/1"),
    ((1, 999, 255), "tile/1/999.p/255"),
    ((0, 1000, None), "tile/0/x001/000"),
    ((63, 1_234_067, None), "tile/63/x001/x234/067"),
    (("entries", 1_234_067, 8), "tile/entries/x001/x234/067.p/8"),
]


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_tile_path(name, path):
    level, n, width = name
    assert tiles.tile_path(level, n, width) == path
    assert tiles.parse_tile_path(path) == (level, n, width or 256)


@pytest.mark.parametrize("path", [
    "", "tile", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/01/000", "tile/64/000", "tile/-1/000",
    "tile/0/x000/000", "tile/0/001/000", "tile/0/x001/x000", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256",
    "tile/0/000.p/257", "tile/0/000.p/", "tile/0/000.p", "tile/0/000/", "/tile/0/000", "tile/0/000\n", "tile/0/٠٠٠",
    "tile/entries/0/000", "tile/Entries/000", "tile/data/000", "tile/0/000.P/1", "tile/0/../000",
    "tile/0/" + "x999/" * 40 + "999",
])  # fmt: skip
def test_every_other_spelling_is_refused(path):
    with pytest.raises(ProofError, match=r"not a tile path|tile levels"):
        tiles.parse_tile_path(path)


@pytest.mark.parametrize("name", [(64, 0, None), (-1, 0, None), (0, -1, None), (0, 0, 0), (0, 0, 257), ("leaf", 0, 1)])
def test_a_tile_that_cannot_be_has_no_path(name):
    with pytest.raises(ProofError):
        tiles.tile_path(*name)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_entry_bundle_comes_back(entries):
    data = tiles.entry_bundle(entries)
    assert tiles.parse_entry_bundle(data) == entries
    with pytest.raises(ProofError, match=r"cut off|holds 1 to 256"):
        tiles.parse_entry_bundle(data[:-1])


@pytest.mark.parametrize("entries", [[], [b""] * 257, [b"x" * 65_536]])
def test_entry_bundle_limits(entries):
    with pytest.raises(ProofError):
        tiles.entry_bundle(entries)


@needs_shared
def test_tessera_tiles_and_entries():
    assert SHARED is not None
    log = SHARED / "tlog" / "tessera" / "log"
    leaves = []
    for width in range(1, 16):
        entries = tiles.parse_entry_bundle((log / tiles.tile_path("entries", 0, width)).read_bytes())
        leaves = [rfc6962.leaf_hash(entry) for entry in entries]
        assert len(entries) == width
        assert tiles.append(0, leaves, {}) == {(0, 0): (log / tiles.tile_path(0, 0, width)).read_bytes()}
        assert tiles.entry_bundle(entries) == (log / tiles.tile_path("entries", 0, width)).read_bytes()
    assert len(leaves) == 15
