"""Is this entry in that tree, and did that tree grow only by appending? (Merkle trees of RFC 6962, RFC 9162)

A tree is given by its leaf hashes, in order. Builders take all of them; verifiers take a proof and the roots.
Trees too large for a list are in `c2sp.tiles`, which gives the same proofs.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from yaomai.errors import ProofError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()  # RFC 6962 2.1: MTH({}) = SHA-256()

_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry), 32 bytes (RFC 6962 2.1)."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right), 32 bytes (RFC 6962 2.1)."""
    return sha256(_NODE + left + right).digest()


def parents(nodes: Sequence[bytes]) -> list[bytes]:
    """Return the level above `nodes`: pairs hashed, an odd last node carried up unchanged.

    Repeated until one node is left this gives MTH: splitting at the largest power of two below n
    (RFC 6962 2.1) leaves exactly the incomplete right edge to be carried.
    """
    walk = iter(nodes)
    above = [sha256(_NODE + left + right).digest() for left, right in zip(walk, walk, strict=False)]
    if len(nodes) % 2:
        above.append(nodes[-1])
    return above


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the tree head MTH of the leaves (RFC 6962 2.1). Raises ProofError for a hash of wrong length."""
    if not leaf_hashes:
        return EMPTY_ROOT
    _check_lengths(leaf_hashes)
    level = leaf_hashes
    while len(level) > 1:
        level = parents(level)
    return level[0]


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return PATH(index, leaves), from the leaf's sibling upwards (RFC 6962 2.1.1).

    Raises ProofError when the tree has no leaf `index`, or for a hash of wrong length.
    """
    if not 0 <= index < len(leaf_hashes):
        raise ProofError(f"there is no leaf {index} in a tree of {len(leaf_hashes)} leaves (first is 0)")
    _check_lengths(leaf_hashes)
    path, level, at = [], leaf_hashes, index
    while len(level) > 1:
        sibling = at ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, at = parents(level), at >> 1
    return path


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return PROOF(old_size, leaves) (RFC 6962 2.1.2); empty when old_size is 0 or the whole tree.

    Raises ProofError when the tree never had that size, or for a hash of wrong length.
    """
    if not 0 <= old_size <= len(leaf_hashes):
        raise ProofError(f"a tree of {len(leaf_hashes)} leaves never had {old_size} leaves")
    _check_lengths(leaf_hashes)
    return [root(leaf_hashes[start:end]) for start, end in consistency_ranges(old_size, len(leaf_hashes))]


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Return the leaf ranges [start, end) whose roots are PATH(index, D[0:size]), bottom up (2.1.1)."""
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[tuple[int, int]]:
    """Return the leaf ranges [start, end) whose roots are PROOF(old_size, D[0:size]) (RFC 6962 2.1.2)."""
    if old_size in (0, size):
        return []
    ranges, start, end = [], 0, size
    while old_size < end:
        middle = start + _split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:  # b is false in SUBPROOF: the verifier does not know this subtree from the old root
        ranges.append((start, end))
    return ranges[::-1]


def inclusion_root(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that `proof` leads to from leaf `index` of a tree of `size` leaves (RFC 9162 2.1.3.2).

    Raises ProofError for an index outside the tree, a proof of wrong length and hashes of wrong length.
    """
    _check_lengths([leaf_hash, *proof])
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size} leaves (first is 0)")
    fn, sn, computed = index, size - 1, leaf_hash
    for step in proof:
        if sn == 0:
            raise ProofError(f"the inclusion proof has {len(proof)} hashes, more than leaf {index} of {size} needs")
        if fn & 1 or fn == sn:
            computed = node_hash(step, computed)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            computed = node_hash(computed, step)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ProofError(f"the inclusion proof has {len(proof)} hashes, fewer than leaf {index} of {size} needs")
    return computed


def verify_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return when `proof` shows that `leaf_hash` is leaf `index` of the tree of `size` leaves with this `root`.

    RFC 9162 2.1.3.2. Raises ProofError otherwise, also for hashes of wrong length.
    """
    _check_lengths([root])
    computed = inclusion_root(leaf_hash=leaf_hash, index=index, size=size, proof=proof)
    if computed != root:
        raise ProofError(
            f"the inclusion proof of leaf {index} of {size} leads to root {computed.hex()}, not to {root.hex()}"
        )


def verify_consistency(*, old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Return when `proof` shows that the tree (size, root) begins with all leaves of (old_size, old_root).

    RFC 9162 2.1.4.2, extended to old_size 0 (empty proof; the old root is that of the empty tree) and to
    equal sizes (empty proof; equal roots). Raises ProofError otherwise, also for hashes of wrong length.
    """
    _check_lengths([old_root, root, *proof])
    if not 0 <= old_size <= size:
        raise ProofError(f"a tree of {size} leaves cannot have grown from {old_size} leaves")
    for leaves, head in ((old_size, old_root), (size, root)):
        if leaves == 0 and head != EMPTY_ROOT:
            raise ProofError(f"the root of the empty tree is {EMPTY_ROOT.hex()}, not {head.hex()}")
    if old_size in (0, size):
        if proof:
            raise ProofError(f"the consistency proof from {old_size} to {size} must be empty, has {len(proof)} hashes")
        if old_size == size and old_root != root:
            raise ProofError(f"two roots for the same size {size}: {old_root.hex()} and {root.hex()}")
        return
    computed_old, computed = _consistent_roots(old_size, size, proof, old_root)
    if computed_old != old_root:
        raise ProofError(
            f"the consistency proof from {old_size} to {size} leads to old root {computed_old.hex()},"
            f" not to {old_root.hex()}: the first {old_size} leaves are not the same"
        )
    if computed != root:
        raise ProofError(f"the consistency proof from {old_size} to {size} leads to {computed.hex()}, not {root.hex()}")


def _consistent_roots(old_size: int, size: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes]:
    """Return the old and the new root that the proof leads to, for 0 < old_size < size (RFC 9162 2.1.4.2)."""
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        raise ProofError(f"the consistency proof from {old_size} to {size} is empty")
    fn, sn = old_size - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for step in path[1:]:
        if sn == 0:
            raise ProofError(f"the consistency proof from {old_size} to {size} has too many hashes ({len(proof)})")
        if fn & 1 or fn == sn:
            old, new = node_hash(step, old), node_hash(step, new)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, step)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ProofError(f"the consistency proof from {old_size} to {size} has too few hashes ({len(proof)})")
    return old, new


def _split(size: int) -> int:
    """Return the largest power of two smaller than size (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _check_lengths(hashes: Iterable[bytes]) -> None:
    wrong = set(map(len, hashes)) - {HASH_SIZE}
    if wrong:
        raise ProofError(f"a hash has {HASH_SIZE} bytes, here is one of {min(wrong)}")
