"""Is this the code that an authenticator shows now? Time-based one-time passwords (RFC 6238) and recovery codes.

SHA-1, six digits, steps of 30 seconds from the epoch: what every authenticator app understands (RFC 6238, 1.2 and 4).
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DIGITS = 6
STEPS_OF_SKEW = 1
"""How far clocks may differ, in steps each way (RFC 6238, 5.2 recommends one at most)."""

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 random bits: no slow hash is needed for what nobody can guess."""
_RECOVERY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_RECOVERY_FORM = re.compile(r"[A-Z2-7]{16}", re.ASCII)


def code_at(secret: str, moment: datetime, digits: int = DIGITS) -> str:
    """The code of this moment (RFC 6238, 4.2). `secret` is base 32."""
    return pyotp.TOTP(secret, digits=digits, interval=STEP_SECONDS).generate_otp(step_of(moment))


def step_of(moment: datetime) -> int:
    """The number of the time step in which the moment lies (T of RFC 6238, 4.2, with T0 = 0)."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, moment: datetime, used: int) -> int | None:
    """The step of which `code` is the code, among those within the skew that come after `used`; None: it is none of theirs.

    A code is good once: the step of the code that was accepted last, and all before it, are not accepted again (RFC 6238, 5.2).
    """
    otp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    here = step_of(moment)
    found = None
    for step in range(here - STEPS_OF_SKEW, here + STEPS_OF_SKEW + 1):
        # All are compared, so that the time taken does not tell which step fits.
        if hmac.compare_digest(otp.generate_otp(step).encode(), code.encode()) and step > used:
            found = step
    return found


def uri(secret: str, login: str, issuer: str) -> str:
    """The address that an authenticator reads from a QR code (Key URI Format: otpauth://totp/…)."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=issuer)


def typed(text: str) -> str:
    """What was typed, as it is compared: full-width forms folded, spaces and hyphens left out, in capitals."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_code(text: str) -> bool:
    """Whether what was typed has the form of an authenticator's code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def is_recovery_code(text: str) -> bool:
    """Whether what was typed has the form of a recovery code."""
    return _RECOVERY_FORM.fullmatch(text) is not None


def recovery_code(random: bytes) -> str:
    """The code that writes 10 random bytes, in four groups: ABCD-EFGH-IJKL-MNOP. Raises ValueError for another length."""
    if len(random) != RECOVERY_BYTES:
        raise ValueError(f"a recovery code is made of {RECOVERY_BYTES} random bytes, not {len(random)}")
    number = int.from_bytes(random)
    letters = "".join(_RECOVERY_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def recovery_digest(account: int, code: str) -> str:
    """What is kept of an account's recovery code (as `typed` folds it): SHA-256, in hexadecimal."""
    return hashlib.sha256(f"{account} {code}".encode()).hexdigest()
