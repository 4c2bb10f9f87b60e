"""Which logs do we believe, and whose cosignatures must a checkpoint have? (C2SP tlog-policy)"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaomai.errors import Finding, InvalidError, ProofError
from yaomai.standards.c2sp import checkpoint, cosignature, note
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import Note, VerifierKey

NO_QUORUM = "none"  # predefined: no cosignature is demanded


@dataclass(frozen=True, slots=True)
class Log:
    """A log that may issue checkpoints; the key's name is its origin line."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness under the name that groups and the quorum of this policy use."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Counts as having witnessed when at least `threshold` of its members (witnesses or groups) have."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy found in a note it accepts: the checkpoint, who signed, POSIX time by witness name."""

    checkpoint: Checkpoint
    log_keys: tuple[VerifierKey, ...]
    witnessed_at: dict[str, int]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, groups in order of definition, and the name that must have witnessed. See `parse`."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def check(self, signed: Note) -> Verdict:
        """Return what the note proves. Several logs of one origin are its keys: any one of them is enough.

        Raises ProofError when the text is no checkpoint, its origin is no log of the policy, no key of that
        origin has signed, a line of a known key does not verify, or the quorum is not reached (who is
        missing).
        """
        head = checkpoint.parse(signed.text)
        keys = [log.key for log in self.logs if log.key.name == head.origin]
        if not keys:
            known = ", ".join(sorted({log.key.name for log in self.logs})) or "it names no log"
            raise ProofError(f"the checkpoint is of the log {head.origin!r}, which the policy does not name: {known}")
        log_keys = note.verify(signed, keys)
        times = cosignature.cosigners(signed, [witness.key for witness in self.witnesses])
        witnessed_at = {w.name: times[w.key] for w in self.witnesses if w.key in times}
        if not self._is_witnessed(self.quorum, witnessed_at):
            raise ProofError(self._missing(witnessed_at))
        return Verdict(head, tuple(log_keys), witnessed_at)

    def format(self) -> str:
        """Return the policy file; `parse` of it gives the same policy."""
        lines = [_words("log", str(log.key), log.url) for log in self.logs]
        lines += [_words("witness", w.name, str(w.key), w.url) for w in self.witnesses]
        lines += [_words("group", g.name, str(g.threshold), *g.members) for g in self.groups]
        return "".join(f"{line}\n" for line in [*lines, _words("quorum", self.quorum)])

    def reaches_quorum(self, witnesses: Iterable[str]) -> bool:
        """Say whether these witnesses (by their names in this policy) are enough for the quorum."""
        return self._is_witnessed(self.quorum, dict.fromkeys(witnesses, 0))

    def least_witnesses(self) -> int:
        """How many witnesses the smallest set has that reaches the quorum."""
        return self._least(self.quorum)

    def _least(self, name: str) -> int:
        group = self._group(name)
        if group is None:
            return 0 if name == NO_QUORUM else 1
        return sum(sorted(self._least(member) for member in group.members)[: group.threshold])

    def _is_witnessed(self, name: str, witnessed_at: dict[str, int]) -> bool:
        if name == NO_QUORUM or name in witnessed_at:
            return True
        group = self._group(name)
        return group is not None and group.threshold <= sum(
            self._is_witnessed(member, witnessed_at) for member in group.members
        )

    def _group(self, name: str) -> Group | None:
        return next((group for group in self.groups if group.name == name), None)

    def _missing(self, witnessed_at: dict[str, int]) -> str:
        """Say of the quorum, and of each unreached group under it, what is there and what is missing."""
        said, pending = [], [self.quorum]
        while pending:
            name = pending.pop(0)
            group = self._group(name)
            if group is None:
                said.append(f"witness {name!r} has not cosigned")
                continue
            lacking = [m for m in group.members if not self._is_witnessed(m, witnessed_at)]
            there = len(group.members) - len(lacking)
            said.append(
                f"{name!r} needs {group.threshold} of {len(group.members)}, has {there}, missing {', '.join(lacking)}"
            )
            pending += [m for m in lacking if self._group(m)]
        return "the quorum of witnesses is not reached: " + "; ".join(said)


def parse(text: str | bytes) -> Policy:
    """Return the policy of a file's content (tlog-policy, "Policy file syntax and structure").

    Raises InvalidError with every fault found; a finding's pointer is "/" and the line number, counted from
    1. Log keys are of type 0x01, witness keys of type 0x04: others cannot be verified here and are faults.
    """
    content = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    reader = _Reader()
    lines = content.split("\n")
    if lines.pop():
        reader.fault(len(lines) + 1, "unterminated", "the last line does not end in a newline", content[-40:])
        lines = content.split("\n")
    for number, line in enumerate(lines, 1):
        reader.read(number, line)
    return reader.policy(len(lines))


