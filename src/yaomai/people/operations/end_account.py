"""End an account: its holder may no longer sign in, and the keys that the holder made are no longer good."""

from datetime import datetime

from django.db import transaction

from yaomai.errors import NotAllowedError
from yaomai.people import facts
from yaomai.people.authority import must_administer_account
from yaomai.people.locks import lock
from yaomai.people.models import AccountEnd, Key, KeyEnd
from yaomai.people.operations.end_key import record_key_end
from yaomai.people.queries.accounts import account_to_administer
from yaomai.people.viewer import Viewer


def end_account(viewer: Viewer, account: int, *, now: datetime) -> None:
    """Record the end of the account and of its keys; nothing happens when it has ended already.

    A key is as good as who could have copied it: a person who leaves takes no key along.
    Raises NotFoundError for an account that the viewer may not see, NotAllowedError when the viewer does not
    administer its organisation and roles, or would lock itself out.
    """
    with transaction.atomic():
        held = account_to_administer(viewer, account)
        must_administer_account(viewer, held.organisation, held.roles)
        if viewer.account == account:
            raise NotAllowedError("nobody ends the own account; another administrator can")
        keys = Key.objects.filter(made_by=account).order_by("key")
        lock(f"people.account_end {account}", *(f"people.key_end {key.key}" for key in keys))
        if AccountEnd.objects.filter(account=account).exists():
            return
        fact = facts.record_fact(facts.ACCOUNT_END, {"account": account}, viewer, now)
        AccountEnd.objects.create(record=fact.record, account=account, record_time=fact.record_time)
        ended = set(KeyEnd.objects.filter(key__in=[key.key for key in keys]).values_list("key", flat=True))
        for key in keys:
            if key.key not in ended:
                record_key_end(viewer, key.key, now)
