"""How does a definition of an indicator come on record? The newest of a key holds; the older ones are its history."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError
from yaomai.indicators import models
from yaomai.indicators.engine import bodies
from yaomai.indicators.engine.checks import definition_findings, reason_findings
from yaomai.indicators.engine.formula_check import formula_findings
from yaomai.indicators.engine.units import UNITS
from yaomai.indicators.engine.values import Definition, NewDefinition
from yaomai.indicators.queries.definitions import definition, definitions, view
from yaomai.indicators.queries.sources import unit_of_source
from yaomai.indicators.sight import must_define
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer


def define(viewer: Viewer, new: NewDefinition, reason: str, *, now: datetime) -> Definition:
    """Say what an indicator means, anew or otherwise than before.

    Raises NotAllowedError, InvalidError with all that is wrong, also when it says what the newest says already.
    """
    must_define(viewer)
    findings = [*definition_findings(new, UNITS), *reason_findings(reason), *_formula_findings(new)]
    if findings:
        raise InvalidError(findings)
    with transaction.atomic():
        lock(f"indicators.define {new.key}")
        before = definition(new.key)
        if before is not None and same(before, new):
            words = "the definition that holds says the same; change something, or leave it"
            raise InvalidError([Finding("indicators.defined_already", "/key", words, new.key)])
        return define_all(viewer, [(new, reason)], now)[0]


def _formula_findings(new: NewDefinition) -> list[Finding]:
    if not new.formula:
        return []
    known = definitions()
    units = {key: one.unit for key, one in known.items()}
    formulas = {key: one.formula for key, one in known.items()}
    return list(formula_findings(new.key, new.formula, new.unit, units, formulas, unit_of_source))


def same(before: Definition, new: NewDefinition) -> bool:
    """Whether a definition on record says what the new one says."""
    return all(getattr(before, name) == getattr(new, name) for name in NewDefinition.__dataclass_fields__)


def define_all(viewer: Viewer, new: Sequence[tuple[NewDefinition, str]], now: datetime) -> list[Definition]:
    """Record definitions that were checked, each with its reason, as one deed, in the open transaction."""
    made = record(NewDeed(bodies.DEFINE, recorder_of(viewer), [bodies.definition_body(*one) for one in new]), now=now)
    names = tuple(NewDefinition.__dataclass_fields__)
    rows = [
        models.Definition(
            record=identity,
            **dict(zip(names, astuple(one), strict=True)),
            reason=reason,
            organisation=viewer.organisation,
            record_time=now,
        )
        for identity, (one, reason) in zip(made.record_ids, new, strict=True)
    ]
    return [view(one) for one in models.Definition.objects.bulk_create(rows)]
