"""Does our Merkle tree agree with RFC 6962's published vectors, and does a proof bind every bit it consists of?"""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_material import SHARED, needs_shared
from yaomai.errors import ProofError
from yaomai.standards import rfc6962

# The eight entries and the roots of sizes 1 to 8 that Certificate Transparency's implementations share.
ENTRIES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [rfc6962.leaf_hash(entry) for entry in ENTRIES]
# This vector's "roots" are the text "don't care 2": they are equal, and no tree has them.
NOT_HASHES = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"
# Upstream knows no proof from the empty tree, as RFC 6962 defines none. C2SP tlog-witness does: an empty one.
FROM_NOTHING = "consistency/additional/size1-is-zero-and-size2-is-not-zero.json"


def _vectors(kind):
    if SHARED is None:
        return []
    folder = SHARED / "tlog" / "merkle"
    return [str(p.relative_to(folder)) for p in sorted((folder / kind).rglob("*.json"))]


def _vector(name):
    assert SHARED is not None
    return json.loads(Path(SHARED / "tlog" / "merkle" / name).read_text())


def _bytes(text):
    return base64.b64decode(text or "")


def _hash(text):
    """The value; a placeholder text ("don't care") as its SHA-256, so that its length is not what is refused."""
    data = _bytes(text)
    return data if len(data) in (0, 32) else sha256(data).digest()


def _verdict(verify, **values):
    try:
        verify(**values)
    except ProofError as error:
        return str(error)
    return ""


@needs_shared
def test_all_vectors_are_there():
    assert (len(_vectors("inclusion")), len(_vectors("consistency"))) == (98, 98)
    # subtreeinclusion and subtreeconsistency (draft-ietf-plants-merkle-tree-certs) ask about subtrees that do not
    # begin at leaf 0. No C2SP text used here needs them and rfc6962.py has no such function, so they are not run.
    assert (len(_vectors("subtreeinclusion")), len(_vectors("subtreeconsistency"))) == (204, 118)


@pytest.mark.parametrize("read", [_bytes, _hash])
@pytest.mark.parametrize("name", _vectors("inclusion"))
def test_inclusion_vector(name, read):
    vector = _vector(name)
    verdict = _verdict(
        rfc6962.verify_inclusion,
        leaf_hash=read(vector["leafHash"]),
        index=vector["leafIdx"],
        size=vector["treeSize"],
        proof=[read(h) for h in vector["proof"] or []],
        root=read(vector["root"]),
    )
    assert bool(verdict) == vector["wantErr"], verdict


@pytest.mark.parametrize("read", [_bytes, _hash])
@pytest.mark.parametrize("name", _vectors("consistency"))
def test_consistency_vector(name, read):
    vector = _vector(name)
    verdict = _verdict(
        rfc6962.verify_consistency,
        old_size=vector["size1"],
        size=vector["size2"],
        proof=[read(h) for h in vector["proof"] or []],
        old_root=read(vector["root1"]),
        root=read(vector["root2"]),
    )
    if name == NOT_HASHES and read is _bytes:
        assert verdict == "a hash has 32 bytes, here is one of 12"
    elif name == FROM_NOTHING and read is _hash:
        assert verdict == ""
    else:
        assert bool(verdict) == vector["wantErr"], verdict


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_that_certificate_transparency_publishes(size):
    assert rfc6962.root(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("old_root", "root", "words"),
    [
        (rfc6962.EMPTY_ROOT, rfc6962.EMPTY_ROOT, ""),
        (LEAVES[0], LEAVES[0], "the root of the empty tree"),
        (rfc6962.EMPTY_ROOT, LEAVES[0], "the root of the empty tree"),
        (b"", b"", "32 bytes"),
    ],
)
def test_an_empty_tree_has_one_root(old_root, root, words):
    verdict = _verdict(rfc6962.verify_consistency, old_size=0, size=0, proof=[], old_root=old_root, root=root)
    assert words in verdict
    assert bool(verdict) == bool(words)


def test_what_no_tree_has_is_refused():
    with pytest.raises(ProofError, match="no leaf 8 in a tree of 8"):
        rfc6962.inclusion_proof(LEAVES, 8)
    with pytest.raises(ProofError, match="never had 9"):
        rfc6962.consistency_proof(LEAVES, 9)
    with pytest.raises(ProofError, match="32 bytes, here is one of 31"):
        rfc6962.root([*LEAVES, b"x" * 31])


def _mth(leaves):
    """MTH word for word as in RFC 6962 2.1: a second, slow way to the root."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01" + _mth(leaves[:k]) + _mth(leaves[k:])).digest()


trees = st.integers(0, 70).map(lambda n: [rfc6962.leaf_hash(b"%d" % i) for i in range(n)])


@given(trees)
def test_root_is_the_definition(leaves):
    assert rfc6962.root(leaves) == _mth(leaves)


@given(trees, st.data())
def test_a_tree_is_consistent_with_its_beginning_and_with_no_other(leaves, data):
    old_size = data.draw(st.integers(0, len(leaves)))
    values = {
        "old_size": old_size,
        "size": len(leaves),
        "proof": rfc6962.consistency_proof(leaves, old_size),
        "old_root": rfc6962.root(leaves[:old_size]),
        "root": rfc6962.root(leaves),
    }
    rfc6962.verify_consistency(**values)
    if old_size:
        forged = list(leaves)
        forged[data.draw(st.integers(0, old_size - 1))] = rfc6962.leaf_hash(b"forged")
        values |= {"proof": rfc6962.consistency_proof(forged, old_size), "root": rfc6962.root(forged)}
        assert _verdict(rfc6962.verify_consistency, **values)


@given(trees.filter(bool), st.data())
def test_any_flipped_bit_and_any_other_place_is_refused(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = rfc6962.inclusion_proof(leaves, index)
    values = {
        "leaf_hash": leaves[index],
        "index": index,
        "size": len(leaves),
        "proof": proof,
        "root": rfc6962.root(leaves),
    }
    rfc6962.verify_inclusion(**values)
    bit = data.draw(st.integers(0, 255))
    hashes = [values["leaf_hash"], values["root"], *proof]
    which = data.draw(st.integers(0, len(hashes) - 1))
    hashes[which] = flipped(hashes[which], bit)
    changed = values | {"leaf_hash": hashes[0], "root": hashes[1], "proof": hashes[2:]}
    assert _verdict(rfc6962.verify_inclusion, **changed)
    elsewhere = data.draw(st.integers(-2, len(leaves) + 2).filter(lambda i: i != index))
    assert _verdict(rfc6962.verify_inclusion, **(values | {"index": elsewhere}))


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
