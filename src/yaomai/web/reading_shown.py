"""What does the reading page show of each figure that was read: as a row of the list, and as the card about which is decided?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yaomai.archive.engine.passage import one_line
from yaomai.archive.engine.text_places import DocumentText
from yaomai.archive.queries.documents import DocumentView
from yaomai.indicators.engine.values import Definition
from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import organisation_names
from yaomai.planning.engine import regions
from yaomai.planning.engine.fields import Decided, Inner
from yaomai.planning.engine.target_of import Measured, findings, kind_of, observation_of
from yaomai.planning.queries.proposals import QUIET, DecisionView, Piece
from yaomai.web import labels_reading, showing
from yaomai.web.presentation import Link

STATE = "reading_"
"""Before the name of a state of a figure: its code in the glossary."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure in the list."""

    at: str
    words: str
    state: str
    indicator: str
    kind: str
    year: str
    note: str
    is_open: bool
    expected: str
    is_ticked: bool = False

    @property
    def mark(self) -> str:
        """Its state as the marks of the text have it."""
        return self.state.removeprefix(STATE)


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of the card: what was read, a note to it, and the words that it came from, with the rule."""

    name: str
    label: str
    value: str
    note: str = ""
    why: str = ""
    why_at: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A decision of the past: what, why, by whom, when; the address of its record."""

    word: str
    reason: str
    who: str
    when: datetime
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """The figure about which is decided."""

    at: str
    words: str
    state: str
    place: str
    number: int
    sentence: tuple[str, str, str]
    fields: tuple[FieldShown, ...]
    consequence: str
    warnings: tuple[str, ...]
    history: tuple[Past, ...]
    expected: str
    can: frozenset[str]
    follows: tuple[Link, ...]


_SENTENCE_ENDS = re.compile(r"[。！？；]|(?<![0-9０-９A-Za-z])[.;](?![0-9０-９])")
_SENTENCE_REACH = 400


def sentence(text: DocumentText, start: int, end: int) -> tuple[str, str, str]:
    """What stands before the words in their sentence, the words, what stands after; on one line. Plans are printed with lines
    that break anywhere, some with an empty one after each: breaks end no sentence here, an indented line and a numbered heading do.
    """
    whole = text.text
    head = whole[max(start - _SENTENCE_REACH, 0) : start]
    tail = whole[end : end + _SENTENCE_REACH]
    first = max((found.end() for found in _SENTENCE_ENDS.finditer(head)), default=0)
    for beginnings in (_PARAGRAPH, _HEADING):
        first = max(first, max((found.end() for found in beginnings.finditer(head)), default=0))
    ends = [found.end() for found in (_SENTENCE_ENDS.search(tail),) if found]
    ends += [found.start() for found in (_PARAGRAPH.search(tail),) if found]
    return one_line(head[first:]), one_line(whole[start:end]), one_line(tail[: min(ends, default=len(tail))])


