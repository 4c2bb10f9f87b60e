"""Where does a number of a verdict come from: by which formula, of which figures, each in which place of which document?

References: `verdict/<target>/<quantity>`, of what is reckoned.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from yaomai.archive.queries import documents
from yaomai.errors import NotFoundError
from yaomai.indicators.queries.editions import observation
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.planning.engine.figures import Used
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.engine.verdict import Verdict
from yaomai.planning.queries import targets, verdicts
from yaomai.web import labels, labels_formulas, showing
from yaomai.web import target_shown as shown
from yaomai.web.labels_indicators import figure as shown_figure
from yaomai.web.labels_indicators import scale_of
from yaomai.web.pages import target_evidence
from yaomai.web.pages.indicator_figures import explain_derived, source_of
from yaomai.web.pages.targets import number_of
from yaomai.web.presentation import Amount, Fact, FigureOrigin, Link, Source

_NAMES = {
    "baseline": "基期的数",
    "value": "用来判断的数",
    "expected": "这时应有的数",
    "gap": "与目标相差",
    "completion": "完成度",
    "progress": "从基期到目标走完的",
    "pace": "进度",
    "required": "今后每年还要增加",
    "required_rate": "今后每年要增长",
}
_FORMULAS = {
    "baseline": "规划文本里确认过的事实",
    "value": "公布的数，或由公布的数按目标的种类算出",
    "expected": "目标路径在这一天的值",
    "gap": "实际 − 目标",
    "completion": "实际 ÷ 目标",
    "progress": "（实际 − 基期）÷（目标 − 基期）",
    "pace": "（实际 − 基期）÷（这时应有 − 基期）；没有基期的，实际 ÷ 这时应有",
    "required": "（目标 − 实际）÷ 剩下的年数",
    "required_rate": "（目标 ÷ 实际）的剩余年数次方根 − 1",
}
_OF_KIND = {
    "growth": {
        "value": "（末年 ÷ 首年）的年数次方根 − 1，或公布的年均增速",
        "completion": "实际年均增速的累积 ÷ 目标年均增速的累积",
    },
    "milestone": {
        "completion": "凭文件验收了的各部分的分量 ÷ 所有部分的分量",
        "pace": "到期的各部分中凭文件验收了的分量 ÷ 到期的各部分的分量",
    },
}


def explain(rest: str, viewer: Viewer) -> FigureOrigin:
    """A number of a verdict. Raises NotFoundError when the viewer sees no such target, or nothing was reckoned."""
    number, _, quantity = rest.partition("/")
    one = targets.target(viewer, number_of(number))
    judged = verdicts.verdict_of(viewer, one.target)
    exact = None if judged is None else _figure(one, judged.verdict, quantity)
    if judged is None or exact is None:
        raise NotFoundError(f"the verdict of target {number} has no {quantity[:40]!r}")
    used = [
        each for each in judged.verdict.used if each.role in ("actual", "baseline", "part") and each.value is not None
    ]
    formulas = {**_FORMULAS, **_OF_KIND.get(one.now.kind, {})}
    figure = _rounded(exact, is_share=quantity in _SHARES)
    said = next(each for each in reversed(one.history) if each.record == one.record)
    issuer = documents.document(viewer, one.document).issuer
    return FigureOrigin(
        figure=figure,
        name=f"{one.now.name} · {_NAMES[quantity]}",
        of=Link(one.now.name, shown.path_of(one.target)),
        state=shown.state_code(judged.verdict.state),
        as_of=judged.computed_at,
        formula=formulas[quantity],
        facts=() if figure == exact else (Fact("准确的值", _exact_words(exact)),),
        inputs=(*map(_input, used), *_promise(one)),
        sources=(*(source for each in used for source in _sources(viewer, each)), _clause(one)),
        answerable=Link(issuer) if issuer else None,
        recorder=showing.organisation_link(organisation_names([said.organisation]).get(said.organisation or 0)),
    )


def _figure(one: TargetView, found: Verdict, quantity: str) -> Figure | None:
    """The number as it was reckoned."""
    shares = {"completion": found.completion, "progress": found.progress, "pace": found.pace}
    amounts = {"baseline": one.now.baseline, "value": found.value, "expected": found.expected, "gap": found.gap}
    if found.required is not None:
        amounts["required"] = found.required.amount
        shares["required_rate"] = found.required.rate
    ref = shown.verdict_ref(one.target, quantity)
    if (share := shares.get(quantity)) is not None:
        return Figure(share * 100, "P1", ref)
    if (amount := amounts.get(quantity)) is not None:
        unit = shown.level_unit(one, found) if quantity == "baseline" else shown.unit_of(one.now)
        return shown_figure(amount, scale_of([amount], unit, one.counted), ref)
    return None


_SHARES = frozenset({"completion", "progress", "pace", "required_rate"})
_DENOMINATOR_MOST = 10**9


def _rounded(exact: Figure, *, is_share: bool) -> Figure:
    """The number as it is shown: shares as on the page of the target, quotients with some decimals."""
    if is_share and round(exact.value, 1) != exact.value:
        return replace(exact, value=round(exact.value, 1))
    return labels_formulas.rounded(exact)


def _exact_words(exact: Figure) -> str:
    """The number itself: in full where it ends, else as a quotient of whole numbers, else its first digits (a root)."""
    unit = labels.unit_word(exact.unit)
    if round(exact.value, 8) == exact.value:
        return f"{format(exact.value.normalize(), 'f')} {unit}"
    value = Fraction(exact.value) / (100 if exact.unit == "P1" else 1)
    quotient = value.limit_denominator(_DENOMINATOR_MOST)
    if abs(quotient - value) < Fraction(1, 10**20):
        words = f"{labels.grouped(Decimal(quotient.numerator))} ÷ {labels.grouped(Decimal(quotient.denominator))}"
        return words if exact.unit == "P1" else f"{words} {unit}"
    return f"{exact.value:.12f}… {unit}"


def _input(used: Used) -> Amount:
    value = used.value or Decimal(0)
    is_part = used.ref.startswith("evidence/")
    figure = (
        shown.weight(value, used.ref)
        if is_part
        else shown_figure(value, scale_of([value], used.unit), used.ref, used.status)
    )
    return Amount(Link(used.name, "", f"{used.start:%Y-%m-%d}—{used.end:%Y-%m-%d}"), figure)


def _promise(one: TargetView) -> tuple[Amount, ...]:
    """What was promised, with its place in the plan; the number, if it is one, opens to the wording that says it."""
    value = one.now.low if one.now.low is not None else one.now.high
    if value is None:
        return ()
    link = Link("目标", shown.passage_path(one.document, one.start, one.end), shown.promised(one.now, one.counted))
    ref = f"target/{reference(one.record)}"
    return (Amount(link, shown_figure(value, scale_of([value], shown.unit_of(one.now), one.counted), ref)),)


def _sources(viewer: Viewer, used: Used) -> tuple[Source, ...]:
    kind, _, rest = used.ref.partition("/")
    if kind == "evidence":
        return target_evidence.source_of(viewer, int(rest))
    if kind == "derived":
        return (_derived(viewer, used, rest),)
    record, _, ordinal = rest.partition("/")
    return (source_of(viewer, observation(viewer, int(record), int(ordinal))),)


def _derived(viewer: Viewer, used: Used, rest: str) -> Source:
    """What a reckoned figure was reckoned from, as the viewer sees it; who sees less than officials do is only told the name."""
    try:
        origin = explain_derived(rest, viewer)
    except NotFoundError:
        return Source(used.name, "", "按指标的公式算出；您看不到它所依据的记录")
    return Source(used.name, "", origin.formula, f"/figure/{used.ref}")


def _clause(one: TargetView) -> Source:
    return Source(
        f"目标：{one.document_title}", "", one.now.original, shown.passage_path(one.document, one.start, one.end)
    )
