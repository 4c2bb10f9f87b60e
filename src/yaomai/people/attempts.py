"""May this password be tried now? Every attempt is kept before the password is looked at, so that attempts at
once count too.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from yaomai.people.engine.throttle import BY_ADDRESS, BY_LOGIN, wait_until
from yaomai.people.locks import lock
from yaomai.people.models import SignInAttempt
from yaomai.people.refusals import SignInRefusedError

_KEPT = timedelta(days=1)


def begin(login: str, address: str, now: datetime) -> int:
    """Count an attempt with a normalised login from an address, as failed until `succeeded` says otherwise;
    returns its id.

    Commits by itself (the caller must hold no transaction): an attempt that fails stays counted.
    Raises SignInRefusedError with `wait_until` when it is too soon; such a call counts as no attempt.
    """
    login_hash, address_hash = _keyed(login), _keyed(address)
    with transaction.atomic(durable=True):
        lock(f"people.attempt {login_hash}", f"people.attempt {address_hash}")
        SignInAttempt.objects.filter(time__lt=now - _KEPT).delete()
        waits = [
            until
            for until in (
                wait_until(_failures_of_login(login_hash, now), BY_LOGIN, now),
                wait_until(_failures_of_address(address_hash, now), BY_ADDRESS, now),
            )
            if until is not None
        ]
        if waits:
            raise SignInRefusedError("people.sign_in_wait", wait_until=max(waits))
        attempt = SignInAttempt.objects.create(
            login_hash=login_hash, address_hash=address_hash, time=now, succeeded=False
        )
    return attempt.id


def succeeded(attempt: int) -> None:
    """The attempt was a good one: the login's earlier failures no longer count."""
    SignInAttempt.objects.filter(id=attempt).update(succeeded=True)


def of_code(login: str) -> str:
    """Under which name the codes of a login are counted: apart from its passwords, and no login has a space in it."""
    return f"{login} code"


def _keyed(value: str) -> str:
    """What is kept of a login or an address. People type passwords into the wrong field: nothing is kept in
    clear.
    """
    return salted_hmac("yaomai.people.attempts", value, algorithm="sha256").hexdigest()


def _failures_of_login(login_hash: str, now: datetime) -> list[datetime]:
    """Failures since the last success."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT time FROM people_sign_in_attempt WHERE login_hash = %s AND NOT succeeded AND time > %s AND"
            " id > coalesce((SELECT max(id) FROM people_sign_in_attempt WHERE login_hash = %s AND succeeded), 0)",
            (login_hash, now - BY_LOGIN.window, login_hash),
        )
        return [time for (time,) in cursor.fetchall()]


def _failures_of_address(address_hash: str, now: datetime) -> list[datetime]:
    """All failures: a success does not clear an address, or one good account would open the way for guessing
    the others.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT time FROM people_sign_in_attempt WHERE address_hash = %s AND NOT succeeded AND time > %s",
            (address_hash, now - BY_ADDRESS.window),
        )
        return [time for (time,) in cursor.fetchall()]
