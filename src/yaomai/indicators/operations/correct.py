"""How is a published value corrected? By a declared correction, written for the value that is published, with its reason.

The published value stays on record. When the source is mended, the correction no longer fits and says so
(engine/corrections.py).
"""

from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError
from yaomai.indicators import models
from yaomai.indicators.engine import bodies
from yaomai.indicators.engine.checks import correction_findings, recordable
from yaomai.indicators.engine.corrections import fits, pointer, written
from yaomai.indicators.engine.values import Correction, NewCorrection, Value
from yaomai.indicators.operations.state_edition import number_series
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.queries.series import all_editions_of
from yaomai.indicators.sight import must_state
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer


def correct(viewer: Viewer, new: NewCorrection, *, now: datetime) -> Correction:
    """Record a correction of the value that the newest edition, of those the viewer sees, has of this span.

    Raises NotAllowedError, InvalidError with all that is wrong, also when the value is not there or is not the expected one.
    """
    must_state(viewer, new.series.region)
    findings = list(correction_findings(new))
    with transaction.atomic():
        lock(f"indicators.correct {pointer(new)}")
        source = _source(viewer, new)
        if source is None:
            words = "no edition in force has a value of this series, basis and span: there is nothing to correct"
            findings.append(Finding("indicators.correction_without_source", "", words, pointer(new)))
        elif recordable(new.expect) and not fits(new.expect, source.value):
            words = (
                f"edition {source.edition} says {written(source.value)}, not {written(new.expect)}; look at it again"
            )
            findings.append(Finding("indicators.correction_source_changed", "/expect", words, written(source.value)))
        if findings or source is None:
            raise InvalidError(findings)
        access = edition(viewer, source.edition).access
        deed = NewDeed(bodies.CORRECT, recorder_of(viewer), [bodies.correction_body(new, access)])
        made = Correction(
            record=record(deed, now=now).record_ids[0],
            series=new.series,
            basis=new.basis,
            start=new.start,
            end=new.end,
            action=new.action,
            value=new.value,
            expect=new.expect,
            reason=new.reason,
            provider=new.provider,
            status=new.status,
            access=access,
            organisation=viewer.organisation,
            account=viewer.account,
            record_time=now,
        )
        number = number_series([new.series])[new.series]
        models.Correction.objects.create(**(made._asdict() | {"series": number}))
    return made


def _source(viewer: Viewer, new: NewCorrection) -> Value | None:
    """The newest published value of the span."""
    span = (new.basis, new.start, new.end)
    values = all_editions_of(viewer, new.series)
    return next((one for one in values if (one.basis, one.start, one.end) == span), None)
