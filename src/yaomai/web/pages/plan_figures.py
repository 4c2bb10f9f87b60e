"""Where does a figure of a plan come from: a quantity that was read or decided (`quantity/<document>/<start>-<end>`), a target
(`target/<record of a wording>`)?  The words of the plan, the sentence in its place, who decided, and the proof of that.
"""

import re
from decimal import Decimal

from yaomai.archive.engine.passage import one_line
from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import NotFoundError, ProofError
from yaomai.indicators.queries.definitions import definition
from yaomai.ledger.engine.deed import parse_reference
from yaomai.ledger.figure import Figure
from yaomai.ledger.queries import records
from yaomai.ledger.queries.prove import standing
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine import regions, units
from yaomai.planning.engine.fields import Decided
from yaomai.planning.engine.target_view import TargetView, Wording
from yaomai.planning.projections import TARGET
from yaomai.planning.queries import proposals
from yaomai.planning.queries.plan_rights import sees_deciders
from yaomai.planning.queries.targets import target
from yaomai.web import installation, labels_reading, showing
from yaomai.web.indicator_shown import reason_words
from yaomai.web.presentation import FigureOrigin, Link, Proof, Source
from yaomai.web.reading_shown import STATE, sentence

_AT = re.compile(r"(?P<start>[0-9]{1,8})-(?P<end>[0-9]{1,8})", re.ASCII)


def quantity(rest: str, viewer: Viewer) -> FigureOrigin:
    """A figure of a document. Raises NotFoundError when there is none that the viewer may see."""
    number, _, at = rest.partition("/")
    found = _AT.fullmatch(at)
    if found is None:
        raise NotFoundError(f"no figure of a document is named {rest[:60]!r}")
    document = documents.document(viewer, _number(number))
    span = int(found["start"]), int(found["end"])
    piece = proposals.piece(viewer, document.file, span)
    if piece is None:
        raise NotFoundError(f"nothing was read at the characters {at} of document {number}")
    decided = piece.decided
    value, unit = _value(decided)
    decision = piece.decision if piece.decision is not None and not piece.is_open else None
    is_about = decided.is_observed and decided.comparator not in ("=", "range")
    return FigureOrigin(
        figure=Figure(value, unit, f"quantity/{rest}", is_about),
        name=decided.indicator,
        of=Link(_about(decided.region, decided.year)),
        state=STATE + piece.state,
        as_of=decision.record_time if decision else None,
        formula=_printed(decided),
        sources=(_source(document, span, decided.words),),
        answerable=Link(document.issuer) if document.issuer else None,
        recorder=_recorder(decision.organisation) if decision else None,
        proof=_proof(viewer, decision.record) if decision else None,
        reveals=frozenset({documents.shows(document)}),
    )


def promised(rest: str, viewer: Viewer) -> FigureOrigin:
    """The value of a wording of a target; an older wording says that it does not hold any more. Raises NotFoundError."""
    record = _number(rest)
    row = models.Target.objects.filter(record=record).first()
    view = None if row is None else _seen(viewer, row.target)
    if view is None:
        raise NotFoundError(f"no target was worded by the record {rest[:40]}, or none that you may see")
    said = next(one for one in view.history if one.record == record)
    wording = said.wording
    value = wording.low if wording.low is not None else wording.high
    if value is None:
        raise NotFoundError(f"the target {rest[:40]} promises no number")
    document = documents.document(viewer, view.document)
    holds = said.record == view.record and view.is_in_force
    return FigureOrigin(
        figure=Figure(value, wording.unit, f"target/{rest}"),
        name=f"{wording.name}（{labels_reading.TARGET_KINDS[wording.kind]}目标）",
        of=Link(_about(regions.name_of(wording.region), wording.year)),
        state="" if holds else "replaced",
        as_of=said.record_time,
        formula=_worded(wording, said.reason, holds=holds),
        sources=(_source(document, (view.start, view.end), wording.original),),
        answerable=Link(document.issuer) if document.issuer else None,
        recorder=_recorder(said.organisation),
        proof=_proof(viewer, record),
        reveals=frozenset({documents.shows(document), TARGET}),
    )


def _seen(viewer: Viewer, number: int) -> TargetView | None:
    try:
        return target(viewer, number)
    except NotFoundError:
        return None


def _number(text: str) -> int:
    try:
        return parse_reference(text)
    except ProofError as error:
        raise NotFoundError(str(error)) from error


def _value(decided: Decided) -> tuple[Decimal, str]:
    """The figure in the unit of indicators; of a range its lower end. Raises NotFoundError when no number was printed."""
    low, high = decided.figure.bounds
    value = low if low is not None else high
    if value is None:
        raise NotFoundError(f"the words {decided.words[:40]!r} state no number")
    return units.to_indicator(value, decided.figure.normalized_unit) or (value, decided.figure.normalized_unit)


def _about(region: str, year: int | None) -> str:
    return " · ".join(one for one in (region, f"{year}年" if year else "") if one)


def _printed(decided: Decided) -> str:
    """How the figure is printed, when the number alone does not say it."""
    said = [f"原文写作“{one_line(decided.words)}”"]
    if (measured := definition(decided.indicator_key) if decided.indicator_key else None) is not None:
        said.append(f"对应指标：{measured.name}")
    if decided.threshold is not None:
        inner = decided.threshold
        word = labels_reading.COMPARATORS.get(inner.comparator, inner.comparator)
        said.append(f"只数 {inner.indicator}{word} {labels_reading.printed(inner.figure)} 的")
    return "；".join(said)


def _worded(wording: Wording, reason: str, *, holds: bool) -> str:
    word = labels_reading.COMPARATORS.get(wording.comparator, wording.comparator)
    said = [f"原文写作“{one_line(wording.original)}”，比较：{word}"]
    if wording.baseline is not None and wording.baseline_year is not None:
        said.append(f"基数：{wording.baseline_year}年 {labels_reading.number(wording.baseline)}")
    if not holds:
        said.append("这是以前的写法，现在已不用")
    if reason:
        said.append(f"理由：{reason_words(reason)}")
    return "；".join(said)


def _source(document: DocumentView, span: tuple[int, int], words: str) -> Source:
    text = documents.text_of(document.file)
    before, own, after = sentence(text, *span)
    line = text.line_of(span[0])
    page = text.page_of(span[0])
    return Source(
        document.title,
        f"第 {page} 页，第 {line} 行" if page else f"第 {line} 行",
        before + (own or words) + after,
        f"/plans/{document.number}/text?at={span[0]}-{span[1]}",
    )


def _recorder(organisation: int | None) -> Link | None:
    return showing.organisation_link(organisation_names([organisation]).get(organisation or 0))


def _proof(viewer: Viewer, record: int) -> Proof | None:
    """The proof of a record, for those who may know who recorded it."""
    if not sees_deciders(viewer):
        return None
    body = records.read([record])[record].body
    return showing.proof(standing(record, installation.policy()), body)
