"""How is a panel drawn, and how can anybody draw it again?"""

from typing import cast

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError, NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.queries.prove import standing
from yaomai.people.viewer import Viewer
from yaomai.registers import assessments, kinds
from yaomai.registers.declaration import Choice, Draw, Kind
from yaomai.registers.engine.draw_deed import pool_value
from yaomai.registers.operations.draw_panel import NewDraw, call_draw, draw_panel
from yaomai.registers.queries import draws, entities
from yaomai.registers.queries.draws import DrawView
from yaomai.registers.sight import may_keep
from yaomai.web import installation, register_refs, showing
from yaomai.web.access import Request, anyone, open_to, signed_in
from yaomai.web.api.chain_schemas import format_parameter, page_answer
from yaomai.web.api.described import described
from yaomai.web.pages.errors import wants_problem
from yaomai.web.register_access import Register, with_register
from yaomai.web.register_shown import kind_path

FAULTS = {
    "draw.matter_length": "事项要写，最多 200 个字。",
    "draw.seed_from_length": "种子从哪里来要写，最多 500 个字，让人人都能去查。",
    "draw.party": "当事单位里有一个没有登记在名录里，请先登记。",
    "draw.too_few": "这个领域能抽的人不够：",
    "draw.field": "没有这个领域：",
    "draw.count": "每个领域 0 到 50 人。",
    "draw.places": "一共要抽 1 到 50 人。",
    "draw.seed_length": "请填写公布的种子，最多 500 个字。",
    "draw.drawn_before": "已经抽过了，一次抽取只有一个种子。",
}


@open_to(signed_in, methods=("GET", "POST"))
@with_register
def register_draw(request: Request, register: Register) -> HttpResponse:
    """The draws from a kind; who keeps it calls a new one."""
    declared = assessments.draws(register.kind.name)
    if not declared:
        raise NotFoundError(f"nobody is drawn from {register.kind.name}")
    system, draw = declared[0]
    options = _options(register.kind, draw)
    given = request.POST if request.method == "POST" else request.GET
    faults: list[str] = []
    if request.method == "POST":
        avoid, faults = _parties(request.viewer, draw, given.get("avoid", ""))
        quota = {code: _count(given.get(f"quota-{code}", ""), faults) for code, _ in options}
        if not faults:
            new = NewDraw(f"{system}/{draw.name}", given.get("matter", ""), quota, avoid, given.get("seed_from", ""))
            try:
                record = call_draw(request.viewer, new, now=timezone.now())
                return HttpResponseRedirect(f"/draws/{record}")
            except InvalidError as error:
                faults = _fault_words(error, dict(options))
    context = {
        "kind": register.kind,
        "path": kind_path(register.kind),
        "draw": draw,
        "rows": draws.draws(request.viewer, f"{system}/{draw.name}"),
        "may": may_keep(request.viewer, register.kind, None),
        "quota": [(code, word, given.get(f"quota-{code}", "")) for code, word in options],
        "given": {name: given.get(name, "") for name in ("matter", "avoid", "seed_from")},
        "avoided": kinds.kind(draw.avoid).label,
        "faults": faults,
    }
    return render(request, "registers/draw.html", context, status=400 if faults else 200)


def _options(kind: Kind, draw: Draw) -> list[tuple[str, str]]:
    declared = kind.by_name[draw.field].type
    return list(declared.options.items()) if isinstance(declared, Choice) else []


def _count(text: str, faults: list[str]) -> int:
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        faults.append(f"人数是一个数，不是“{text[:20]}”。")
        return 0
    return int(text)


def _parties(viewer: Viewer, draw: Draw, text: str) -> tuple[list[int], list[str]]:
    """The entities that the lines of the text name, and the lines that name none."""
    found, faults = [], []
    for line in (each.strip() for each in text.splitlines()):
        if not line:
            continue
        candidates = register_refs.candidates(viewer, draw.avoid, line)
        exact = [one for one in candidates if one.title == line] or list(candidates)
        if len(exact) == 1:
            found.append(exact[0].number)
        elif exact:
            faults.append(
                f"“{line[:40]}”可能是几家：{'、'.join(f'{one.title}（#{one.number}）' for one in exact[:5])}。请写 # 和号码。"
            )
        else:
            faults.append(f"没有找到“{line[:40]}”，请写名录里的全称。")
    return found, faults


def _fault_words(error: InvalidError, options: dict[str, str]) -> list[str]:
    said = []
    for one in error.findings:
        field = one.pointer.rpartition("/")[2]
        word = FAULTS.get(one.code, one.message)
        said.append(f"{word}{options.get(field, field) if word.endswith('：') else ''}")
    return list(dict.fromkeys(said))


@open_to(signed_in, methods=("POST",))
def draw_seed(incoming: HttpRequest, number: int) -> HttpResponse:
    """The seed is public: draw."""
    request = cast("Request", incoming)
    try:
        draw_panel(request.viewer, number, request.POST.get("seed", ""), now=timezone.now())
    except InvalidError as error:
        if wants_problem(request):
            raise
        return _draw_page(request, number, _fault_words(error, {}))
    return HttpResponseRedirect(f"/draws/{number}")


@open_to(anyone)
@described(
    parameters=(format_parameter("json"),),
    answers={200: page_answer("the draw", "Draw")},
    refuses=(400, 401, 404),
)
def draw_page(incoming: HttpRequest, number: int) -> HttpResponse:
    """One draw: what was called, and, when the seed is public, who sits; `?format=json`: all that is needed to draw again."""
    return _draw_page(cast("Request", incoming), number, [])


def _draw_page(request: Request, number: int, faults: list[str]) -> HttpResponse:
    view = draws.draw_of(request.viewer, number)
    declared = assessments.draw(view.draw)
    kind = kinds.kind(declared.kind)
    request.reveals(kind.visibility)
    if wants_problem(request):
        return HttpResponse(orjson.dumps(_as_json(view), option=orjson.OPT_INDENT_2), content_type="application/json")
    words = dict(_options(kind, declared))
    titles = entities.titles(request.viewer, [seat[1] for seat in view.seats] + list(view.avoid or ()))
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "draw": declared,
        "view": view,
        "quota": [(words.get(field, field), count) for field, count in view.quota],
        "avoided": [titles.get(one, str(one)) for one in view.avoid] if view.avoid is not None else None,
        "seats": [(words.get(field, field), one, titles.get(one, ""), ticket) for field, one, ticket in view.seats],
        "may": may_keep(request.viewer, kind, None) and request.viewer.is_signed_in,
        "proof": showing.proof(standing(view.seed_record or view.record, installation.policy()), None),
        "record": reference(view.record),
        "recorded": timezone.localtime(view.record_time),
        "seed_record": reference(view.seed_record) if view.seed_record else "",
        "faults": faults,
    }
    return render(request, "registers/draw_one.html", context, status=400 if faults else 200)


def _as_json(view: DrawView) -> dict[str, object]:
    return {
        "algorithm": "yaomai-draw-1",
        "draw": view.draw,
        "record": reference(view.record),
        "quota": dict(view.quota),
        "pool": pool_value(view.pool),
        "pool_sha256": view.pool_hash,
        "seed_from": view.seed_from,
        "seed": view.seed or None,
        "panel": [{"field": field, "number": number, "ticket": ticket} for field, number, ticket in view.seats],
    }
