"""How do the witnesses come to cosign a checkpoint, and what if one of them holds another history?

Each witness with an address in the policy is sent the newest checkpoint with a proof from the size that it cosigned last (C2SP
tlog-witness). A witness that cannot be reached delays publication; a witness that holds a larger or another tree stops the signing.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yaomai.errors import LedgerError, ProofError
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.models import Checkpoint as CheckpointRow
from yaomai.ledger.models import Cosignature
from yaomai.ledger.operations.sign import WHAT_TO_DO, check_continues
from yaomai.ledger.queries import tree
from yaomai.ledger.witness.client import Accepted, Conflict, Outcome, Refused, Unreachable, submit
from yaomai.standards.c2sp import checkpoint as checkpoints
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.policy import Policy, Witness

logger = logging.getLogger(__name__)
TIMEOUT_S = 3.0


class UnconfirmedError(LedgerError):
    """Too few witnesses answered to say whether this database is the newest state; they may answer later."""


@dataclass(frozen=True, slots=True)
class WitnessState:
    """What came of asking one witness: `cosigned`, or the words why not."""

    witness: str
    cosigned: bool
    words: str = ""


def cosign(policy: Policy, *, now: datetime, using: str = "sequencer") -> list[WitnessState]:
    """Ask every witness with an address to cosign the newest checkpoint, unless it has; keep what they answer.

    Raises LedgerError when a witness holds a tree that ours does not continue.
    """
    newest = CheckpointRow.objects.using(using).order_by("-size").first()
    if newest is None:
        return []
    done = set(Cosignature.objects.using(using).filter(checkpoint=newest).values_list("witness", flat=True))
    waiting = [w for w in policy.witnesses if w.url and w.key.name not in done]
    old_sizes = [_last_size(witness, using) for witness in waiting]
    answers = _submit_all(waiting, newest, old_sizes, using)
    behind = [
        (w, a) for w, a in zip(waiting, answers, strict=True) if isinstance(a, Conflict) and a.size <= newest.size
    ]
    retried = _submit_all([w for w, _ in behind], newest, [a.size for _, a in behind], using)
    settled = dict(zip(waiting, answers, strict=True)) | dict(zip([w for w, _ in behind], retried, strict=True))
    return [_settle(witness, answer, newest, now, using) for witness, answer in settled.items()]


def confirm(keyring: Keyring, policy: Policy, *, now: datetime, using: str = "sequencer") -> list[WitnessState]:
    """After a restore: ask the witnesses whether any has seen more than this database holds; if none can have, vouch for it.

    Only a checkpoint that was signed before is shown to them, first to learn their sizes, then with the proof that it
    continues what they hold. Those that stay silent must be too few to have witnessed anything by themselves. Nothing may be
    appended meanwhile. Raises LedgerError when one is ahead or holds another tree, or when a head beside the key says that
    more was signed; UnconfirmedError when too few answer.
    """
    head = keyring.head()
    if head is not None:
        check_continues(keyring, tree.size(using), using=using)
    newest = CheckpointRow.objects.using(using).order_by("-size").first()
    signed = _newest_signed(keyring, newest, using)
    asked = [witness for witness in policy.witnesses if witness.url]
    with ThreadPoolExecutor(max_workers=max(1, len(asked))) as pool:
        answers = list(pool.map(lambda w: submit(str(w.url), 0, [], signed, TIMEOUT_S), asked))
    states = _judge(list(zip(asked, answers, strict=True)), newest, now, using)
    silent = [state for state in states if not state.cosigned]
    if len(silent) == len(states) or (silent and policy.reaches_quorum(state.witness for state in silent)):
        words = "; ".join(f"{state.witness}: {state.words}" for state in silent) or "the policy names none"
        raise UnconfirmedError(
            f"too few witnesses answered to say that {tree.size(using)} leaves are the newest state ({words})."
            " Nothing is signed meanwhile; recording goes on. They are asked again until they can be reached; without witnesses"
            " only the operator can know: `yaomai ledger confirm --i-know-nothing-later-was-signed`"
        )
    _keep_head_unless_behind(keyring, signed)
    return states


def vouch(keyring: Keyring, policy: Policy, *, using: str = "sequencer") -> None:
    """The operator's own word, where there are no witnesses, that nothing later than this database was signed.

    Raises LedgerError where there are witnesses, whose word it is then, and when the head beside the key says otherwise.
    """
    if any(witness.url for witness in policy.witnesses):
        raise LedgerError(
            "the policy names witnesses: it is theirs to say, by `yaomai ledger confirm`. Only when they are gone for good take"
            " them out first: `yaomai ledger witnesses -k 0`"
        )
    if keyring.head() is not None:
        check_continues(keyring, tree.size(using), using=using)
    newest = CheckpointRow.objects.using(using).order_by("-size").first()
    _keep_head_unless_behind(keyring, _newest_signed(keyring, newest, using))


def _newest_signed(keyring: Keyring, newest: CheckpointRow | None, using: str) -> bytes:
    """The newest checkpoint that was signed; of a log that has signed nothing, the one of the empty tree."""
    if newest is not None:
        return newest.note.encode()
    return checkpoints.sign(Checkpoint(keyring.origin, 0, tree.root_at(0, using)), keyring.signing_keys()).format()


def _keep_head_unless_behind(keyring: Keyring, signed: bytes) -> None:
    """What was signed once stays the least that the tree is held against."""
    head = keyring.head()
    if head is None or head.size < checkpoints.parse(note.parse(signed).text).size:
        keyring.keep_head(signed)


def _judge(
    answers: Sequence[tuple[Witness, Outcome]], newest: CheckpointRow | None, now: datetime, using: str
) -> list[WitnessState]:
    """Of each witness that was shown our newest checkpoint as if it knew nothing: has it seen nothing that we do not hold?

    One that has cosigned a size between our newest checkpoint and our tree can be shown nothing that was signed before:
    whether our tree continues it, it says to the next checkpoint.
    """
    leaves, signed_size = tree.size(using), newest.size if newest else 0
    for witness, answer in answers:
        if isinstance(answer, Conflict) and answer.size > leaves:
            raise LedgerError(
                f"the witness {witness.name} has cosigned {answer.size} leaves, this database holds {leaves}:"
                f" it is older than its last witnessed checkpoint. {WHAT_TO_DO}"
            )
    behind = [(w, a.size) for w, a in answers if isinstance(a, Conflict) and newest and a.size <= signed_size]
    shown = dict(
        zip(
            [witness for witness, _ in behind],
            _submit_all([w for w, _ in behind], newest, [size for _, size in behind], using) if newest else [],
            strict=True,
        )
    )
    states = []
    for witness, first in answers:
        answer = shown.get(witness, first)
        if newest and (witness in shown or isinstance(answer, Accepted)):
            states.append(_settle(witness, answer, newest, now, using))
        else:
            heard = isinstance(answer, Accepted | Conflict)
            states.append(WitnessState(witness.name, cosigned=heard, words="" if heard else _words(answer)))
    return states


def _submit_all(
    witnesses: Sequence[Witness], newest: CheckpointRow, old_sizes: Sequence[int], using: str
) -> list[Outcome]:
    """Ask witnesses side by side; the proofs are made here, the threads only wait for the network."""
    jobs = [
        (
            str(witness.url),
            old_size,
            tree.consistency_proof(old_size, newest.size, using),
            newest.note.encode(),
        )
        for witness, old_size in zip(witnesses, old_sizes, strict=True)
    ]
    if not jobs:
        return []
    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        return list(pool.map(lambda job: submit(job[0], job[1], job[2], job[3], TIMEOUT_S), jobs))


def _last_size(witness: Witness, using: str) -> int:
    last = Cosignature.objects.using(using).filter(witness=witness.key.name).order_by("-checkpoint").first()
    return last.checkpoint_id if last else 0


def _settle(witness: Witness, answer: Outcome, newest: CheckpointRow, now: datetime, using: str) -> WitnessState:
    if isinstance(answer, Accepted):
        return _keep(witness, answer, newest, now, using)
    if isinstance(answer, Conflict):
        raise LedgerError(
            f"the witness {witness.name} has cosigned {answer.size} leaves and will not cosign {newest.size}:"
            f" this database was set back, or the key signed another history. {WHAT_TO_DO}"
        )
    if isinstance(answer, Refused) and answer.status in {409, 422}:
        raise LedgerError(
            f"the witness {witness.name} refuses the checkpoint of {newest.size} leaves: {answer.words}."
            f" Its tree is not ours: the history was altered. {WHAT_TO_DO}"
        )
    logger.warning("witness %s did not cosign %d leaves: %s", witness.name, newest.size, _words(answer))
    return WitnessState(witness.name, cosigned=False, words=_words(answer))


def _keep(witness: Witness, answer: Accepted, newest: CheckpointRow, now: datetime, using: str) -> WitnessState:
    for signature in answer.signatures:
        if (signature.name, signature.key_id) == (witness.key.name, witness.key.key_id):
            try:
                cosignature.verify(note.parse(newest.note.encode()).text, signature, witness.key)
            except ProofError as error:
                logger.warning("witness %s sent a cosignature that does not verify: %s", witness.name, error)
                return WitnessState(witness.name, cosigned=False, words=str(error))
            with transaction.atomic(using=using):
                Cosignature.objects.using(using).get_or_create(
                    checkpoint=newest,
                    witness=witness.key.name,
                    defaults={"line": signature.line(), "received_at": now},
                )
            return WitnessState(witness.name, cosigned=True)
    words = f"it answered with signatures of other keys than {witness.key}"
    logger.warning("witness %s: %s", witness.name, words)
    return WitnessState(witness.name, cosigned=False, words=words)


def _words(answer: Outcome) -> str:
    if isinstance(answer, Unreachable):
        return f"cannot be reached: {answer.cause}"
    if isinstance(answer, Refused):
        return f"status {answer.status}: {answer.words}"
    return str(answer)
