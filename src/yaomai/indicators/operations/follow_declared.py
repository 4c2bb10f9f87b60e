"""How do the indicators that the systems declare come on record? As definitions that the installation states."""

from datetime import datetime

from django.db import transaction

from yaomai.indicators import models
from yaomai.indicators.declared import all_declared, said_by
from yaomai.indicators.engine.values import NewDefinition
from yaomai.indicators.operations.define import define_all, same
from yaomai.indicators.queries.definitions import view
from yaomai.people.locks import lock
from yaomai.people.viewer import INSTALLATION_VIEWER

FIRST = "declared by the program"
CHANGED = "the program's declaration has changed"


def follow_declared(*, now: datetime) -> int:
    """Record, as one deed of the installation, each declared definition that differs from the one that the program declared last;
    returns how many. What officials defined since holds until the declaration itself changes.
    """
    with transaction.atomic():
        lock("indicators.follow_declared")
        before = {
            row.key: view(row)
            for row in models.Definition.objects.filter(organisation=None, reason__in=(FIRST, CHANGED)).order_by(
                "record"
            )
        }
        new: list[tuple[NewDefinition, str]] = []
        for key, one in all_declared().items():
            known = before.get(key)
            if known is None or not same(known, said_by(one)):
                new.append((said_by(one), FIRST if known is None else CHANGED))
        if new:
            define_all(INSTALLATION_VIEWER, new, now)
    return len(new)
