"""What do pages show of declared figures and rules: parts in words, links to what a figure is made of, reasons of
verdicts?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast
from urllib.parse import quote

from yaomai.ledger.figure import Figure
from yaomai.registers.declaration import Check, Choice, Division, Number, Of, Property, Ref, Target, Total, Valid
from yaomai.registers.declaration.rules import Condition
from yaomai.registers.engine.conditions import Reason, Verdict
from yaomai.registers.engine.snapshot import Found, Row, Snapshot, last_property
from yaomai.registers.engine.totals import PER_CENT, Reckoned, parted
from yaomai.registers.queries.totals import Answer
from yaomai.standards import gbt2260
from yaomai.systems import catalogue
from yaomai.web import labels
from yaomai.web.presentation import Link
from yaomai.web.register_shown import kind_path, words

NOT_RECORDED = "未登记"
COUNT = "C62"  # UN/ECE Recommendation 20: one


def ref_of(answer: Answer, group: Mapping[str, str] | None = None) -> str:
    """The reference of a figure, such as `register/G06/base_area/2015-12-31/division/621126`."""
    parts = [answer.system, answer.figure.name, answer.on.isoformat()]
    for path, key in (group or answer.group or {}).items():
        parts += [path, key or "-"]
    return "/".join(["register", *(quote(one, safe="") for one in parts)])


def total_figure(answer: Answer, value: Decimal | None = None, group: Mapping[str, str] | None = None) -> Figure:
    """A total, or the part of it with these values, as a figure that opens."""
    reckoned = cast("Reckoned", answer.total)
    return Figure(reckoned.value if value is None else value, reckoned.unit or COUNT, ref_of(answer, group))


def main_figure(answer: Answer) -> Figure | None:
    """The figure of an answer; None: it cannot be reckoned (a share of nothing)."""
    if answer.total is not None:
        return total_figure(answer)
    if answer.share is not None:
        return None if answer.share.value is None else Figure(answer.share.value, PER_CENT, ref_of(answer))
    if answer.against is not None:
        return main_figure(answer.against)
    return None


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part of a total: what it is of, the figure, and which part of the whole that is, in per cent."""

    name: Link
    figure: Figure
    per_cent: Decimal | None
    key: str


@dataclass(frozen=True, slots=True)
class Parting:
    """A total by one path."""

    label: str
    path: str
    parts: tuple[PartShown, ...]
    is_divisions: bool


def partings(answer: Answer) -> list[Parting]:
    """The total of an answer by each of its declared paths."""
    total = cast("Total", answer.figure)
    return [parting(answer, path) for path in total.by]


def parting(answer: Answer, path: str) -> Parting:
    """The total of an answer by one path."""
    total, reckoned = cast("Total", answer.figure), cast("Reckoned", answer.total)
    declared = last_property(answer.snapshot.kinds, total.kind, path)
    parts = tuple(
        PartShown(
            key_link(declared, part.key, answer.snapshot),
            total_figure(answer, part.value, {path: part.key}),
            (100 * part.value / reckoned.value).quantize(Decimal("0.1")) if reckoned.value else None,
            part.key,
        )
        for part in parted(reckoned, path, answer.snapshot)
    )
    label = declared.label if declared else path
    return Parting(label, path, parts, bool(declared and isinstance(declared.type, Division)))


def key_link(declared: Property | None, key: str, snapshot: Snapshot) -> Link:
    """What a key of a part means, with a link where it is an entity that the viewer sees."""
    if not key:
        return Link(NOT_RECORDED)
    if declared is None:
        return Link(key)
    if isinstance(declared.type, Ref):
        row = snapshot.of(declared.type.kind).get(int(key)) if key.isdigit() else None
        return row_link(row) if row else Link("（不公开）")
    if isinstance(declared.type, Division):
        return Link(gbt2260.name_of(key) if gbt2260.exists(key) else key, "", key)
    return Link(words(declared.type, key, {}))


def row_link(row: Row) -> Link:
    """An entity by its title."""
    return Link(row.title or f"{row.kind} {row.number}", f"{kind_path(row.kind)}/{row.number}")


def group_words(answer: Answer) -> str:
    """Which part of a total was asked for, in words: "所在地 岷县，药材 当归"; empty for the whole."""
    total = answer.figure
    if not isinstance(total, Total) or not answer.group:
        return ""
    said = []
    for path, key in answer.group.items():
        declared = last_property(answer.snapshot.kinds, total.kind, path)
        said.append(f"{declared.label if declared else path} {key_link(declared, key, answer.snapshot).word}")
    return "，".join(said)


