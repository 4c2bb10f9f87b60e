"""What are the totals, shares and targets of a register on a day, by county and herb and year, and where on the map?"""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.ledger.figure import Figure
from yaomai.people.viewer import Viewer
from yaomai.registers import assessments, kinds
from yaomai.registers.declaration import Division, Total
from yaomai.registers.engine.resolve import today
from yaomai.registers.engine.snapshot import last_property
from yaomai.registers.queries import totals
from yaomai.registers.queries.totals import Answer
from yaomai.standards import gbt2260
from yaomai.web import assessments_shown, labels
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.county_map import County, county_map
from yaomai.web.labels import unit_word
from yaomai.web.presentation import Amount, FigureOrigin, Link, Source
from yaomai.web.register_access import Register, with_register
from yaomai.web.register_shown import kind_path

YEARS = 12
_INPUTS_SHOWN = 400


def asked_day(request: Request) -> date:
    """The day of the query string; without one today. Raises InvalidError for what is no day."""
    text = request.GET.get("on", "").strip()
    if not text:
        return today(timezone.now())
    try:
        if len(text) == len("2015") and text.isdigit():
            return min(date(int(text), 12, 31), today(timezone.now()))
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError(
            [Finding("figures.day", "/on", "写一个日期，例如 2015-12-31；或一个年份", text[:40])]
        ) from error


@open_to(signed_in)
@with_register
def register_figures(request: Request, register: Register) -> HttpResponse:
    """All figures about a kind on a day."""
    on, now = asked_day(request), timezone.now()
    answers = totals.answers(request.viewer, register.kind.name, on=on, now=now)
    _reveal(request, answers)
    years = _years(now.year)
    context = {
        "kind": register.kind,
        "path": kind_path(register.kind),
        "on": on,
        "is_today": on == today(now),
        "totals": [
            (one, assessments_shown.main_figure(one), assessments_shown.partings(one)) for one in answers if one.total
        ],
        "shares": [(one, *_share(one)) for one in answers if one.share],
        "targets": assessments_shown.targets(answers),
        "series": _series(request.viewer, register.kind.name, years),
        "years": years,
        "is_whole": all(one.is_whole for one in answers),
        "has_map": any(_map_path(one) for _, one in assessments.figures(register.kind.name) if isinstance(one, Total)),
    }
    return render(request, "registers/figures.html", context)


def _reveal(request: Request, answers: Sequence[Answer]) -> None:
    """What a figure is made of is shown with it: of sensitive kinds that is put on the audit trail."""
    for name in {name for one in answers for name in one.snapshot.kinds}:
        request.reveals(f"registers.{name}")


def _share(answer: Answer) -> tuple[Figure | None, Figure, Figure]:
    """The share, its part and its whole."""
    shared = answer.share
    assert shared is not None  # noqa: S101  # only answers of shares come here
    part, whole = (
        Figure(one.value, one.unit, f"register/{answer.system}/{one.total.name}/{answer.on.isoformat()}")
        for one in (shared.part, shared.whole)
    )
    return assessments_shown.main_figure(answer), part, whole


def _years(this_year: int) -> list[int]:
    return list(range(this_year - YEARS + 1, this_year + 1))


def _series(viewer: Viewer, kind: str, years: Sequence[int]) -> list[tuple[str, list[Figure | None]]]:
    """By year: every total of a Number, and every share."""
    return [
        (one.label, [assessments_shown.main_figure(each) for each in answers])
        for one, answers in totals.yearly(viewer, kind, years, now=timezone.now())
    ]


def _map_path(total: Total) -> str:
    """The path of a total by which it can be put on the map; empty: none."""
    by_name = {one.name: one for one in kinds.all_kinds()}
    for path in total.by:
        declared = last_property(by_name, total.kind, path)
        if declared is not None and isinstance(declared.type, Division):
            return path
    return ""


@open_to(signed_in)
@with_register
def register_map(request: Request, register: Register) -> HttpResponse:
    """A total by county, as a map and as a table."""
    choices = {
        f"{system}/{one.name}": one
        for system, one in assessments.figures(register.kind.name)
        if isinstance(one, Total) and _map_path(one)
    }
    if not choices:
        raise NotFoundError(f"no total of {register.kind.name} is parted by division")
    asked = request.GET.get("total") or next(iter(choices))
    if asked not in choices:
        raise InvalidError([Finding("figures.total", "/total", f"可以看：{'、'.join(choices)}", asked[:80])])
    system, _, name = asked.partition("/")
    on = asked_day(request)
    answer = totals.answer(request.viewer, system, name, on=on, now=timezone.now())
    _reveal(request, [answer])
    parting = assessments_shown.parting(answer, _map_path(choices[asked]))
    figures = {part.key: part.figure for part in parting.parts if part.key}
    province = _province(list(figures))
    drawn = county_map(province, figures)
    context = {
        "kind": register.kind,
        "path": kind_path(register.kind),
        "on": on,
        "asked": asked,
        "choices": [(key, one.label) for key, one in choices.items()],
        "answer": answer,
        "figure": assessments_shown.main_figure(answer),
        "parting": parting,
        "map": drawn,
        "unit": unit_word(answer.total.unit) if answer.total and answer.total.unit else "",
        "told": [(one, _told(one), labels.grouped(one.figure.value) if one.figure else "") for one in drawn.counties],
        "province": gbt2260.name_of(f"{province}0000") if gbt2260.exists(f"{province}0000") else province,
        "steps": drawn.steps,
    }
    return render(request, "registers/map.html", context)


