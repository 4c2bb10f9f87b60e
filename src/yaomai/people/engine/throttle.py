"""May somebody try to sign in now, or how long must they wait?

The first `free` failures within `window` cost nothing; each further one doubles the wait, up to `longest`,
counted from the last failure. The rule is applied to the login that is tried and to the address that tries
(OWASP ASVS 5.0, 6.3.1: brute force).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Throttle:
    """How many failures are free, the first wait, the longest wait, and after how long a failure is
    forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    window: timedelta


BY_LOGIN = Throttle(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15), window=timedelta(hours=1))
BY_ADDRESS = Throttle(free=30, first=timedelta(seconds=30), longest=timedelta(minutes=15), window=timedelta(hours=1))


def wait_until(failures: Sequence[datetime], throttle: Throttle, now: datetime) -> datetime | None:
    """The moment before which no attempt may be made, or None when one may be made now. `failures` in any
    order, aware.
    """
    recent = [failure for failure in failures if failure > now - throttle.window]
    beyond = len(recent) - throttle.free
    if beyond < 0:
        return None
    # 2**20 first waits are longer than any `longest`; the bound keeps the number small however many failures
    # there are.
    wait = min(throttle.first * 2 ** min(beyond, 20), throttle.longest)
    until = max(recent) + wait
    return until if until > now else None
