"""What do the rules of a register say of its rows, and whom does a search by need and place find?"""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.registers import assessments
from yaomai.registers.declaration import Choice, Finder
from yaomai.registers.engine.conditions import Verdict
from yaomai.registers.engine.outlines import Pair
from yaomai.registers.engine.resolve import today
from yaomai.registers.engine.snapshot import Row, Snapshot
from yaomai.registers.queries import checks
from yaomai.registers.queries.checks import Search
from yaomai.standards import gbt2260
from yaomai.web import assessments_shown, labels
from yaomai.web.access import Request, anyone, open_to, signed_in
from yaomai.web.pages.register_figures import asked_day
from yaomai.web.presentation import Link
from yaomai.web.register_access import Register, with_register
from yaomai.web.register_shown import kind_path

_SHOWN = 200
_STATES = (("failed", "不符合"), ("unknown", "判断不了"), ("passed", "符合"))


@open_to(signed_in)
@with_register
def register_checks(request: Request, register: Register) -> HttpResponse:
    """What every check of a kind says of every row; the failed first."""
    name = register.kind.name
    if not assessments.checks(name) and not assessments.overlaps(name):
        raise NotFoundError(f"no rule is declared for {name}")
    on, now = asked_day(request), timezone.now()
    held, verdicts = checks.checks_of(request.viewer, name, on=on, now=now)
    overlaid, overlaps = checks.overlaps_of(request.viewer, name, on=on, now=now)
    for kind in held.kinds:
        request.reveals(f"registers.{kind}")
    state = request.GET.get("state") or "failed"
    if state not in dict(_STATES):
        raise InvalidError([Finding("checks.state", "/state", "可以看：failed, unknown, passed", state[:40])])
    asked = [one for one in verdicts if one.state == state]
    context = {
        "kind": register.kind,
        "path": kind_path(register.kind),
        "on": on,
        "checks": [
            (
                one,
                {key: sum(1 for each in verdicts if each.check is one and each.state == key) for key, _ in _STATES},
                assessments_shown.outcome_word(one, "failed"),
                assessments_shown.outcome_word(one, "passed"),
            )
            for one in assessments.checks(name)
        ],
        "states": [(key, word, sum(1 for one in verdicts if one.state == key), key == state) for key, word in _STATES],
        "lines": [_line(one, held) for one in asked[:_SHOWN]],
        "more": max(0, len(asked) - _SHOWN),
        "overlaps": [
            (rule, [_overlap(overlaid, name, one) for one in pairs[:_SHOWN]], len(pairs)) for rule, pairs in overlaps
        ],
    }
    return render(request, "registers/checks.html", context)


def _line(verdict: Verdict, held: Snapshot) -> dict[str, object]:
    tone, shape = assessments_shown.STATES[verdict.state]
    return {
        "row": assessments_shown.row_link(verdict.row),
        "check": verdict.check.label,
        "tone": tone,
        "shape": shape,
        "word": assessments_shown.verdict_word(verdict),
        "reasons": [assessments_shown.reason_words(one, held) for one in verdict.reasons if one.holds is not True]
        or [assessments_shown.reason_words(one, held) for one in verdict.reasons],
    }


def _overlap(held: Snapshot, kind: str, one: Pair) -> dict[str, object]:
    mu = (one.square_metres * 15 / Decimal(10000)).quantize(Decimal("0.1"))
    return {
        "first": assessments_shown.row_link(held.of(kind)[one.first]),
        "second": assessments_shown.row_link(held.of(kind)[one.second]),
        "mu": labels.grouped(mu),
        "part": f"{100 * one.part:.1f}",
    }


def _finder(kind: str) -> Finder:
    found = assessments.finders(kind)
    if not found:
        raise NotFoundError(f"no search by need is declared for {kind}")
    return found[0]


@open_to(anyone)
@with_register
def register_find(request: Request, register: Register) -> HttpResponse:
    """Search by need and place: who is qualified for it today."""
    finder = _finder(register.kind.name)
    declared = register.kind.by_name[finder.need]
    options = dict(declared.type.options) if isinstance(declared.type, Choice) else {}
    need, place = request.GET.get("need", ""), request.GET.get("place", "").strip()
    faults: list[str] = []
    division, others = "", tuple[str, ...]()
    if place:
        division, others, fault = _division(place)
        faults += [fault] if fault else []
    if need and need not in options:
        faults.append("没有这种服务，请从下面选一个。")
    search = None
    if need and not faults:
        now = timezone.now()
        search = checks.find(request.viewer, finder, need, division, on=today(now), now=now)
    context = {
        "kind": register.kind,
        "path": kind_path(register.kind),
        "finder": finder,
        "need_label": declared.label,
        "options": list(options.items()),
        "need": need,
        "need_word": options.get(need, ""),
        "place": place,
        "division": gbt2260.path(division) if division else "",
        "choices": [Link(gbt2260.path(code), f"?need={need}&place={code}") for code in others],
        "faults": faults,
        "search": search,
        "found": [_found(search, one.row, one) for one in search.found] if search else [],
    }
    return render(request, "registers/find.html", context, status=400 if faults else 200)


def _found(search: Search, row: Row, one: checks.Found) -> dict[str, object]:
    finder = search.finder
    place = row.values.get(finder.place) if finder.place else None
    rated = one.rated
    return {
        "row": assessments_shown.row_link(row),
        "place": gbt2260.path(str(place)) if place and gbt2260.exists(str(place)) else "",
        "rating": rated.rating if rated else None,
        "count": rated.count if rated else 0,
        "mean": rated.mean if rated else None,
    }


def _division(text: str) -> tuple[str, tuple[str, ...], str]:
    """The division that a text means; else those that it may mean, and what is wrong."""
    if text.isascii() and text.isdigit():
        return (text, (), "") if gbt2260.exists(text) else ("", (), "没有这个行政区划代码。")
    codes = tuple(one.code for one in gbt2260.find(text, near="620000"))
    if len(codes) == 1:
        return codes[0], (), ""
    if not codes:
        return "", (), "没有找到这个地方，请写县区的名称，例如“岷县”。"
    return "", codes[:12], "有几个地方叫这个名字，请选一个。"
