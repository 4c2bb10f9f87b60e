"""Where does a figure of an indicator come from: which edition says it and at which place, or from what was it reckoned?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.errors import InvalidError, NotFoundError, ProofError
from yaomai.indicators.engine.formula import Source as FormulaSource
from yaomai.indicators.engine.formula import parse
from yaomai.indicators.engine.reckoned import Asked, Reckoned, read_reference
from yaomai.indicators.engine.units import PERCENT
from yaomai.indicators.engine.values import Definition, Value
from yaomai.indicators.queries.definitions import definitions, must_find
from yaomai.indicators.queries.derived import derived
from yaomai.indicators.queries.editions import ObservationView, observation
from yaomai.indicators.queries.series import series_values
from yaomai.indicators.queries.statistics_imports import import_of
from yaomai.ledger.engine.deed import parse_reference, reference
from yaomai.ledger.queries import records
from yaomai.ledger.queries.prove import standing
from yaomai.people.queries.recorders import account_name, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import deeds
from yaomai.web import installation, labels_formulas, receipt_rights, showing
from yaomai.web import labels_indicators as words
from yaomai.web.indicator_shown import edition_cell_path, edition_path, path_of, reason_words, series_path
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.labels_indicators import Scale
from yaomai.web.pages.statements import showing_cell
from yaomai.web.presentation import Amount, Fact, FigureOrigin, Link, Proof, Source

_ORDINAL = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_RECORD = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_CHARACTERS = re.compile(r"([0-9]{1,9})-([0-9]{1,9})", re.ASCII)
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}", re.ASCII)
INPUTS_SHOWN = 100


def explain_observation(rest: str, viewer: Viewer) -> FigureOrigin:
    """A published value, for `observation/<record>/<ordinal>`; the record as people write it (12.3), or as a number."""
    number, _, ordinal = rest.partition("/")
    try:
        record = int(number) if _RECORD.fullmatch(number) else parse_reference(number)
    except ProofError as error:
        raise NotFoundError(str(error)) from error
    if not _ORDINAL.fullmatch(ordinal):
        raise NotFoundError(f"record {number[:20]} says no value {ordinal[:20]!r}")
    seen = observation(viewer, record, int(ordinal))
    published = seen.value
    definition = must_find(published.series.indicator)
    newest = _newest(viewer, published)
    is_newest = newest is not None and (newest.record, newest.ordinal) == (published.record, published.ordinal)
    value = newest if newest is not None and is_newest else published
    if value.value is None:
        raise NotFoundError(f"record {number[:20]} says of {ordinal} that there is no value")
    scale = _scale(value.value, definition, value.basis)
    return FigureOrigin(
        figure=words.figure(value.value, scale, f"observation/{rest}", value.status),
        name=f"{definition.name} · {words.span_words(value.start, value.end)}",
        of=Link(_region(value.series.region, value.series.segment), series_path(value.series)),
        state="invented_data" if value.is_invented else "",
        as_of=timezone.localtime(seen.edition.record_time),
        formula=_corrected(value, published, scale),
        facts=tuple(_facts(seen, newest, definition, is_newest=is_newest)),
        sources=(source_of(viewer, seen),),
        answerable=_organisation(seen.edition.organisation),
        recorder=_recorder(viewer, record),
        proof=_proof(viewer, record, seen.edition.organisation),
        reveals=frozenset({"indicators.official_edition"} if seen.edition.access == "official" else ()),
    )


def _newest(viewer: Viewer, one: Value) -> Value | None:
    """What holds of the same series, basis and span now, as this viewer sees it, corrected."""
    values = series_values(viewer, [one.series])[one.series]
    return next(
        (each for each in values if (each.basis, each.start, each.end) == (one.basis, one.start, one.end)), None
    )


def _scale(value: Decimal, definition: Definition, basis: str) -> Scale:
    return words.basis_scale(basis, words.scale_of([value], definition.unit, definition.counted))


def _region(region: str, segment: str) -> str:
    return f"{words.region_words(region)} · {threshold_words(segment)}" if segment else words.region_words(region)


def _corrected(value: Value, published: Value, scale: Scale) -> str:
    one = value.corrected
    if one is None:
        return ""
    before = "没有数" if published.value is None else f"{words.scaled(published.value, scale)} {scale[1]}"
    return f"发布的是 {before}。更正：{words.ACTIONS[one.action]}。理由：{one.reason}"


def _facts(seen: ObservationView, newest: Value | None, definition: Definition, *, is_newest: bool) -> Iterator[Fact]:
    value, edition = seen.value, seen.edition
    yield Fact(
        "口径", f"{words.BASES[value.basis]}；{definition.scope}" if definition.scope else words.BASES[value.basis]
    )
    yield Fact("数的性质", words.status_words(value.status, value.note) or words.STATUSES["A"])
    yield Fact("发布", f"{edition.publisher}，{edition.published_on.isoformat()}")
    withdrawn = f"已撤回：{reason_words(edition.withdrawn.reason)}" if edition.withdrawn else ""
    yield Fact("哪一版", Link(edition.title, edition_path(edition.record), withdrawn), "link")
    if value.original:
        yield Fact("原文写的是", value.original)
    if edition.access == "official":
        yield Fact("谁可以看", words.ACCESSES["official"])
    for doubt in newest.doubts if newest is not None and is_newest else ():
        yield Fact("疑点", words.fault_words(doubt.code).what)
    if newest is not None and not is_newest:
        number = "没有数" if newest.value is None else words.span_words(newest.start, newest.end)
        yield Fact(
            "现在用的数",
            Link(f"{newest.published_on.isoformat()} 发布的{number}", f"/figure/{words.ref_of(newest)}"),
            "link",
        )
    elif newest is None and edition.withdrawn is None:
        yield Fact("现在用的数", Link("更正后不用这个数", series_path(value.series)), "link")


def source_of(viewer: Viewer, seen: ObservationView) -> Source:
    """Where a published value stands: the words of a document, the cell of a spreadsheet, or only its edition."""
    edition, place = seen.edition, seen.place
    if edition.file is None:
        return Source(edition.title, place, seen.value.original, edition_path(edition.record))
    if match := _CHARACTERS.fullmatch(place):
        start, end = int(match[1]), int(match[2])
        try:
            document = documents.document(viewer, edition.file)
            passage = documents.context(viewer, edition.file, start, end)
        except (NotFoundError, InvalidError):
            return Source(edition.title, "文件不在这里，或您看不到", seen.value.original, edition_path(edition.record))
        at = f"第 {passage.line} 行" if passage.page is None else f"第 {passage.page} 页，第 {passage.line} 行"
        href = f"/plans/{reference(edition.file)}/text?at={start}-{end}"
        return Source(document.title, at, passage.sentence, href)
    sheet, _, cell = place.rpartition("!")
    if import_of(edition.record):
        return Source(edition.title, place, seen.value.original, edition_cell_path(edition.record, place))
    if _CELL.fullmatch(cell) and sheet:
        return Source(edition.title, place, seen.value.original, showing_cell(edition.file, sheet, cell))
    return Source(edition.title, place, seen.value.original, f"/files/{reference(edition.file)}")


def _organisation(number: int | None) -> Link | None:
    names = organisation_names([number])
    return showing.organisation_link(names.get(number or 0)) or Link("平台运营方")


def _recorder(viewer: Viewer, record: int) -> Link | None:
    """Who recorded it: to who audits the organisation the person, to others the organisation."""
    kept = records.read([record]).get(record)
    if kept is None:
        return None
    account = kept.recorder.account
    if account is not None and deeds.audits(viewer, kept.recorder.organisation):
        return Link(account_name(account) or "姓名已擦除")
    return _organisation(kept.recorder.organisation)


def _proof(viewer: Viewer, record: int, organisation: int | None) -> Proof:
    """The proof of the record that says it; with a receipt for who may know who recorded it."""
    kept = records.read([record]).get(record)
    proof = showing.proof(standing(record, installation.policy()), kept.body if kept is not None else None)
    if kept is not None and receipt_rights.may_have(viewer, kept.kind, organisation):
        return proof
    return replace(proof, receipt_href="", certificate_href="")


def explain_derived(rest: str, viewer: Viewer) -> FigureOrigin:
    """A value that follows from a formula, for `derived/<key>/<region>/<segment, or ->/<first day>..<last day>`."""
    try:
        key, asked = read_reference(rest)
    except ValueError as error:
        raise NotFoundError(f"no figure is named derived/{rest[:120]}") from error
    found = derived(viewer, key, asked.region, asked.segment, asked.span, now=timezone.now())
    definition = must_find(key)
    known = definitions()
    if found.value is None:
        names = {each: one.name for each, one in known.items()}
        reasons = "；".join(labels_formulas.missing_words(one, names) for one in found.missing)
        raise NotFoundError(f"还算不出来：{reasons}")
    if found.observed is not None:
        return explain_observation(f"{found.observed.record}/{found.observed.ordinal}", viewer)
    exact = words.figure(found.value, _scale(found.value, definition, definition.basis), f"derived/{rest}")
    shown = labels_formulas.rounded(exact)
    return FigureOrigin(
        figure=shown,
        name=f"{definition.name} · {words.span_words(*asked.span)}",
        of=Link(_region(asked.region, asked.segment), path_of(key)),
        state="invented_data" if found.is_invented else "",
        formula=_formula(found, definition, known),
        facts=tuple(_derived_facts(found, definition, is_rounded=shown != exact)),
        inputs=tuple(_inputs(found, asked, known))[:INPUTS_SHOWN],
        sources=(Source(f"指标“{definition.name}”的定义", definition.clause, definition.formula, path_of(key)),),
        answerable=_organisation(definition.organisation),
        proof=_proof(viewer, definition.record, definition.organisation),
    )


def _formula(found: Reckoned, definition: Definition, known: Mapping[str, Definition]) -> str:
    if found.how == "difference":
        return "年初累计数相减：后一期减前一期。"
    if found.how == "sum":
        return "各期相加。"
    names = {key: one.name for key, one in known.items()}
    return f"{definition.name} ＝ {labels_formulas.formula_words(parse(definition.formula), names)}"


def _derived_facts(found: Reckoned, definition: Definition, *, is_rounded: bool) -> Iterator[Fact]:
    if definition.scope:
        yield Fact("口径", definition.scope)
    if is_rounded:
        yield Fact("显示", f"四舍五入到 {labels_formulas.DECIMALS_SHOWN} 位小数；判断和再计算都用没有舍入的数")
    for one in _uncertain(found):
        sign = "%" if one.unit == PERCENT else ""
        yield Fact("误差", f"公布的数经过四舍五入：{one.low:.2f}{sign} 到 {one.high:.2f}{sign} 之间")
    for code in found.all_cautions():
        yield Fact("提醒", labels_formulas.CAUTIONS.get(code, code))
    editions = dict.fromkeys((one.published_on, one.edition) for one in found.observations())
    if editions:
        last = max(day for day, _ in editions)
        yield Fact("所依据的数", f"{len(editions)} 个版本，最近发布于 {last.isoformat()}")


def _uncertain(found: Reckoned) -> Iterator[Reckoned]:
    """What in it has an error that must be told."""
    if found.low is not None and found.high is not None:
        yield found
    for one in found.inputs:
        yield from _uncertain(one)


def _inputs(found: Reckoned, asked: Asked, known: Mapping[str, Definition]) -> Iterator[Amount]:
    """The named things that a value was reckoned from, each with what explains it; operators between them are in the formula."""
    for one in found.inputs:
        if one.exact is None or one.how == "number":
            continue
        if one.observed is None and one.how != "derived" and not one.ref and one.how not in {"source", "part"}:
            yield from _inputs(one, asked, known)
            continue
        yield _amount(one, asked, known)
        if one.how == "source" and not one.ref:
            yield from _inputs(one, asked, known)


def _amount(one: Reckoned, asked: Asked, known: Mapping[str, Definition]) -> Amount:
    definition = known.get(one.name)
    value = one.value if one.value is not None else Decimal(0)
    scale = words.scale_of([value], one.unit, definition.counted if definition else "")
    where = [words.region_words(one.asked.region)] if one.asked.region != asked.region else []
    where += [threshold_words(one.asked.segment)] if one.asked.segment and one.asked.segment != asked.segment else []
    where += [words.span_words(*one.asked.span)] if one.asked.span != asked.span else []
    note = "，".join([*where, *([words.INVENTED] if one.is_invented else [])])
    return Amount(Link(_name(one, definition), "", note), labels_formulas.rounded(words.figure(value, scale, one.ref)))


def _name(one: Reckoned, definition: Definition | None) -> str:
    if definition is not None:
        return definition.name
    kind, colon, name = one.name.partition(":")
    if colon:
        return labels_formulas.source_words(FormulaSource(kind, name))
    return words.region_words(one.name) if one.how == "part" and one.name.isdigit() else one.name


EXPLANATIONS = {"observation": explain_observation, "derived": explain_derived}
