"""Is this code good now? Codes of an account's authenticator and its recovery codes; a good one is used up."""

from datetime import datetime

from django.db import transaction

from yaomai.people.engine import totp
from yaomai.people.models import RecoveryCode, TotpSecret
from yaomai.people.sealed import opened


def use_code(account: int, code: str, *, now: datetime) -> bool:
    """Whether `code` (as typed) is a code of the account's authenticator that was not used, or a recovery code that was not; it is
    used up then. Commits by itself where no transaction is open.
    """
    text = totp.typed(code)
    if totp.is_code(text):
        return use_authenticator(account, text, now=now)
    if not totp.is_recovery_code(text):
        return False
    wanted = RecoveryCode.objects.filter(
        account=account, code_sha256=totp.recovery_digest(account, text), used__isnull=True
    )
    return wanted.update(used=now) == 1  # of two who send the same code at once, one finds it unused


def use_authenticator(account: int, code: str, *, now: datetime, confirmed: bool = True) -> bool:
    """Whether the six digits are what the account's authenticator shows, and were not used. `confirmed` is false for one that is
    being set up.
    """
    with transaction.atomic():
        kept = TotpSecret.objects.select_for_update().filter(account=account, is_confirmed=confirmed).first()
        secret = opened(account, kept.secret) if kept else None
        if kept is None or secret is None:
            return False
        step = totp.matching_step(secret, code, now, kept.last_step)
        if step is None:
            return False
        kept.last_step = step
        kept.save(update_fields=["last_step"])
        return True
