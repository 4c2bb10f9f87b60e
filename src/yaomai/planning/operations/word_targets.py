"""How do wordings of targets come on record?  In the open transaction of whoever has made sure that they may."""

from collections.abc import Sequence
from datetime import datetime

from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine import target_deed
from yaomai.planning.projections import TARGET_COLUMNS, target_row


def word_targets(viewer: Viewer, said: Sequence[target_deed.Said], *, now: datetime) -> list[int]:
    """Record these wordings as one deed; returns the numbers of their targets, in the order given."""
    who = recorder_of(viewer)
    recorded = record(NewDeed(target_deed.KIND, who, [target_deed.body(one) for one in said]), now=now)
    models.Target.objects.bulk_create(
        models.Target(
            record=number,
            **dict(zip(TARGET_COLUMNS, target_row(number, one), strict=True)),
            organisation=who.organisation,
            account=who.account,
            record_time=now,
        )
        for number, one in zip(recorded.record_ids, said, strict=True)
    )
    return [number if one.target is None else one.target for number, one in zip(recorded.record_ids, said, strict=True)]