def document_title(number: str) -> str:
    """What a plan is called; its number, where the catalogue has none of it."""
    return catalogue.documents().get(number, number)


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A target: what is attained of it, where it stands, and the targets that are parts of it."""

    label: str
    figure: Figure | None
    wanted: str
    unit: str
    attained: Decimal | None
    bar: float
    is_reached: bool
    on: date
    source: str
    parts: tuple["TargetShown", ...] = ()

    @property
    def parts_wanted(self) -> str:
        """The sum of what the parts aim at, as shown."""
        return labels.grouped(sum((Decimal(one.wanted.replace(labels.GAP, "")) for one in self.parts), Decimal(0)))


def targets(answers: Iterable[Answer]) -> list[TargetShown]:
    """All targets among the answers; those that are part of another stand under it."""
    found = [one for one in answers if one.target is not None]
    by_parent: dict[str, list[Answer]] = {}
    for one in found:
        by_parent.setdefault(cast("Target", one.figure).part_of, []).append(one)
    names = {one.figure.name for one in found}
    top = [one for one in found if cast("Target", one.figure).part_of not in names]
    return [_target(one, by_parent) for one in top]


def _target(answer: Answer, by_parent: Mapping[str, list[Answer]]) -> TargetShown:
    declared, held = cast("Target", answer.figure), answer.target
    assert held is not None  # noqa: S101  # only answers of targets come here
    attained = held.attained
    return TargetShown(
        label=declared.label,
        figure=main_figure(answer),
        wanted=labels.grouped(held.wanted),
        unit=labels.unit_word(held.unit),
        attained=attained,
        bar=float(min(attained or Decimal(0), Decimal(100))),
        is_reached=attained is not None and attained >= 100,
        on=answer.on,
        source=f"{document_title(declared.document)} 第 {declared.line} 行",
        parts=tuple(_target(one, by_parent) for one in by_parent.get(declared.name, ())),
    )


# Verdicts

STATES = {"passed": ("good", "check"), "failed": ("fault", "cross"), "unknown": ("plain", "question")}
_OPS = {
    "is": "应是",
    "among": "应都在其中：",
    "has": "应包括",
    "not": "不应是",
    "at_least": "应不低于",
    "at_most": "应不高于",
    "within": "应在其内：",
    "known": "应已登记",
    "not_known": "应没有",
}
_SHOWN = 6


def verdict_word(verdict: Verdict) -> str:
    """What the outcome is called."""
    if verdict.state == "unknown":
        return "判断不了"
    return outcome_word(verdict.check, verdict.state)


def outcome_word(check: Check, state: str) -> str:
    """What passing or failing this check is called."""
    return (check.passes or "符合") if state == "passed" else (check.fails or "不符合")


def reason_words(reason: Reason, snapshot: Snapshot) -> str:
    """Why, in a sentence: what was looked at, what it is, what it is held against."""
    if isinstance(reason.rule, Valid):
        return _valid_words(reason)
    label, seen = _left(reason, snapshot)
    if reason.why == "not_seen":
        return f"{label}：有您看不到的内容，判断不了。"
    if reason.why == "no_rule":
        return f"{label} {seen}：没有规定。"
    if reason.why == "no_value":
        return f"{label}没有登记，判断不了。"
    if reason.rule.op in ("known", "not_known"):
        return f"{label}{seen or '没有登记'}。"
    wanted = _right(reason, snapshot)
    op = _OPS[reason.rule.op]
    gap = "" if op.endswith("：") else " "
    held_against = f"{op}{gap}{wanted}{_of(reason.rule, reason)}" if wanted else "没有一个与它相符的登记"
    return f"{label} {seen or '没有'}，{held_against}。"


def _valid_words(reason: Reason) -> str:
    said = "，".join(f"{one.property.label} {one.value}" for one in reason.left if one.property)
    on = reason.right[0] if reason.right else ""
    if reason.why == "not_seen":
        return "有效期有您看不到的内容，判断不了。"
    return f"{said or '没有写明有效期'}；{on} 在有效期{'内' if reason.why == 'holds' else '外'}。"


def _left(reason: Reason, snapshot: Snapshot) -> tuple[str, str]:
    first = next((one.property for one in reason.left if one.property), None)
    label = first.label if first else ""
    if not label and isinstance(reason.rule, Condition) and isinstance(reason.rule.path, str):
        declared = next(
            (one for kind in snapshot.kinds.values() for one in kind.properties if one.name == reason.rule.path), None
        )
        label = declared.label if declared else reason.rule.path
    return label, _values(reason.left, snapshot)


def _values(found: Iterable[Found], snapshot: Snapshot) -> str:
    said = list(dict.fromkeys(_value(one.property, one.value, one.row, snapshot) for one in found))
    return "、".join(said[:_SHOWN]) + (f" 等 {len(said)} 项" if len(said) > _SHOWN else "")


def _value(declared: Property | None, value: object, row: Row, snapshot: Snapshot) -> str:
    if declared is None:
        return row.title
    if isinstance(declared.type, Ref):
        other = snapshot.of(declared.type.kind).get(value) if isinstance(value, int) else None
        return other.title if other else "（不公开）"
    if isinstance(declared.type, Division):
        return gbt2260.name_of(str(value)) if gbt2260.exists(str(value)) else str(value)
    unit = (
        f" {labels.unit_word(declared.type.unit)}" if isinstance(declared.type, Number) and declared.type.unit else ""
    )
    return f"{words(declared.type, value, {})}{unit}"


def _right(reason: Reason, snapshot: Snapshot) -> str:
    if reason.right_found:
        return _values(reason.right_found, snapshot)
    declared = next((one.property for one in reason.left if one.property), None)
    said = []
    for value in reason.right:
        if declared is not None and isinstance(declared.type, Choice | Number | Division):
            said.append(_value(declared, value, reason.left[0].row, snapshot))
        else:
            said.append(str(value))
    return "、".join(said)


def _of(rule: Condition, reason: Reason) -> str:
    """Whose rule it is, where another entity states it: "（当归的种植海拔下限）"."""
    if not isinstance(rule.value, Of) or "." not in rule.value.path or not reason.right_found:
        return ""
    one = reason.right_found[0]
    return f"（{one.row.title}的{one.property.label}）" if one.property else ""
