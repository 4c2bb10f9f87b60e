"""What do the pages know of this installation: its log, its policy, its public address?"""

from functools import lru_cache

from yaomai import settings
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.setup import LogSetup
from yaomai.standards.c2sp.policy import Policy


def log_setup() -> LogSetup:
    """The log of this installation."""
    return LogSetup(Keyring(settings.KEYS / "log", settings.LOG_ORIGIN), settings.POLICY_FILE)


def policy() -> Policy:
    """The policy by which checkpoints count as witnessed; read again when its file has changed."""
    file = settings.POLICY_FILE
    return _policy(file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=1)
def _policy(changed: int) -> Policy:  # noqa: ARG001  # the key of the cache
    return log_setup().policy()


def witnesses_needed() -> int:
    """How many witnesses must have cosigned, as far as one number can say it."""
    known = policy()
    group = next((group for group in known.groups if group.name == known.quorum), None)
    return group.threshold if group else 0 if known.quorum == "none" else 1


def public_url(path: str) -> str:
    """The address of a page as it is printed into codes."""
    return f"{settings.PUBLIC_URL}{path}"
