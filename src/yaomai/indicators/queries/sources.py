"""What do other rooms answer where a formula asks them: totals of the registers, measures of what happened to goods?"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from yaomai.errors import NotFoundError
from yaomai.indicators.engine.formula import Source
from yaomai.indicators.engine.reckoned import Answer
from yaomai.indicators.engine.rounding import decimal_of
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.units import PERCENT
from yaomai.people.engine.visibility import region_of
from yaomai.people.viewer import Viewer
from yaomai.registers import assessments, kinds
from yaomai.registers.declaration.figures import Figured, Share, Total
from yaomai.registers.declaration.types import Division, Number, Ref
from yaomai.registers.engine import totals as reckoning
from yaomai.registers.engine.snapshot import last_property
from yaomai.registers.queries import totals
from yaomai.traceability.queries.processed import MEASURES, processed

_PROVINCE = 2


def unit_of_source(source: Source) -> str | None:
    """The unit in which a source answers; None: there is no such source."""
    if source.kind == "events":
        return MEASURES.get(source.name)
    system, _, name = source.name.partition("/")
    try:
        return _unit_of_figure(assessments.figure(system, name))
    except NotFoundError:
        return None


def _unit_of_figure(figure: Figured) -> str | None:
    if isinstance(figure, Share):
        return PERCENT
    if not isinstance(figure, Total):
        return None
    if not figure.of:
        return ""
    declared = last_property({one.name: one for one in kinds.all_kinds()}, figure.kind, figure.of)
    return declared.type.unit if declared is not None and isinstance(declared.type, Number) else None


def answer(viewer: Viewer, source: Source, region: str, segment: str, span: Span, *, now: datetime) -> Answer:
    """What a source answers for a region, a segment and a span; a register answers for the span's last day."""
    if source.kind == "events":
        return _events(viewer, source.name, region, segment, span)
    return _register(viewer, source.name, region, segment, span.end, now)


def _events(viewer: Viewer, name: str, region: str, segment: str, span: Span) -> Answer:
    if len(region_of(region)) != _PROVINCE or segment:
        return Answer(None, missing="source_only_for_province")
    found = processed(viewer, span.start, span.end)
    if found is None:
        return Answer(None, missing="source_not_seen")
    if name == "processed_share":
        of = (("events:sliced_mass", found.sliced, ""), ("events:dried_mass", found.dried, ""))
        share = decimal_of(100 * Fraction(found.sliced) / Fraction(found.dried)) if found.dried else None
        return Answer(share, missing="" if found.dried else "source_has_nothing", of=of)
    masses = {"dried_mass": (found.dried, found.drying_steps), "sliced_mass": (found.sliced, found.slicing_steps)}
    if name not in masses:
        return Answer(None, missing="source_unknown")
    mass, steps = masses[name]
    return Answer(mass if steps else None, missing="" if steps else "source_has_nothing")


def _register(viewer: Viewer, name: str, region: str, segment: str, on: date, now: datetime) -> Answer:
    system, _, own = name.partition("/")
    try:
        found = totals.answer(viewer, system, own, on=on, now=now)
    except NotFoundError:
        return Answer(None, missing="source_not_seen")
    ref = f"register/{system}/{own}/{on.isoformat()}"
    is_province = len(region_of(region)) == _PROVINCE
    if found.share is not None:
        if not is_province or segment:
            return Answer(None, missing="source_only_for_province")
        missing = "" if found.share.value is not None else "source_has_nothing"
        return Answer(found.share.value, ref, missing, found.is_whole)
    if found.total is None:
        return Answer(None, missing="source_unknown")
    if not found.is_whole and not found.total.counted:  # the viewer sees nothing of what would count
        return Answer(None, missing="source_not_seen")
    reckoned, group = found.total, {}
    if segment:
        group = _named(found, segment)
        if not group:
            return Answer(None, missing="source_has_no_such_segment")
        reckoned = reckoning.only(reckoned, group, found.snapshot)
    if is_province:
        return Answer(reckoned.value, _grouped(ref, group), is_whole=found.is_whole)
    path = _path(found, Division)
    stem = region_of(region)
    if path is None or not stem:
        return Answer(None, missing="source_only_for_province")
    inside = [one for one in reckoning.parted(reckoned, path, found.snapshot) if one.key.startswith(stem)]
    whole = sum((one.value for one in inside), Decimal(0))
    if stem == region:
        return Answer(whole, _grouped(ref, {**group, path: region}), is_whole=found.is_whole)
    of = tuple((one.key, one.value, _grouped(ref, {**group, path: one.key})) for one in inside)
    return Answer(whole, "", is_whole=found.is_whole, of=of)


def _path(found: totals.Answer, kind: type[Division] | type[Ref]) -> str | None:
    """The path by which the total can be parted whose values are divisions, or refer to other entities."""
    if found.total is None:
        return None
    for path in found.total.total.by:
        declared = last_property(found.snapshot.kinds, found.total.total.kind, path)
        if declared is not None and isinstance(declared.type, kind):
            return path
    return None


def _named(found: totals.Answer, title: str) -> dict[str, str]:
    """The group of the entities that refer to one with this title (当归); empty when there is none."""
    path = _path(found, Ref)
    if path is None or found.total is None:
        return {}
    declared = last_property(found.snapshot.kinds, found.total.total.kind, path)
    if declared is None or not isinstance(declared.type, Ref):
        return {}
    rows = found.snapshot.of(declared.type.kind).values()
    number = next((row.number for row in rows if row.title == title), None)
    return {} if number is None else {path: str(number)}


def _grouped(ref: str, group: Mapping[str, str]) -> str:
    return "/".join([ref, *(one for pair in group.items() for one in pair)])
