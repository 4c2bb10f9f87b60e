"""How are files written that only the installation's own user may read, so that a crash leaves the old one or the new one?"""

import os
import secrets
from pathlib import Path


def make_directory(path: Path, mode: int = 0o700) -> Path:
    """Make `path` with exactly `mode`, if it is absent; a directory that exists keeps its permissions. Returns `path`."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)  # not by mkdir's argument: the umask would take bits from it
    return path


def write(path: Path, text: str) -> None:
    """Put `text` at `path`, readable by its owner only (0600), durably and in one step."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in `path` durable: a renaming is durable only when the directory is."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
