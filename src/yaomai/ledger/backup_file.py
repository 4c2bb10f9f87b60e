"""What is in a backup file, and is it whole?

A backup is one tar file. Its members, in this order: `database.dump` (pg_dump's custom format), `policy.txt`, `head` (the last
checkpoint that was signed, as it was before the dump began); when it was asked for, `keys/<key id>.key` and `keys/database.json`
(the access to the database, for who lost the home but not the server; a restore makes new passwords); `manifest.json`, which
says of what the backup is and names size and SHA-256 of the others; and `manifest.json.sha256`. Hashes find damage, not forgery:
whoever can alter the file can alter them too; after a restore the signatures and the witnesses are asked.
"""

import hashlib
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from yaomai.errors import Finding, InstallationError, InvalidError

DUMP, POLICY, HEAD, ACCESS = "database.dump", "policy.txt", "head", "keys/database.json"
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.json.sha256"
_KEY = re.compile(r"keys/([0-9a-f]{8}\.key)")
_BLOCK = 512  # of a tar file
_PIECE = 1 << 20
_MANIFEST_BYTES_MAX = 1 << 20

Tell = Callable[[int], None]
"""Is told how many more bytes were written or read."""


class Member(msgspec.Struct, frozen=True):
    """How long a member is, and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What a backup is of: the program's version, when, which log, how much, the newest checkpoint (a signed note; empty: none).

    `postgresql` is the server's version as libpq says it (150018 is 15.18); `migrations` are `<app>.<name>`.
    """

    program: str
    made_at: datetime
    origin: str
    deeds: int
    records: int
    leaves: int
    checkpoint: str
    postgresql: int
    migrations: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True):
    """What a backup is of, and what it consists of."""

    format: Literal["yaomai/backup/v1"]
    contents: Contents
    members: dict[str, Member]

    @property
    def key_files(self) -> tuple[str, ...]:
        """The names of the private keys' files; empty when the backup is without them."""
        return tuple(match[1] for name in self.members if (match := _KEY.fullmatch(name)))

    @property
    def size(self) -> int:
        """How many bytes the members have together."""
        return sum(member.size for member in self.members.values())


class Writer:
    """Writes a backup file. What is written is readable by its owner only; `tell` hears of every piece."""

    def __init__(self, file: BinaryIO, tell: Tell) -> None:
        self._file = file
        self._tell = tell
        self._members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterable[bytes], *, modified: datetime) -> None:
        """Write one member, whose length shows only at its end."""
        start = self._file.tell()
        self._file.write(bytes(_BLOCK))
        digest, size = hashlib.sha256(), 0
        for piece in pieces:
            self._file.write(piece)
            digest.update(piece)
            size += len(piece)
            self._tell(len(piece))
        self._file.write(bytes(-size % _BLOCK))
        end = self._file.tell()
        header = tarfile.TarInfo(name)
        header.size, header.mode, header.mtime = size, 0o600, modified.timestamp()
        self._file.seek(start)
        self._file.write(header.tobuf(tarfile.GNU_FORMAT))
        self._file.seek(end)
        self._members[name] = Member(size, digest.hexdigest())

    def finish(self, contents: Contents) -> Manifest:
        """Write the manifest and the end of the file, on disk before this returns."""
        manifest = Manifest("yaomai/backup/v1", contents, dict(self._members))
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
        self.add(MANIFEST, [text], modified=contents.made_at)
        self.add(MANIFEST_HASH, [f"{hashlib.sha256(text).hexdigest()}\n".encode()], modified=contents.made_at)
        self._file.write(bytes(2 * _BLOCK))
        self._file.flush()
        os.fsync(self._file.fileno())
        return manifest


