"""Is the log over the record still as it was signed: leaves, tiles, checkpoints, cosignatures, and the head beside the key?"""

from collections.abc import Mapping
from typing import Any

from django.db import connections, transaction

from yaomai.errors import ProofError
from yaomai.ledger.queries.verify import Fault
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint as checkpoints
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.policy import Policy
from yaomai.standards.c2sp.tiles import TILE_WIDTH


def verify_log(
    leaf_hashes: Mapping[int, bytes], policy: Policy | None, head: Checkpoint | None, using: str = "default"
) -> list[Fault]:
    """Compare the stored log with the leaf hashes that the deeds lead to (by deed id), and with what was signed.

    Without a policy no key is known: then any checkpoint at all is a fault.
    """
    faults: list[Fault] = []
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        leaves = _verify_leaves(cursor, leaf_hashes, faults)
        levels = _verify_tiles(cursor, leaves, faults)
        _verify_checkpoints(cursor, _Roots(levels), policy, head, faults)
    return faults


def _verify_leaves(cursor: Any, leaf_hashes: Mapping[int, bytes], faults: list[Fault]) -> list[bytes]:
    """The leaf hashes in the order of the log, as the deeds lead to them."""
    cursor.execute("SELECT leaf_index, deed_id FROM ledger_leaf ORDER BY leaf_index")
    leaves: list[bytes] = []
    sequenced = set()
    for index, deed in cursor.fetchall():
        sequenced.add(deed)
        if index != len(leaves):
            faults.append(Fault("ledger_leaf", str(index), f"leaf {len(leaves)} is not there"))
            leaves.extend([b"\0" * 32] * (index - len(leaves)))
        found = leaf_hashes.get(deed)
        if found is None:
            cursor.execute("SELECT record_time FROM ledger_deed WHERE id = %s", (deed,))
            if cursor.fetchone() is None:
                faults.append(Fault("ledger_leaf", str(index), f"deed {deed} is gone"))
            leaves.append(b"\0" * 32)
            continue
        leaves.append(found)
    cursor.execute("SELECT deed_id FROM ledger_pending")
    pending = {row[0] for row in cursor.fetchall()}
    faults += [
        Fault("ledger_leaf", f"deed {deed}", "the deed is neither a leaf nor waiting to become one")
        for deed in sorted(leaf_hashes.keys() - sequenced - pending)
    ]
    faults += [
        Fault("ledger_pending", f"deed {deed}", "is a leaf already, and waits to become one again")
        for deed in sorted(pending & sequenced)
    ]
    return leaves


