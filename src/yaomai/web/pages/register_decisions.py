"""How does a person decide what holds: choose between sources, withdraw a statement, make two entities one, and undo these?"""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Kind, Ref
from yaomai.registers.operations.choose import choose
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries import entities, merge_preview, merges
from yaomai.registers.queries.entities import EntityView
from yaomai.web import labels_statements, register_entity, register_refs
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.pages.statements import found as statement_found
from yaomai.web.register_access import Register, decides, entity_of, with_register
from yaomai.web.register_shown import Titles, division_word, kind_path, markup, text

REASON_LENGTH_MOST = 500


class ReasonForm(forms.Form):
    """Why something is decided; it is recorded with the decision."""

    reason = forms.CharField(
        label="理由",
        max_length=REASON_LENGTH_MOST,
        help_text="和决定一起写入账本，看得到这条记录的人都看得到。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。", "max_length": f"最多 {REASON_LENGTH_MOST} 个字。"},
    )

    def put(self, error: InvalidError) -> None:
        """Show what the operation found at its field, else above the form."""
        for finding in error.findings:
            name = finding.pointer.strip("/")
            self.add_error(name if name in self.fields else None, labels_statements.finding_words(finding))


def _form(request: HttpRequest) -> ReasonForm:
    return ReasonForm(request.POST if request.method == "POST" else None, auto_id="f-%s")


@open_to(signed_in, methods=("GET", "POST"))
@with_register
def register_choose(request: Request, register: Register, entity: int, name: str) -> HttpResponse:
    """Choose which of the statements of a property holds, with the reason."""
    viewer, kind = request.viewer, register.kind
    view = entity_of(register, entity)
    one = kind.by_name.get(name)
    if one is None or name in view.hidden:
        raise NotFoundError(f"{kind.name} has no property {name[:80]}, or none that you may see")
    if not decides(viewer, view):
        raise NotAllowedError(f"your roles do not decide about {kind.name} {entity}")
    said = [each for each in entities.history(viewer, entity, name) if each.status in register_entity.HELD]
    titles = register_entity.titles_of(viewer, [view], said)
    lines = [register_entity.said_of(one, each, titles) for each in said]
    form = _form(request)
    wanted = request.POST.get("statement", "") if request.method == "POST" else ""
    chosen = next((each for each in said if f"{each.record}.{each.ordinal}" == wanted), None)
    fault = "请选一个。" if request.method == "POST" and chosen is None else ""
    if request.method == "POST" and form.is_valid() and chosen is not None:
        try:
            choose(
                viewer,
                entity,
                name,
                (chosen.record, chosen.ordinal),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except InvalidError as error:
            form.put(error)
        else:
            return HttpResponseRedirect(f"{kind_path(kind)}/{entity}")
    context = _context(kind, view) | {"property": one, "said": lines, "form": form, "wanted": wanted, "fault": fault}
    return render(request, "registers/choose.html", context, status=400 if form.errors or fault else 200)


@open_to(signed_in, methods=("POST",))
@with_register
def register_choice_undo(request: Request, register: Register, entity: int, record: int) -> HttpResponse:
    """Take back a choice: what the rules say holds again."""
    view = entity_of(register, entity)
    known = {one.record for one in merges.choices(entity) if one.property not in view.hidden and one.withdrawn is None}
    return _undo(request, register, entity, record, known)


@open_to(signed_in, methods=("POST",))
@with_register
def register_merge_undo(request: Request, register: Register, entity: int, record: int) -> HttpResponse:
    """Take back a merge: the two are two again, each with what is said of it."""
    entity_of(register, entity)
    known = {one.record for one in merges.merges(entity) if one.withdrawn is None}
    return _undo(request, register, entity, record, known)


def _undo(request: Request, register: Register, entity: int, record: int, known: set[int]) -> HttpResponse:
    at = f"{kind_path(register.kind)}/{entity}"
    if record not in known:
        raise NotFoundError(
            f"there is no such decision {record} about {register.kind.name} {entity}, or it was taken back"
        )
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH_MOST] or "撤销"
    try:
        withdraw(request.viewer, record=record, reason=reason, now=timezone.now())
    except InvalidError as error:
        raise labels_statements.in_words(error) from error
    return HttpResponseRedirect(at)


