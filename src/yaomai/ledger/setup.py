"""Which log is this installation's, and whose word does it take?

The log's private keys are in its keyring; its policy file (C2SP tlog-policy) names the log's public keys and the witnesses whose
cosignatures a checkpoint must have. The same file, given to anybody, is all they need to check receipts.
"""

from dataclasses import dataclass
from pathlib import Path

from yaomai.database import private_files
from yaomai.errors import InstallationError
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.models import Checkpoint as CheckpointRow
from yaomai.ledger.queries import tree
from yaomai.standards.c2sp import checkpoint
from yaomai.standards.c2sp import policy as policies
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import SignerKey, VerifierKey
from yaomai.standards.c2sp.policy import Log, Policy


@dataclass(frozen=True, slots=True)
class LogSetup:
    """The keyring and the policy file of this installation's log."""

    keyring: Keyring
    policy_file: Path

    def policy(self) -> Policy:
        """The policy. Raises InstallationError when there is none yet, InvalidError with every fault of the file."""
        if not self.policy_file.is_file():
            raise InstallationError(f"there is no policy file {self.policy_file}: run `yaomai migrate`")
        return policies.parse(self.policy_file.read_bytes())

    @property
    def halt_file(self) -> Path:
        """Says why nothing is signed, while nothing is."""
        return self.policy_file.with_name("halted.txt")

    def halted(self) -> str | None:
        """Why nothing is signed; None when the log goes on."""
        return self.halt_file.read_text() if self.halt_file.is_file() else None

    def halt(self, words: str) -> None:
        """Let everybody who looks know that nothing is signed, and why."""
        private_files.write(self.halt_file, words)

    def go_on(self) -> None:
        """The log signs (again)."""
        self.halt_file.unlink(missing_ok=True)

    def initialise(self, using: str = "owner") -> bool:
        """Make the log's first key, its policy and its empty head; says whether anything was made. Repeating it is harmless.

        Raises InstallationError when something was signed, or a policy names a key of this log, and the key is gone: a new key
        would be another log's.
        """
        if list(self.keyring.directory.glob("*.key")):
            if not self.policy_file.is_file():
                self._write(policies.simple([key.verifier for key in self.keyring.signing_keys()], [], 0))
            return False
        head = self.keyring.head()
        begun = (
            head is not None and head.size == 0
        )  # and interrupted before its key was kept: nothing else can be signed with it
        named = self.policy_file.is_file() and any(log.key.name == self.keyring.origin for log in self.policy().logs)
        if (named and not begun) or CheckpointRow.objects.using(using).exists():
            what = f"{self.policy_file} names a key of this log" if named else "this database holds signed checkpoints"
            raise InstallationError(
                f"{what}, but there is no private key in {self.keyring.directory}: restore the keys from their safe place"
            )
        key = SignerKey.generate(self.keyring.origin)
        empty = Checkpoint(self.keyring.origin, 0, tree.root_at(0, using))
        private_files.make_directory(self.keyring.directory)
        self.keyring.keep_head(checkpoint.sign(empty, [key]).format())
        if not self.policy_file.is_file():
            self._write(policies.simple([key.verifier], [], 0))
        else:
            self.accept_key(key.verifier)
        self.keyring.put(
            key
        )  # last: a key without a head would be a restored one, for which witnesses have to be asked
        return True

    def accept_key(self, key: VerifierKey) -> None:
        """Name one more public key of the log in the policy; the old ones stay, for receipts that they signed."""
        policy = self.policy()
        if key not in [log.key for log in policy.logs]:
            self._write(Policy((*policy.logs, Log(key)), policy.witnesses, policy.groups, policy.quorum))

    def set_witnesses(self, witnesses: list[policies.Witness], k: int) -> None:
        """Have `k` of these witnesses cosign every checkpoint (0: none is needed)."""
        keys = [log.key for log in self.policy().logs]
        plain = policies.simple(keys, [witness.key for witness in witnesses], k)
        urls = {witness.key: witness.url for witness in witnesses}
        named = tuple(policies.Witness(w.name, w.key, urls[w.key]) for w in plain.witnesses)
        self._write(Policy(plain.logs, named, plain.groups, plain.quorum))

    def take_policy(self, text: bytes) -> None:
        """Take over the policy file of a backup, letter by letter. Raises InvalidError with every fault of it."""
        policies.parse(text)
        private_files.make_directory(self.policy_file.parent)
        private_files.write(self.policy_file, text.decode())

    def _write(self, policy: Policy) -> None:
        private_files.make_directory(self.policy_file.parent)
        private_files.write(self.policy_file, policy.format())