_NUMBERED = (
    "(?:第[一二三四五六七八九十]{1,3}[章节编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])"
)
_HEADING = re.compile(f"^[ \t\u3000]*{_NUMBERED}[^。！？!?；;，,：:.\r\n]{{0,22}}\r?\n", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[\s\n]*(?=\u3000\u3000|[ \t]{4,}\S|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")


def is_shown(piece: Piece, asked: Mapping[str, str]) -> bool:
    """Whether a figure passes the filters of the query string: state, kind, all (also structures and repetitions), q."""
    if piece.salience in QUIET and not asked.get("all") and piece.is_open:
        return False
    decided = piece.decided
    state, kind, words = asked.get("state", ""), asked.get("kind", ""), asked.get("q", "").strip().casefold()
    if state == "open" and not piece.is_open:
        return False
    if state == "holds" and not piece.holds:
        return False
    if state == "rejected" and piece.state not in ("rejected", "split"):
        return False
    if kind and decided.kind != kind:
        return False
    said = f"{decided.words} {decided.indicator} {decided.indicator_key} {decided.region}".casefold()
    return words in said


def is_certain(piece: Piece) -> bool:
    """Whether the reader is sure of it, and it is to be decided."""
    return piece.is_open and piece.confidence == "high" and piece.salience not in QUIET


def row(piece: Piece, *, is_ticked: bool = False) -> Row:
    """A figure as a line of the list."""
    decided = piece.decided
    quiet = labels_reading.SALIENCES.get(piece.salience, "") if piece.is_open else ""
    doubt = labels_reading.CONFIDENCES.get(piece.confidence, "") if piece.is_open else ""
    return Row(
        at=f"{piece.start}-{piece.end}",
        words=one_line(decided.words),
        state=STATE + piece.state,
        indicator=decided.indicator,
        kind=labels_reading.KINDS.get(decided.kind, decided.kind),
        year=f"{decided.year}年" if decided.year else "",
        note="、".join(one for one in (quiet, doubt) if one),
        is_open=piece.is_open,
        expected=str(piece.decision.record) if piece.decision else "",
        is_ticked=is_ticked,
    )


def card(
    piece: Piece,
    number: int,
    document: DocumentView,
    text: DocumentText,
    history: Sequence[DecisionView],
    measured: Mapping[str, Definition],
) -> Card:
    """A figure with everything that helps to decide about it."""
    decided = piece.decided
    definition = measured.get(decided.indicator_key)
    known = None if definition is None else _measured(definition)
    page = text.page_of(piece.start)
    page_words = f"第 {page} 页，" if page else ""
    return Card(
        at=f"{piece.start}-{piece.end}",
        words=one_line(decided.words),
        state=STATE + piece.state,
        place=f"{page_words}第 {text.line_of(piece.start)} 行",
        number=number,
        sentence=sentence(text, piece.start, piece.end),
        fields=tuple(_fields(piece, text, definition)),
        consequence=_consequence(decided, known),
        warnings=_warnings(piece, known, document),
        history=_history(history),
        expected=str(piece.decision.record) if piece.decision else "",
        can=_can(piece),
        follows=follows(piece.decision),
    )


def _measured(definition: Definition) -> Measured:
    return Measured(definition.key, definition.name, definition.unit, definition.basis, definition.direction)


def _can(piece: Piece) -> frozenset[str]:
    if piece.is_open:
        return frozenset({"confirm", "correct", "reject", "split"})
    return frozenset({"correct", "reject", "split", "reopen"} if piece.holds else {"reopen"})


def _fields(piece: Piece, text: DocumentText, definition: Definition | None) -> list[FieldShown]:
    one = piece.decided
    low_high = labels_reading.normalised(one.figure)
    indicator = f"{definition.name}（{one.indicator_key}）" if definition else one.indicator_key
    said: list[tuple[str, str, str, str]] = [
        ("value", "数值", labels_reading.printed(one.figure) or "没有确数", f"即 {low_high}" if low_high else ""),
        ("comparator", "比较", labels_reading.COMPARATORS.get(one.comparator, one.comparator), _hedges(one)),
        ("kind", "种类", labels_reading.KINDS.get(one.kind, one.kind), labels_reading.STATUSES.get(one.status, "")),
        ("indicator", "说的是什么", one.indicator, "增量" if one.is_increment else ""),
        ("indicator_key", "对应的指标", indicator or "没有对应的指标", definition.scope if definition else ""),
        ("year", "年份", f"{one.year}年" if one.year else "没有年份", _year_note(one)),
        (
            "region",
            "地区",
            one.region or "没有地区",
            _region_note(one),
        ),
    ]
    said += [
        (name, labels_reading.FIELDS[name], value, "")
        for name, value in (("scope", one.scope), ("period", one.period))
        if value
    ]
    if one.segment:
        said.append(("segment", "细分", one.segment, ""))
    if one.threshold:
        said.append(("threshold", "门槛", _threshold(one.threshold), ""))
    if one.binding is not None:
        said.append(("binding", "约束性", "约束性" if one.binding else "预期性", ""))
    return [_with_why(piece, text, *each) for each in said]


def _hedges(one: Decided) -> str:
    return f"措辞：{'、'.join(one.hedges)}" if one.hedges else ""


def _region_note(one: Decided) -> str:
    if not one.division:
        return "认不出是哪个行政区划"
    name = regions.name_of(one.division)
    return "" if name == one.region else name


def _year_note(one: Decided) -> str:
    return f"比 {one.base_year}年" if one.base_year else ""


def _threshold(inner: Inner) -> str:
    word = labels_reading.COMPARATORS.get(inner.comparator, inner.comparator)
    return f"{inner.indicator}{word} {labels_reading.printed(inner.figure)}"


def _with_why(piece: Piece, text: DocumentText, name: str, label: str, value: str, note: str) -> FieldShown:
    """The field with the words that it came from; what a person entered came from nowhere in the text."""
    why = piece.because.get(name) if piece.decision is None or piece.decision.decision != "correct" else None
    if why is None:
        return FieldShown(name, label, value, note)
    start, end, rule = why
    has_words = 0 <= start < end <= len(text.text)
    words = one_line(text.text[start:end]) if has_words else ""
    return FieldShown(name, label, value, note, words[:60], f"{start}-{end}" if has_words else "", rule)


def _consequence(decided: Decided, measured: Measured | None) -> str:
    """What follows when this is confirmed."""
    if decided.is_promise:
        kind = labels_reading.TARGET_KINDS[kind_of(decided)]
        lacks = "" if measured else "；没有对应的指标，将判为“无法判断”"
        lacks = "；凭验收的文件判断" if kind_of(decided) == "milestone" else lacks
        return f"确认后成为目标（{kind}）{lacks}。"
    if measured is not None and (stated := observation_of(decided, measured)) is not None:
        return f"确认后记为统计数据：{measured.name}，{regions.name_of(stated.region)}，{stated.end.year}年。"
    if decided.is_observed and decided.indicator_key:
        return "确认后只记下认定：没有年份、地区或确数，不能作为统计数据。"
    return "确认后只记下认定，不成为目标，也不记为统计数据。"


def _warnings(piece: Piece, measured: Measured | None, document: DocumentView) -> tuple[str, ...]:
    if not piece.is_open:
        return ()
    found = [labels_reading.fault(one) for one in findings(piece.decided, measured)]
    stated = measured and observation_of(piece.decided, measured)
    if stated is not None and document.issued_on is None:
        found.append("文件没有发文日期：先在文件首页写明日期，这一条才能确认。")
    if doubt := labels_reading.CONFIDENCES.get(piece.confidence, ""):
        found.append(f"阅读程序{doubt}。")
    if quiet := labels_reading.SALIENCES.get(piece.salience, ""):
        found.append(f"{quiet}：一般不必确认。")
    return tuple(found)


def _history(history: Sequence[DecisionView]) -> tuple[Past, ...]:
    names = organisation_names({one.organisation for one in history})
    return tuple(
        Past(
            word=labels_reading.DECISIONS[one.decision],
            reason=one.reason,
            who=showing.organisation_words(names.get(one.organisation or 0)),
            when=one.record_time,
            href=f"/records/{reference(one.record)}",
        )
        for one in history
    )


def follows(decision: DecisionView | None) -> tuple[Link, ...]:
    """What the decision that holds led to."""
    if decision is None:
        return ()
    found = []
    if decision.target is not None:
        found.append(Link("目标", f"/targets/{reference(decision.target)}"))
    if decision.edition is not None:
        found.append(Link("统计数据", f"/indicators/editions/{reference(decision.edition)}"))
    return tuple(found)