def _province(codes: Sequence[str]) -> str:
    """The first two digits of most of these codes; Gansu when there are none."""
    heads = [code[:2] for code in codes]
    return max(sorted(set(heads)), key=heads.count) if heads else "62"


def _told(county: County) -> str:
    """A county in words, for those who hear the map."""
    if county.figure is None:
        return f"{county.shape.name}：没有登记"
    unit = unit_word(county.figure.unit) if county.figure.unit else ""
    return f"{county.shape.name}：{labels.grouped(county.figure.value)} {unit}".strip()


# What a figure is made of


def explain(rest: str, viewer: Viewer) -> FigureOrigin:
    """`<system>/<name>/<day>` and then pairs of path and value: see `assessments_shown.ref_of`."""
    parts = rest.split("/")
    if len(parts) < 3 or len(parts) % 2 == 0:
        raise NotFoundError(f"no figure is named register/{rest[:80]}")
    system, name, day = parts[:3]
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise NotFoundError(f"{day[:20]} is no day") from error
    group = dict(zip(parts[3::2], ("" if one == "-" else one for one in parts[4::2]), strict=True))
    answer = totals.answer(viewer, system, name, on=on, now=timezone.now(), group=group or None)
    kind = assessments.kind_of(system, answer.figure)
    figure = assessments_shown.main_figure(answer)
    if figure is None:
        raise NotFoundError("a share of nothing is no figure")
    label = f"{answer.figure.label}{f'（{words}）' if (words := assessments_shown.group_words(answer)) else ''}"
    return FigureOrigin(
        figure=figure,
        name=label,
        of=Link(f"名录：{answer.snapshot.kinds[kind].label}", kind_path(kind), f"{on} 当日有效的说法"),
        formula=_formula(answer),
        inputs=_inputs(answer),
        sources=_sources(answer, kind),
        answerable=Link("出处各行的填报单位", "", "点开每一行看是谁说的"),
        reveals=frozenset(one.visibility for one in answer.snapshot.kinds.values()),
    )


def _formula(answer: Answer) -> str:
    part = "" if answer.is_whole else "您只能看到其中一部分，这个数只含您看得到的。"
    if answer.share is not None:
        shared = answer.share
        return f"{shared.part.total.label} ÷ {shared.whole.total.label} × 100%，四舍五入到一位小数。{part}"
    reckoned = answer.total
    assert reckoned is not None  # noqa: S101  # a target has no reference of its own
    total = reckoned.total
    count = len(reckoned.counted)
    if not total.of:
        return f"数出符合条件的 {count} 条。{part}"
    overlaps = sum(1 for one in reckoned.counted if one.part != 1)
    once = f"边界重叠的土地只算一次，先登记的先算：{overlaps} 条因此只算一部分。" if total.once else ""
    left = f"另有 {len(reckoned.left_out)} 条没有登记数量或判断不了，没有算进去。" if reckoned.left_out else ""
    more = f"下面列出数量最大的 {_INPUTS_SHOWN} 条。" if count > _INPUTS_SHOWN else ""
    return f"符合条件的 {count} 条相加。{once}{left}{more}{part}"


def _inputs(answer: Answer) -> tuple[Amount, ...]:
    if answer.share is not None:
        on = answer.on.isoformat()
        return tuple(
            Amount(
                Link(one.total.label), Figure(one.value, one.unit, f"register/{answer.system}/{one.total.name}/{on}")
            )
            for one in (answer.share.part, answer.share.whole)
        )
    reckoned = answer.total
    if reckoned is None:
        return ()
    largest = sorted(reckoned.counted, key=lambda one: (-one.counted, one.row.number))[:_INPUTS_SHOWN]
    shown = []
    for one in largest:
        link = assessments_shown.row_link(one.row)
        if one.part != 1:
            link = Link(link.word, link.href, f"登记 {labels.grouped(one.amount)}，重叠外占 {100 * one.part:.1f}%")
        ref = f"statement/{one.statement[0]}.{one.statement[1]}" if one.statement else ""
        shown.append(
            Amount(link, Figure(one.counted, reckoned.unit, ref) if one.statement else None, not one.statement)
        )
    return tuple(shown)


def _sources(answer: Answer, kind: str) -> tuple[Source, ...]:
    where = f"系统 {answer.system}，{answer.figure.name}"
    return (Source(f"名录“{answer.snapshot.kinds[kind].label}”的声明", where, "", kind_path(kind)),)
