"""May this checkpoint be cosigned, given what was cosigned before? (C2SP tlog-witness, "add-checkpoint", pure)

What is accepted and what is refused, with which HTTP status, is decided here and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from yaomai.errors import ProofError
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, note
from yaomai.standards.c2sp.canonical import base64_bytes, base64_text, decimal_number
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import Note, VerifierKey

MAX_PROOF_LINES = 63
MAX_REQUEST_BYTES = note.MAX_NOTE_BYTES + 4096  # 4096: the old size line and 63 lines of 45 bytes


@dataclass(frozen=True, slots=True)
class Request:
    """One add-checkpoint request, read but not verified."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class TreeHead:
    """Size and root of the latest checkpoint that the witness cosigned for an origin."""

    size: int
    root: bytes


NOTHING_SEEN = TreeHead(0, rfc6962.EMPTY_ROOT)


@dataclass(frozen=True, slots=True)
class Accept:
    """Cosign: the checkpoint continues what was seen. `seen` is the note with the lines that were verified only."""

    checkpoint: Checkpoint
    seen: Note


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not cosign. `size` is set when the client only has to come again with the size the witness knows.

    `evidence` says that a trusted key has signed the checkpoint, and that it was not shown to continue what was
    cosigned before. The log may have rewritten itself; or somebody sent its checkpoint with a wrong proof.
    """

    status: HTTPStatus
    words: str
    size: int | None = None
    evidence: bool = False


def format_request(old_size: int, proof: Sequence[bytes], note_bytes: bytes) -> bytes:
    """Return the request body: the old size line, the proof, an empty line, the checkpoint."""
    lines = [f"old {old_size}", *map(base64_text, proof), "", ""]
    return "\n".join(lines).encode() + note_bytes


def parse_request(body: bytes) -> Request:
    """Return the request that these bytes are. Raises ProofError for anything not to the letter: status 400."""
    if len(body) > MAX_REQUEST_BYTES:
        raise ProofError(f"the request has {len(body)} bytes, more than {MAX_REQUEST_BYTES}")
    head, blank, note_bytes = body.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofError(f"the lines before the checkpoint are not ASCII: {error}") from error
    if not blank or not first.startswith("old "):
        raise ProofError("a request is an old size line, proof lines, an empty line and a checkpoint")
    if len(lines) > MAX_PROOF_LINES:
        raise ProofError(f"the request has {len(lines)} proof lines, more than {MAX_PROOF_LINES}")
    signed = note.parse(note_bytes)
    return Request(
        old_size=decimal_number(first.removeprefix("old "), what="the old size"),
        proof=tuple(
            base64_bytes(line, what=f"proof line {number}", size=rfc6962.HASH_SIZE)
            for number, line in enumerate(lines, 1)
        ),
        note=signed,
        checkpoint=checkpoint.parse(signed.text),
    )


def decide(request: Request, keys: Sequence[VerifierKey], latest: TreeHead) -> Accept | Refuse:
    """Return the verdict on a request.

    `keys` are the trusted keys of the request's origin, none when it is unknown; `latest` is what was
    cosigned last for it, or NOTHING_SEEN. The checks come in the order of the specification.
    """
    head = request.checkpoint
    if not keys:
        return Refuse(HTTPStatus.NOT_FOUND, f"this witness does not know the log {head.origin!r}")
    try:
        signers = note.verify(request.note, keys)
    except ProofError as error:
        return Refuse(HTTPStatus.FORBIDDEN, str(error))
    if request.old_size > head.size:
        words = f"the old size {request.old_size} is larger than the checkpoint's size {head.size}"
        return Refuse(HTTPStatus.BAD_REQUEST, words)
    if request.old_size != latest.size:
        words = f"the latest checkpoint cosigned here has size {latest.size}, not {request.old_size}"
        return Refuse(HTTPStatus.CONFLICT, words, size=latest.size)
    if head.size == latest.size > 0 and head.root != latest.root:
        words = (
            f"two histories: at size {head.size} this witness cosigned root {base64_text(latest.root)},"
            f" this checkpoint has {base64_text(head.root)}"
        )
        return Refuse(HTTPStatus.CONFLICT, words, evidence=True)
    try:
        rfc6962.verify_consistency(
            old_size=latest.size,
            size=head.size,
            proof=request.proof,
            old_root=latest.root,
            root=head.root,
        )
    except ProofError as error:
        return Refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), evidence=True)
    lines = tuple(line for key, line in note.known_signatures(request.note, signers))
    return Accept(head, Note(request.note.text, lines))
