"""Who is this witness, and what does it hold? (its directory: the key, mode 0600, and the state)"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from yaomai.errors import InstallationError, ProofError
from yaomai.ledger.witness.state import Cosigned, State
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import VerifierKey

KEY_FILE = "witness.key"
STATE_FILE = "witness.sqlite"


@dataclass(frozen=True, slots=True)
class LogStatus:
    """A log this witness knows: its trusted keys (none when distrusted), what was cosigned last.

    `refused` counts the kept requests that were signed and refused, `last_refusal` says why the last one was.
    """

    origin: str
    keys: tuple[VerifierKey, ...]
    latest: Cosigned | None
    refused: int = 0
    last_refusal: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The witness's public key and every log it knows, by origin."""

    key: VerifierKey
    logs: tuple[LogStatus, ...]


def initialise(home: Path, name: str) -> VerifierKey:
    """Make a witness with a new key; return the public half, to be given to the logs and their users.

    `name` should be a URL without its scheme that the organisation owns, like witness.example.edu.cn/yaomai.
    Raises InstallationError when there is a witness already or nothing can be written, ProofError for the
    name.
    """
    key = CosignerKey.generate(name)
    begun = home / f"{KEY_FILE}.new"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        begun.unlink(missing_ok=True)
        if not (home / STATE_FILE).exists():
            State.create(home / STATE_FILE).close()
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(begun, home / KEY_FILE)  # whole or not at all, and never over another key
        finally:
            begun.unlink()
    except FileExistsError as error:
        raise InstallationError(f"there is a witness at {home} already: its key is not overwritten") from error
    except OSError as error:
        raise InstallationError(f"no witness can be made at {home}: {error}") from error
    return key.verifier


def read_key(home: Path) -> CosignerKey:
    """Return the private key. Raises InstallationError when there is none, others may read it, or it is spoilt."""
    path = home / KEY_FILE
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text()
    except FileNotFoundError as error:
        raise InstallationError(f"no witness at {home}: make one with `yaomai witness init`") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InstallationError(f"the witness's key {path} cannot be read: {error}") from error
    if mode & 0o077:
        raise InstallationError(f"the witness's key {path} has mode {mode:o}, others may read it: make it 600")
    try:
        return CosignerKey.parse(text.strip())
    except ProofError as error:
        raise InstallationError(f"the witness's key {path} is spoilt: {error}") from error


def open_state(home: Path) -> State:
    """Return the witness's state. Raises InstallationError when there is none or it cannot be read."""
    return State(home / STATE_FILE)


def trust(home: Path, vkey: str) -> bool:
    """Trust a log's verifier key; say whether it is new here. Several keys of one origin: its keys are rotated.

    Raises ProofError for a text that is not a log's key, InstallationError when there is no witness.
    """
    key = VerifierKey.parse(vkey)
    state = open_state(home)
    try:
        return state.trust(key)
    finally:
        state.close()


def distrust(home: Path, vkey: str) -> None:
    """Trust a log's key no more; what was cosigned stays remembered, so that the log cannot begin anew.

    Raises ProofError for a text that is not a key, NotFoundError when it was not trusted, InstallationError
    when there is no witness.
    """
    key = VerifierKey.parse(vkey)
    state = open_state(home)
    try:
        state.distrust(key)
    finally:
        state.close()


def status(home: Path) -> Status:
    """Return what the witness knows. Raises InstallationError when there is none."""
    key = read_key(home).verifier
    state = open_state(home)
    try:
        return describe(key, state)
    finally:
        state.close()


def describe(key: VerifierKey, state: State) -> Status:
    """Return what a witness with this key and this state knows."""
    keys, latest, refusals = state.trusted(), state.latest(), state.refusals()
    return Status(
        key,
        tuple(
            LogStatus(
                origin,
                tuple(k for k in keys if k.name == origin),
                latest.get(origin),
                *refusals.get(origin, (0, "")),
            )
            for origin in sorted({k.name for k in keys} | set(latest) | set(refusals))
        ),
    )