@open_to(signed_in, methods=("GET", "POST"))
@with_register
def register_merge(request: Request, register: Register, entity: int) -> HttpResponse:
    """Make two entities one: look for the other, see what would come of it, decide which stays."""
    viewer, kind = request.viewer, register.kind
    view = entity_of(register, entity)
    if not decides(viewer, view):
        raise NotAllowedError(f"your roles do not decide about {kind.name} {entity}")
    given = request.POST if request.method == "POST" else request.GET
    text, other_number = given.get("q", "").strip(), given.get("with", "")
    other = _other(register, other_number, entity)
    context = _context(kind, view) | {"text": text, "other": other}
    if other is None:
        wanted = text or view.title
        found = [
            {"number": one.number, "title": one.title, "note": one.note, "about": _about(viewer, one.number)}
            for one in register_refs.candidates(viewer, kind.name, wanted)
            if one.number != entity
        ]
        missed = bool(other_number) or (bool(text) and not found)
        return render(request, "registers/merge.html", context | {"candidates": found, "missed": missed, "text": text})
    form = _form(request)
    stays = given.get("stays", str(entity))
    differ = _different_identities(kind, view, other)
    is_confirmed = not differ or given.get("differ") == "yes"
    if request.method == "POST" and not is_confirmed:
        form.add_error(None, "两条的代码不同，请先确认它们确是同一个。")
    if request.method == "POST" and form.is_valid() and stays in {str(entity), str(other.number)}:
        into = int(stays)
        gone = other.number if into == entity else entity
        try:
            merge(viewer, gone, into, reason=form.cleaned_data["reason"], now=timezone.now())
        except InvalidError as error:
            form.put(error)
        else:
            return HttpResponseRedirect(f"{kind_path(kind)}/{into}")
    titles = register_entity.titles_of(viewer, [view, other])
    preview = _preview(view, other, titles)
    context |= {
        "form": form,
        "stays": stays,
        "preview": preview,
        "disputes": sum(line["outcome"] == "disputed" for line in preview),
        "differ": differ,
        "is_confirmed": given.get("differ") == "yes",
    }
    return render(request, "registers/merge.html", context, status=400 if form.errors else 200)


def _about(viewer: Viewer, number: int) -> str:
    """Where an entity is, and its codes, as far as the viewer sees them: to tell apart those of one name."""
    view = entities.entity(viewer, number)
    names = [name for names in view.kind.identity for name in names]
    told = [division_word(view.division)] if view.division else []
    told += [
        text(view.kind.by_name[name], view.cells[name].value, {})
        for name in dict.fromkeys(names)
        if name in view.cells
        and view.cells[name].value is not None
        and not isinstance(view.kind.by_name[name].type, Ref)
    ]
    return " · ".join([*told, f"#{number}"])


def _other(register: Register, number: str, entity: int) -> EntityView | None:
    """The entity to be merged with; None when none is named, or none that can be."""
    if not (number.isascii() and number.isdigit() and len(number) < 19) or int(number) == entity:
        return None
    try:
        found = entity_of(register, int(number))
    except NotFoundError:
        return None
    return None if found.merged_into is not None else found


def _different_identities(kind: Kind, view: EntityView, other: EntityView) -> list[str]:
    """The labels of properties by which the two are told apart, each known of both, and not the same: they may well be two."""
    names = [name for names in kind.identity for name in names if len(names) == 1]
    return [
        kind.by_name[name].label
        for name in names
        if name in view.cells and name in other.cells and view.cells[name].value != other.cells[name].value
    ]


def _preview(view: EntityView, other: EntityView, titles: Titles) -> list[dict[str, object]]:
    """Property by property: what each of the two holds, and what comes of it: the same, from one of them, or, where they disagree,
    which of the two will hold, and by which rule.
    """
    kind = view.kind
    will = merge_preview.expected(view, other, day=timezone.localdate())
    lines: list[dict[str, object]] = []
    for one in kind.properties:
        left, right = view.cells.get(one.name), other.cells.get(one.name)
        if left is None and right is None:
            continue
        place, rule = will.get(one.name, (None, ""))
        holds = left if left and tuple(left.statement) == place else right
        outcome = "one" if left is None or right is None else "same" if left.value == right.value else "disputed"
        lines.append(
            {
                "label": one.label,
                "left": markup(one, left.value, titles) if left else None,
                "right": markup(one, right.value, titles) if right else None,
                "outcome": outcome,
                "holds": markup(one, holds.value, titles) if holds and place else None,
                "rule": labels_statements.reason_words("in_force", rule) if rule else "",
            }
        )
    return lines


def _context(kind: Kind, view: EntityView) -> dict[str, object]:
    return {"kind": kind, "path": kind_path(kind), "view": view}


@open_to(signed_in, methods=("GET", "POST"))
def statement_withdraw(incoming: HttpRequest, mark: str) -> HttpResponse:
    """Withdraw one statement, with the reason: it counts no longer and stays on record."""
    request = cast("Request", incoming)
    viewer = request.viewer
    one, kind, declared = statement_found(viewer, mark)
    request.reveals(kind.visibility)
    view = entities.entity(viewer, one.entity)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(
                viewer, record=one.record, ordinal=one.ordinal, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except InvalidError as error:
            form.put(error)
        else:
            return HttpResponseRedirect(after_withdrawal(viewer, kind, one.entity))
    titles = register_entity.titles_of(viewer, [view], [one])
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "view": view,
        "property": declared,
        "said": register_entity.said_of(declared, one, titles),
        "form": form,
        "mark": mark,
    }
    return render(request, "registers/withdraw.html", context, status=400 if form.errors else 200)


def after_withdrawal(viewer: Viewer, kind: Kind, entity: int) -> str:
    """Where to go then: to the entity, or, when nothing is said of it any more, to the list."""
    try:
        left = entities.entity(viewer, entity)
    except NotFoundError:
        return kind_path(kind)
    return kind_path(kind) if left.is_void else f"{kind_path(kind)}/{entity}"
