"""What is known of one entity, now and on another day; how is one added and changed by hand?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Kind, Property
from yaomai.registers.operations.state import Origin, Told, state
from yaomai.registers.queries import entities, identity_clashes, merges
from yaomai.registers.queries.entities import EntityView
from yaomai.registers.sight import may_change
from yaomai.web import labels_statements, register_deed, register_entity, register_forms, register_shown
from yaomai.web.access import Request, anyone, open_to, signed_in
from yaomai.web.register_access import Register, decides, entity_of, keeps_some, with_register
from yaomai.web.register_forms import EntityForm
from yaomai.web.register_shown import kind_path


@dataclass(frozen=True, slots=True)
class Dials:
    """As of which two days the page is asked for; a day that cannot be read is in `faults` and left out."""

    valid: date | None = None
    known: date | None = None
    faults: tuple[str, ...] = ()

    @property
    def is_today(self) -> bool:
        """Whether neither dial is turned."""
        return self.valid is None and self.known is None


def dials_of(given: Mapping[str, str]) -> Dials:
    """The two days in an address: `valid` (true on that day) and `known` (as recorded by the end of that day)."""
    found: dict[str, date | None] = {}
    faults = []
    for name, label in (("valid", "哪天的情况"), ("known", "到哪天为止所知")):
        text = given.get(name, "").strip()
        try:
            found[name] = date.fromisoformat(text) if text else None
        except ValueError:
            found[name] = None
            faults.append(f"{label}：“{text[:40]}”不是一个日子，写成 2026-03-01 这样。")
    today = timezone.localdate()
    if (known := found["known"]) is not None and known > today:
        faults.append("到哪天为止所知：还没有到的日子，谁也不知道。")
        found["known"] = None
    return Dials(found["valid"], found["known"], tuple(faults))


def known_moment(day: date | None) -> datetime:
    """The end of a day in China, by which it was known; now, for today and where none is named."""
    now = timezone.localtime()
    if day is None or day >= now.date():
        return now
    return datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())


def changeable(viewer: Viewer, kind: Kind, view: EntityView) -> tuple[Property, ...]:
    """The properties of the entity that the viewer sees and may change."""
    return tuple(
        one
        for one in kind.properties
        if one.name not in view.hidden and may_change(viewer, kind, one.name, view.organisation, view.division)
    )


@open_to(anyone)
@with_register
def register_entity_page(request: Request, register: Register, entity: int) -> HttpResponse:
    """One entity: its properties with their origins, who says otherwise, what refers to it; as of today or of another day."""
    viewer, kind = request.viewer, register.kind
    now = entity_of(register, entity)
    dials = dials_of(request.GET)
    if now.merged_into is not None and dials.is_today:
        into = entities.titles(viewer, {now.merged_into})
        return render(
            request,
            "registers/merged.html",
            {
                "kind": kind,
                "path": kind_path(kind),
                "view": now,
                "into": now.merged_into,
                "title": into.get(now.merged_into, ""),
                "own_title": _own_title(viewer, now),
            },
        )
    view = now
    if not dials.is_today:
        view = _then(viewer, now, dials)
    said = entities.history(viewer, entity) if dials.is_today else []
    titles = register_entity.titles_of(viewer, [view, now], said)
    may_edit = viewer.is_signed_in and bool(changeable(viewer, kind, now))
    may_decide = decides(viewer, now)
    past = None if dials.is_today else now
    groups = register_entity.property_lines(view, said, titles, may_choose=may_decide, now=past)
    lines = [line for _, _, found in groups for line in found]
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "view": view,
        "dials": dials,
        "groups": [
            (key, heading, [one for one in found if _is_shown(one)])
            for key, heading, found in groups
            if any(map(_is_shown, found))
        ],
        "empty": [line.property.label for line in lines if not _is_shown(line)],
        "disputed": sum(line.is_disputed for line in lines),
        "changed": sum(line.now is not None for line in lines),
        "referring": register_entity.referring(viewer, kind, entity) if dials.is_today else [],
        "merges": _merges(viewer, entity) if dials.is_today else [],
        "clashes": _clashes(viewer, now) if dials.is_today else [],
        "may_edit": may_edit and dials.is_today,
        "may_decide": may_decide and dials.is_today,
        "updated": timezone.localtime(view.record_time),
    }
    return render(request, "registers/entity.html", context, status=400 if dials.faults else 200)


def _own_title(viewer: Viewer, view: EntityView) -> str:
    """What an entity that was merged away was called last; empty where the viewer is not told."""
    said = [one for one in entities.history(viewer, view.number, view.kind.title) if one.entity == view.number]
    return next((str(one.value) for one in said if one.value is not None), "")


def _then(viewer: Viewer, now: EntityView, dials: Dials) -> EntityView:
    """The entity as the dials ask; with nothing in it for days on which nothing was known of it."""
    valid_on = dials.valid or timezone.localdate()
    try:
        return entities.at(viewer, now.number, valid_on=valid_on, known_on=known_moment(dials.known))
    except NotFoundError:
        return replace(now, cells={})


def _is_shown(line: register_entity.Line) -> bool:
    return line.value is not None or line.now is not None


def _clashes(viewer: Viewer, view: EntityView) -> list[dict[str, object]]:
    """The others that the viewer sees to have an identity of this entity, and in which properties."""
    values = {name: cell.value for name, cell in view.cells.items()}
    return [
        {
            "number": one.two,
            "title": one.other or f"#{one.two}",
            "labels": "、".join(view.kind.by_name[name].label for name in one.properties),
        }
        for one in identity_clashes.clashing(viewer, view.kind, view.number, values)
    ]


def _merges(viewer: Viewer, number: int) -> list[dict[str, object]]:
    """What was made part of this entity and is so still, as far as the viewer may know of it."""
    found = [one for one in merges.merges(number) if one.into == number and one.withdrawn is None]
    titles = entities.titles(viewer, {one.gone for one in found}) if found else {}
    return [{"merge": one, "title": titles.get(one.gone, f"#{one.gone}")} for one in found]


@open_to(anyone)
@with_register
def register_history(request: Request, register: Register, entity: int) -> HttpResponse:
    """Everything that was ever said of an entity, newest first; of one property with `property`."""
    viewer, kind = request.viewer, register.kind
    view = entity_of(register, entity)
    seen = [one for one in kind.properties if one.name not in view.hidden]
    wanted = next((one for one in seen if one.name == request.GET.get("property", "")), None)
    said = entities.history(viewer, entity, wanted.name if wanted else None)
    titles = register_entity.titles_of(viewer, [], said)
    lines = [
        register_entity.said_of(kind.by_name[one.property], one, titles)
        for one in sorted(said, key=lambda each: (each.record, each.ordinal), reverse=True)
        if one.property in kind.by_name
    ]
    days: list[tuple[date, list[register_entity.Said]]] = []
    for line in lines:
        if not days or days[-1][0] != line.when.date():
            days.append((line.when.date(), []))
        days[-1][1].append(line)
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "view": view,
        "days": days,
        "total": len(lines),
        "properties": seen,
        "wanted": wanted,
        "choices": _choices(kind, view, entity),
        "hidden": register_deed.hidden_changes(viewer, entity) if view.hidden else [],
        "may_decide": decides(viewer, view),
        "today": timezone.localdate(),
    }
    return render(request, "registers/history.html", context)


def _choices(kind: Kind, view: EntityView, number: int) -> list[dict[str, object]]:
    """The decisions about properties that the viewer sees."""
    found = [one for one in merges.choices(number) if one.property in kind.by_name and one.property not in view.hidden]
    names = organisation_names(one.organisation for one in found)
    return [
        {
            "choice": one,
            "label": kind.by_name[one.property].label,
            "who": names[one.organisation].name if one.organisation in names else labels_statements.OPERATOR,
            "when": timezone.localtime(one.record_time),
        }
        for one in found
    ]


@open_to(signed_in, methods=("GET", "POST"))
@with_register
def register_new(request: Request, register: Register) -> HttpResponse:
    """Add an entity."""
    viewer, kind = request.viewer, register.kind
    if not keeps_some(viewer, kind):
        raise NotAllowedError(f"your roles do not keep {kind.name}")
    properties = tuple(
        one for one in register.properties if may_change(viewer, kind, one.name, viewer.organisation, viewer.division)
    )
    form = EntityForm(viewer, kind, properties, {}, {}, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            told = Told(kind.name, None, form.sayings)
            stated = state(viewer, [told], origin=Origin("form"), now=timezone.now())
        except InvalidError as error:
            form.put(error)
        else:
            return HttpResponseRedirect(f"{kind_path(kind)}/{stated.entities[0]}")
    return _form_page(request, kind, form, None)


@open_to(signed_in, methods=("GET", "POST"))
@with_register
def register_edit(request: Request, register: Register, entity: int) -> HttpResponse:
    """Change an entity: what is stated is what was changed, in the name of the viewer's organisation."""
    viewer, kind = request.viewer, register.kind
    view = entity_of(register, entity)
    properties = changeable(viewer, kind, view)
    if not properties:
        raise NotAllowedError(f"your roles change nothing of {kind.name} {entity}")
    values = register_entity.values_of(view)
    titles = register_entity.titles_of(viewer, [view])
    data = request.POST if request.method == "POST" else None
    periods = {name: (cell.valid_from, cell.valid_to) for name, cell in view.cells.items()}
    form = EntityForm(viewer, kind, properties, values, titles, data, periods=periods)
    if request.method == "POST" and form.is_valid():
        at = f"{kind_path(kind)}/{entity}"
        if not form.sayings:
            return HttpResponseRedirect(at)
        try:
            state(viewer, [Told(kind.name, entity, form.sayings)], origin=Origin("form"), now=timezone.now())
        except InvalidError as error:
            form.put(error)
        else:
            return HttpResponseRedirect(at)
    return _form_page(request, kind, form, view)


def _form_page(request: HttpRequest, kind: Kind, form: EntityForm, view: EntityView | None) -> HttpResponse:
    seen = [one.name for one in form.properties]
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "form": form,
        "view": view,
        "groups": form.groups(register_shown.groups(kind, seen)),
        "opened": form.opened_written,
        "opened_name": register_forms.OPENED,
        "action": f"{kind_path(kind)}/{view.number}/edit" if view else f"{kind_path(kind)}/new",
        "back": f"{kind_path(kind)}/{view.number}" if view else kind_path(kind),
    }
    return render(request, "registers/form.html", context, status=400 if form.errors else 200)
