"""Where does a record stand in the log, and what receipt proves it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import (
    Header,
    Recorder,
    deed_and_position,
    reference,
    salted_hash,
    split_hashes,
)
from yaomai.ledger.engine.receipt import BODY_BYTES_MAX, Disclosed, Receipt
from yaomai.ledger.models import Deed, Erasure, Leaf, Record
from yaomai.ledger.queries import checkpoints, tree
from yaomai.ledger.queries.checkpoints import PublishedCheckpoint
from yaomai.standards import rfc6962
from yaomai.standards.c2sp.policy import Policy

Stage = Literal["recorded", "sequenced", "witnessed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the proof of a record is: recorded (on disk), sequenced (a leaf), witnessed (covered by a checkpoint that
    witnesses saw).
    """

    record: int
    deed: int
    kind: str
    recorder: Recorder
    record_time: datetime
    stage: Stage
    leaf_index: int | None
    checkpoint: PublishedCheckpoint | None
    erased: bool
    altered: bool

    @property
    def reference(self) -> str:
        """The record's number as people write it."""
        return reference(self.record)


def standing(record: int, policy: Policy) -> Standing:
    """Where a record stands; `altered` is whether its body is no longer what was recorded. Raises NotFoundError when
    there is none.
    """
    deed, position = _find(record)
    leaf = Leaf.objects.filter(deed=deed).first()
    seen = checkpoints.newest_witnessed(policy, at_least=leaf.leaf_index + 1) if leaf else None
    row = Record.objects.filter(pk=record).first()
    body = bytes(row.body) if row is not None and row.body is not None else None
    erased = Erasure.objects.filter(erased_record=record).exists()
    kept = bytes(deed.record_hashes)[32 * (position - 1) : 32 * position]
    return Standing(
        record=record,
        deed=deed.id,
        kind=deed.kind,
        recorder=Recorder(deed.organisation, deed.account, deed.key),
        record_time=deed.record_time,
        stage="recorded" if leaf is None else "sequenced" if seen is None else "witnessed",
        leaf_index=leaf.leaf_index if leaf else None,
        checkpoint=seen,
        erased=erased,
        altered=not erased and (row is None or body is None or salted_hash(bytes(row.salt or b""), body) != kept),
    )


def stages(records: Sequence[int], policy: Policy) -> dict[int, Stage]:
    """How far the proof of each of these records is, in one query beside that for the newest checkpoint."""
    seen = checkpoints.newest_witnessed(policy)
    covered = seen.size if seen else 0
    leaves = dict(
        Leaf.objects.filter(deed__in={deed_and_position(record)[0] for record in records}).values_list(
            "deed", "leaf_index"
        )
    )
    found: dict[int, Stage] = {}
    for record in records:
        found[record] = stage_of(leaves.get(deed_and_position(record)[0]), covered)
    return found


def stage_of(leaf_index: int | None, covered: int) -> Stage:
    """How far the proof of a deed is, by its leaf (None: none yet) and the size of the newest witnessed checkpoint."""
    return "recorded" if leaf_index is None else "witnessed" if leaf_index < covered else "sequenced"


def prove(record: int, policy: Policy, *, disclose: bool) -> Receipt:
    """The receipt of a record, under the newest checkpoint that the policy's witnesses have seen.

    With `disclose` the receipt carries the body (up to BODY_BYTES_MAX bytes): only for those who may read it. Raises NotFoundError
    when there is no such record, or when no witnessed checkpoint covers it yet.
    """
    deed, position = _find(record)
    leaf = Leaf.objects.filter(deed=deed).first()
    seen = checkpoints.newest_witnessed(policy, at_least=leaf.leaf_index + 1) if leaf else None
    if leaf is None or seen is None:
        raise NotFoundError(
            f"record {reference(record)} is on disk, but no witnessed checkpoint covers it yet: ask again in a few seconds,"
            " or see `yaomai doctor` for the state of the witnesses"
        )
    header = Header(
        deed.id, deed.kind, Recorder(deed.organisation, deed.account, deed.key), deed.record_time, deed.size
    ).to_bytes()
    salt = bytes(deed.salt)
    hashes = [salted_hash(salt, header), *split_hashes(bytes(deed.record_hashes))]
    row = Record.objects.get(pk=record)
    body = bytes(row.body) if row.body is not None else None
    shown = (
        Disclosed(bytes(row.salt or b""), body)
        if disclose and body is not None and len(body) <= BODY_BYTES_MAX
        else None
    )
    return Receipt(
        header=header,
        header_salt=salt,
        header_path=tuple(rfc6962.inclusion_proof(hashes, 0)),
        position=position,
        record=shown or hashes[position],
        record_path=tuple(rfc6962.inclusion_proof(hashes, position)),
        leaf_index=leaf.leaf_index,
        log_path=tuple(tree.inclusion_proof(leaf.leaf_index, seen.size)),
        checkpoint_note=seen.note,
    )


def _find(record: int) -> tuple[Deed, int]:
    deed_id, position = deed_and_position(record)
    deed = Deed.objects.filter(pk=deed_id).first()
    if deed is None or not 1 <= position <= deed.size:
        raise NotFoundError(f"there is no record {reference(record)}")
    return deed, position