def _verify_tiles(cursor: Any, leaves: list[bytes], faults: list[Fault]) -> list[list[bytes]]:
    """The hashes of every level as the leaves lead to them: level l holds the roots of full subtrees of 256**l leaves."""
    levels = [leaves]
    while len(levels[-1]) >= TILE_WIDTH:
        below = levels[-1]
        levels.append(
            [rfc6962.root(below[i : i + TILE_WIDTH]) for i in range(0, len(below) - TILE_WIDTH + 1, TILE_WIDTH)]
        )
    must = {
        (level, n): b"".join(hashes[n * TILE_WIDTH : (n + 1) * TILE_WIDTH])
        for level, hashes in enumerate(levels)
        for n in range((len(hashes) + TILE_WIDTH - 1) // TILE_WIDTH)
    }
    cursor.execute("SELECT level, n, hashes FROM ledger_tile ORDER BY level, n")
    for level, n, hashes in cursor.fetchall():
        want = must.pop((level, n), None)
        have = bytes(hashes)
        if want is None:
            faults.append(Fault("ledger_tile", f"level {level}, {n}", "there is no such tile in a tree of this size"))
        elif have != want:
            places = [
                str(n * TILE_WIDTH + i // 32)
                for i in range(0, max(len(have), len(want)), 32)
                if have[i : i + 32] != want[i : i + 32]
            ]
            what = "leaves" if level == 0 else f"subtrees of {TILE_WIDTH**level} leaves"
            faults.append(
                Fault(
                    "ledger_tile",
                    f"level {level}, {n}",
                    f"does not fit the deeds at {what} {', '.join(places[:8])}",
                )
            )
    faults += [Fault("ledger_tile", f"level {level}, {n}", "the tile is gone") for level, n in must]
    return levels


class _Roots:
    """The root of every size that the tree ever had, from the hashes of its levels."""

    def __init__(self, levels: list[list[bytes]]) -> None:
        self._levels = levels
        self.size = len(levels[0])

    def at(self, size: int) -> bytes:
        """The root of the first `size` leaves: full subtrees from the highest level down, joined from the right."""
        if size == 0:
            return rfc6962.EMPTY_ROOT
        parts: list[bytes] = []
        for level in range(len(self._levels) - 1, -1, -1):
            width = TILE_WIDTH**level
            above = TILE_WIDTH ** (level + 1)
            start = size // above * above if level < len(self._levels) - 1 else 0
            parts.append(b"".join(self._levels[level][start // width : size // width]))
        result: bytes | None = None
        for part in reversed(parts):
            hashes = [part[i : i + 32] for i in range(0, len(part), 32)]
            result = _joined(hashes, result)
        return result if result is not None else rfc6962.EMPTY_ROOT


def _joined(hashes: list[bytes], right: bytes | None) -> bytes | None:
    """The root over equally high full subtrees followed by one smaller tree to their right."""
    if not hashes:
        return right
    blocks: list[bytes] = []
    start = 0
    while start < len(hashes):
        width = 1 << ((len(hashes) - start).bit_length() - 1)
        blocks.append(rfc6962.root(hashes[start : start + width]))
        start += width
    if right is not None:
        blocks.append(right)
    result = blocks.pop()
    while blocks:
        result = rfc6962.node_hash(blocks.pop(), result)
    return result


def _verify_checkpoints(
    cursor: Any, roots: _Roots, policy: Policy | None, head: Checkpoint | None, faults: list[Fault]
) -> None:
    keys = [log.key for log in policy.logs] if policy else []
    witnesses = {witness.key.name: witness.key for witness in policy.witnesses} if policy else {}
    cursor.execute("SELECT size, root, note FROM ledger_checkpoint ORDER BY size")
    texts: dict[int, str] = {}
    for size, root, text in cursor.fetchall():
        which = f"of {size} leaves"
        try:
            signed = note.parse(text.encode())
            said = checkpoints.parse(signed.text)
            note.verify(signed, keys)
        except ProofError as error:
            faults.append(Fault("ledger_checkpoint", which, f"the signed note does not verify: {error}"))
            continue
        texts[size] = signed.text
        if (said.size, said.root) != (size, bytes(root)):
            faults.append(Fault("ledger_checkpoint", which, "size or root differ from the signed note"))
        if said.size > roots.size:
            faults.append(Fault("ledger_checkpoint", which, f"was signed, but there are only {roots.size} leaves"))
        elif roots.at(said.size) != said.root:
            faults.append(Fault("ledger_checkpoint", which, "the deeds do not lead to the root that was signed"))
    cursor.execute("SELECT size, witness, line FROM ledger_cosignature ORDER BY size, witness")
    for size, witness, line in cursor.fetchall():
        key = witnesses.get(witness)
        if key is None or size not in texts:
            continue  # a witness that the policy no longer names proves nothing either way
        try:
            (signature,) = note.parse_signature_lines(line if line.endswith("\n") else f"{line}\n")
            cosignature.verify(texts[size], signature, key)
        except (ProofError, ValueError) as error:
            faults.append(Fault("ledger_cosignature", f"{witness} of {size} leaves", f"does not verify: {error}"))
    if head is not None and (head.size > roots.size or roots.at(head.size) != head.root):
        faults.append(
            Fault(
                "keys/log/head",
                f"of {head.size} leaves",
                "the deeds do not lead to the head that was signed last",
            )
        )
