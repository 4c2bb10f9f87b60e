"""Is this login well formed, and is this password good enough?"""

import re
import unicodedata

from yaomai.errors import Finding

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]", re.ASCII)
PASSWORD_LENGTH_LEAST = 10
PASSWORD_LENGTH_MOST = 256
_DIFFERENT_CHARACTERS_LEAST = 5


def normalised_login(login: str) -> str:
    """The login as it is kept and compared: NFKC, lower case, no spaces around it."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def login_findings(login: str, pointer: str = "/login") -> list[Finding]:
    """What is wrong with a normalised login."""
    if _LOGIN.fullmatch(login):
        return []
    return [
        Finding(
            "people.login_form",
            pointer,
            "a login has 3 to 64 of a-z 0-9 . _ @ - and begins and ends with a letter or digit",
            login[:80],
        )
    ]


def password_findings(password: str, login: str, pointer: str = "/password") -> list[Finding]:
    """What is wrong with a new password (NIST SP 800-63B-4, 3.1.1.2: length counts, composition rules do
    not). Never repeats it.
    """
    findings = []
    if len(password) < PASSWORD_LENGTH_LEAST:
        findings.append(
            Finding(
                "people.password_short",
                pointer,
                f"a password has at least {PASSWORD_LENGTH_LEAST} characters",
                f"{len(password)} characters",
            )
        )
    if len(password) > PASSWORD_LENGTH_MOST:
        findings.append(
            Finding(
                "people.password_long",
                pointer,
                f"a password has at most {PASSWORD_LENGTH_MOST} characters",
                f"{len(password)} characters",
            )
        )
    if login and login in password.lower():
        findings.append(Finding("people.password_has_login", pointer, "a password does not contain the login"))
    if len(set(password)) < _DIFFERENT_CHARACTERS_LEAST:
        findings.append(
            Finding(
                "people.password_monotonous",
                pointer,
                f"a password has at least {_DIFFERENT_CHARACTERS_LEAST} different characters",
            )
        )
    return findings
