"""Where are the log's private keys, and what did they last sign?

A directory of its own, readable by the sequencer's user only: `<key id>.key` files (Go's note signer format), and
`head`, the last checkpoint that was signed. `head` lives outside the database on purpose: it is how a database that
was set back is recognised.
"""

import stat
from dataclasses import dataclass
from pathlib import Path

from yaomai.database import private_files
from yaomai.errors import InstallationError, SettingError
from yaomai.standards.c2sp import note
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.checkpoint import parse as parse_checkpoint
from yaomai.standards.c2sp.note import SignerKey, VerifierKey


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of the log named `origin`, in `directory`."""

    directory: Path
    origin: str

    def signing_keys(self) -> list[SignerKey]:
        """The private keys, oldest first: every checkpoint is signed with each of them.

        Raises InstallationError when there is none, or one that others may read; SettingError when one is of another log.
        """
        files = sorted(self.directory.glob("*.key"), key=lambda file: (file.stat().st_mtime_ns, file.name))
        if not files:
            raise InstallationError(
                f"no private key of the log in {self.directory}: restore it from its safe place,"
                " or for a new log run `yaomai migrate`"
            )
        keys = []
        for file in files:
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                raise InstallationError(f"{file} can be read by others; run: chmod 600 {file}")
            key = SignerKey.parse(file.read_text().strip())
            if key.name != self.origin:
                raise SettingError(
                    f"{file} is a key of the log {key.name!r}, but YAOMAI_LOG_ORIGIN is {self.origin!r};"
                    " a log's name never changes: set it back"
                )
            keys.append(key)
        return keys

    def add(self) -> VerifierKey:
        """Make a new private key; from now on checkpoints are signed with it too."""
        key = SignerKey.generate(self.origin)
        self.put(key)
        return key.verifier

    def put(self, key: SignerKey) -> None:
        """Keep this private key, which is the log's already (after a restore)."""
        private_files.make_directory(self.directory)
        private_files.write(self.file_of(key.verifier), f"{key}\n")

    def file_of(self, key: VerifierKey) -> Path:
        """Where the private half of this key is kept, if it is."""
        return self.directory / f"{key.key_id.hex()}.key"

    def remove(self, key: VerifierKey) -> None:
        """Destroy a private key; raises InstallationError when it is not there or the last one."""
        file = self.file_of(key)
        if not file.is_file():
            raise InstallationError(f"no private key {key.key_id.hex()} in {self.directory}")
        if len(self.signing_keys()) == 1:
            raise InstallationError("this is the log's only key: add the new one first, with `yaomai ledger key add`")
        file.unlink()

    def head(self) -> Checkpoint | None:
        """The last checkpoint that was signed; None when nobody vouches for it (after a restore)."""
        file = self.directory / "head"
        if not file.is_file():
            return None
        return parse_checkpoint(note.parse(file.read_bytes()).text)

    def keep_head(self, signed: bytes) -> None:
        """Keep the checkpoint that was just signed, on disk before this returns."""
        private_files.write(self.directory / "head", signed.decode())

    def forget_head(self) -> None:
        """Say that nobody vouches for the database's state: before the next signature the witnesses are asked."""
        (self.directory / "head").unlink(missing_ok=True)