def check(file: Path, tell: Tell) -> Manifest:
    """The manifest of a backup file of which every byte was read and found as it was written.

    Raises InvalidError with everything that is not, InstallationError when the file cannot be opened.
    """
    with _opened(file) as tar:
        entries = _entries(tar, file)
        manifest = _manifest(tar, entries, file)
        faults = [
            _fault(name, "the manifest names it, but it is not there")
            for name in sorted(manifest.members.keys() - entries.keys())
        ]
        faults += [
            _fault(name, "the manifest does not name it")
            for name in sorted(entries.keys() - manifest.members.keys() - {MANIFEST, MANIFEST_HASH})
        ]
        faults += [
            _fault(name, f"a backup of this kind has {DUMP}, {POLICY}, {HEAD} and keys, nothing else")
            for name in sorted(manifest.members)
            if name not in {DUMP, POLICY, HEAD, ACCESS} and not _KEY.fullmatch(name)
        ]
        faults += [_fault(name, "is not there") for name in (DUMP, POLICY) if name not in manifest.members]
        for name, member in manifest.members.items():
            if name in entries and (words := _damage(tar, entries[name], member, tell)):
                faults.append(_fault(name, words))
    if faults:
        raise InvalidError(faults)
    return manifest


def pieces(file: Path, name: str, tell: Tell) -> Iterator[bytes]:
    """The content of a member of a file that `check` has found whole."""
    with _opened(file) as tar:
        for piece in _read(tar, tar.getmember(name)):
            tell(len(piece))
            yield piece


def content(file: Path, name: str) -> bytes:
    """The whole content of a small member."""
    return b"".join(pieces(file, name, lambda _: None))


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar
    except OSError as error:
        raise InstallationError(f"the backup {file} cannot be read: {error.strerror or error}") from error
    except tarfile.TarError as error:
        raise InvalidError([_fault("", f"{file} is no backup, or it is damaged or cut off: {error}")]) from error


def _entries(tar: tarfile.TarFile, file: Path) -> dict[str, tarfile.TarInfo]:
    entries: dict[str, tarfile.TarInfo] = {}
    faults = []
    for entry in tar.getmembers():
        if not entry.isreg():
            faults.append(_fault(entry.name, "is no ordinary file"))
        if entry.name in entries:
            faults.append(_fault(entry.name, "is there twice"))
        entries[entry.name] = entry
    faults += [
        _fault(name, f"is not there: {file} is no backup, or it is damaged or cut off")
        for name in (MANIFEST, MANIFEST_HASH)
        if name not in entries
    ]
    if faults:
        raise InvalidError(faults)
    return entries


def _manifest(tar: tarfile.TarFile, entries: dict[str, tarfile.TarInfo], file: Path) -> Manifest:
    if entries[MANIFEST].size > _MANIFEST_BYTES_MAX:
        raise InvalidError([_fault(MANIFEST, "is longer than any manifest", str(entries[MANIFEST].size))])
    text = b"".join(_read(tar, entries[MANIFEST]))
    said = b"".join(_read(tar, entries[MANIFEST_HASH])).decode("ascii", "replace").strip()
    if hashlib.sha256(text).hexdigest() != said:
        raise InvalidError([_fault(MANIFEST, f"was changed since {file} was written: its SHA-256 is another", said)])
    try:
        return msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, ValueError) as error:
        words = f"cannot be understood ({error}): it was made by another version of yaomai; restore it with that one"
        raise InvalidError([_fault(MANIFEST, words)]) from error


def _damage(tar: tarfile.TarFile, entry: tarfile.TarInfo, member: Member, tell: Tell) -> str:
    digest = hashlib.sha256()
    for piece in _read(tar, entry):
        digest.update(piece)
        tell(len(piece))
    if entry.size != member.size:
        return f"has {entry.size} bytes instead of {member.size}"
    return (
        "" if digest.hexdigest() == member.sha256 else "was changed since the backup was made: its SHA-256 is another"
    )


def _read(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    stream = tar.extractfile(entry)
    while stream is not None and (piece := stream.read(_PIECE)):
        yield piece


def _fault(name: str, words: str, value: str = "") -> Finding:
    return Finding("backup.damaged", f"/{name}" if name else "", words, value)
