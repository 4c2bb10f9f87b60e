"""What can go wrong, and who is meant to read it?

    YaomaiError
    ├── SettingError        the installation is set up wrongly; for the operator
    ├── InstallationError   something on this machine is missing or in the way; for the operator
    ├── RefusedError        the request cannot be carried out; for the person who asked
    │   ├── NotFoundError   there is no such thing, or none that this viewer may see
    │   ├── NotAllowedError the caller may not do this
    │   ├── ConflictError   somebody else did something meanwhile that the caller has not seen
    │   └── InvalidError    the input has faults; `findings` lists all of them
    ├── ProofError          a proof, signature or note does not verify
    └── LedgerError         the record itself is not as it must be; signing stops; for the operator

Messages say what happened, the value seen, where, and what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class YaomaiError(Exception):
    """Root of every exception that this package raises on purpose."""


class SettingError(YaomaiError):
    """A setting is missing or has a value that cannot be used."""


class InstallationError(YaomaiError):
    """Something that the installation needs is missing, or in the way."""


class RefusedError(YaomaiError):
    """The request cannot be carried out."""


class NotFoundError(RefusedError):
    """There is no such thing, or none that this viewer may see."""


class NotAllowedError(RefusedError):
    """The caller may not do this."""


class ConflictError(RefusedError):
    """Somebody else did something meanwhile that the caller has not seen: look again, then decide."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of an input: a stable code, where it is (JSON pointer, RFC 6901), what is wrong, the value seen."""

    code: str
    pointer: str
    message: str
    value: str = ""


class InvalidError(RefusedError):
    """The input has faults; `findings` lists all that were found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.pointer or '/'}: {f.message}" for f in self.findings[:5]))


class ProofError(YaomaiError):
    """A proof, a signature or a note does not verify."""


class LedgerError(YaomaiError):
    """The record is not as it must be: nothing may be signed until somebody has looked."""
