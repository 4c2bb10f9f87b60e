"""How does the log come to take other witnesses' word, so that everybody can see since when?"""

from collections.abc import Sequence
from datetime import datetime

import orjson
from django.db import transaction

from yaomai.ledger.operations.record import INSTALLATION, NewDeed, record
from yaomai.ledger.setup import LogSetup
from yaomai.standards.c2sp.policy import Witness

KIND = "ledger.policy"


def change_policy(setup: LogSetup, witnesses: Sequence[Witness], k: int, *, now: datetime) -> None:
    """Have `k` of these witnesses cosign every checkpoint from now on; the new policy is a deed of its own."""
    with transaction.atomic():
        setup.set_witnesses(list(witnesses), k)
        body = orjson.dumps({"policy": setup.policy().format()}, option=orjson.OPT_SORT_KEYS)
        record(NewDeed(KIND, INSTALLATION, [body]), now=now)