def simple(logs: Sequence[VerifierKey], witnesses: Sequence[VerifierKey], k: int) -> Policy:
    """Return the policy: any of the log keys, and at least k of these witnesses (0: no cosignature needed).

    A witness is named after its key; where two keys share a name, with the key id behind it.
    Raises InvalidError when k is more than there are witnesses, or for keys `parse` would refuse.
    """
    shared = Counter(key.name for key in witnesses)
    names = [key.name if shared[key.name] == 1 else f"{key.name}/{key.key_id.hex()}" for key in witnesses]
    group = () if k == 0 else (Group("witnesses", k, tuple(names)),)
    policy = Policy(
        logs=tuple(Log(key) for key in logs),
        witnesses=tuple(Witness(name, key) for name, key in zip(names, witnesses, strict=True)),
        groups=group,
        quorum=group[0].name if group else NO_QUORUM,
    )
    return parse(policy.format())


def _words(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None)


class _Reader:
    """Reads a policy line by line, and goes on after a fault so that all are found."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.names: set[str] = {NO_QUORUM}
        self.members: set[str] = set()

    def fault(self, number: int, code: str, message: str, value: str = "") -> None:
        shown = value.encode("utf-8", "backslashreplace").decode()
        self.findings.append(Finding(code, f"/{number}", message, shown[:300]))

    def policy(self, last_line: int) -> Policy:
        if self.quorum is None and not any(f.code == "quorum" for f in self.findings):
            self.fault(last_line, "quorum", "there is no quorum line; write 'quorum none' to demand no cosignature")
        if self.findings or self.quorum is None:
            raise InvalidError(self.findings)
        return Policy(tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum)

    def read(self, number: int, line: str) -> None:
        control = [c for c in line if (c < " " and c != "\t") or c == "\x7f"]
        if control:
            self.fault(number, "control-character", f"the line has the control character {control[0]!r}", line)
            return
        words = line.replace("\t", " ").split(" ")
        match [word for word in words if word]:
            case []:
                return
            case [first, *_] if first.startswith("#"):
                return
            case ["log", vkey]:
                self._log(number, vkey, None)
            case ["log", vkey, url]:
                self._log(number, vkey, url)
            case ["witness", name, vkey]:
                self._witness(number, name, vkey, None)
            case ["witness", name, vkey, url]:
                self._witness(number, name, vkey, url)
            case ["group", name, threshold, _, *_] as group:
                self._group(number, name, threshold, group[3:])
            case ["quorum", name]:
                self._quorum(number, name)
            case _:
                forms = "log VKEY [URL], witness NAME VKEY [URL], group NAME all|any|K NAME…, quorum NAME|none"
                self.fault(number, "line", f"the line is none of: {forms}, # comment", line)

    def _log(self, number: int, vkey: str, url: str | None) -> None:
        key = self._key(number, vkey, note.ED25519, [log.key for log in self.logs])
        if key:
            self.logs.append(Log(key, url))

    def _witness(self, number: int, name: str, vkey: str, url: str | None) -> None:
        key = self._key(number, vkey, note.COSIGNATURE_V1, [witness.key for witness in self.witnesses])
        self._define(number, name)
        if key:
            self.witnesses.append(Witness(name, key, url))

    def _group(self, number: int, name: str, threshold: str, members: list[str]) -> None:
        for member in members:
            if member == NO_QUORUM or member not in self.names:
                self.fault(number, "undefined", "the member is not defined on a line before this one", member)
            elif member in self.members:
                self.fault(number, "member-twice", "a name may be the member of a group only once", member)
            self.members.add(member)
        count = {"any": 1, "all": len(members)}.get(threshold)
        if count is None and threshold.isascii() and threshold.isdecimal() and len(threshold) < 10:
            count = int(threshold) if not threshold.startswith("0") else None
        if count is None or not 1 <= count <= len(members):
            self.fault(number, "threshold", f"the threshold is all, any or 1 to {len(members)}", threshold)
        self._define(number, name)
        self.groups.append(Group(name, count or 0, tuple(members)))

    def _quorum(self, number: int, name: str) -> None:
        if self.quorum is not None:
            self.fault(number, "quorum", "there is more than one quorum line", name)
        elif name not in self.names:
            self.fault(number, "quorum", "the quorum is not defined on a line before this one", name)
        else:
            self.quorum = name

    def _define(self, number: int, name: str) -> None:
        if name in self.names:
            self.fault(number, "name-twice", "the name is already defined, or is the predefined 'none'", name)
        self.names.add(name)

    def _key(self, number: int, vkey: str, algorithm: int, before: list[VerifierKey]) -> VerifierKey | None:
        try:
            key = VerifierKey.parse(vkey)
        except (ProofError, UnicodeEncodeError) as error:
            self.fault(number, "key", str(error), vkey)
            return None
        if key.algorithm != algorithm:
            message = f"the key is of type {key.algorithm:#04x}, on this line it must be {algorithm:#04x}"
            self.fault(number, "key-type", message, vkey)
            return None
        if any(key.public_key == other.public_key for other in before):
            self.fault(number, "key-twice", "the same public key is on an earlier line", vkey)
        return key
