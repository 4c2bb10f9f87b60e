"""Which registers are there, and what stands in one: as a list that is filtered, sorted, kept as a view, and exported?"""

from collections.abc import Iterable, Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Property, Ref
from yaomai.registers.operations.keep_view import keep_view, let_view_go
from yaomai.registers.queries import lists, register_sizes
from yaomai.registers.queries.saved_views import saved_views
from yaomai.systems import all_systems
from yaomai.web import labels_statements, register_exports, register_list, register_listing, register_refs
from yaomai.web.access import Request, anyone, open_to, signed_in
from yaomai.web.register_access import Register, keeps_some, registers_of, with_register
from yaomai.web.register_listing import Asked
from yaomai.web.register_shown import kind_path
from yaomai.web.register_template import template

ROWS = 50


@open_to(anyone)
def registers(incoming: HttpRequest) -> HttpResponse:
    """The registers of which the viewer sees something, by system, with how many rows of each; those without rows are below."""
    request = cast("Request", incoming)
    which = request.GET.get("which", "").strip()[:100]
    by_name = {
        one.kind.name: one
        for one in registers_of(request.viewer)
        if which in one.kind.label or which in one.kind.help or which in one.kind.name
    }
    counted = register_sizes.counts(request.viewer)
    groups = []
    for system in all_systems():
        found = [by_name.pop(kind.name) for kind in system.kinds if kind.name in by_name]
        if found:
            cards = _cards(found, counted)
            groups.append((labels_statements.system_word(system.id), f"/systems/{system.id}", cards))
    if by_name:
        groups.append(("其他", "", _cards(by_name.values(), counted)))
    groups.sort(key=lambda group: not group[2][0]["total"])
    return render(request, "registers/index.html", {"groups": groups, "which": which})


def _cards(found: Iterable[Register], counted: Mapping[str, int]) -> list[dict[str, object]]:
    """The registers of one system, those with rows first."""
    return sorted((_card(one, counted) for one in found), key=lambda card: not card["total"])


def _card(register: Register, counted: Mapping[str, int]) -> dict[str, object]:
    viewer = register.viewer
    return {
        "kind": register.kind,
        "href": kind_path(register.kind),
        "total": counted.get(register.kind.name, 0),
        "may_keep": viewer.is_signed_in and keeps_some(viewer, register.kind),
    }


@open_to(anyone)
@with_register
def register(request: Request, register: Register) -> HttpResponse:
    """One register's list; with `format`, as a file of exactly what is filtered and what the viewer may see."""
    given = register_listing.given(request.GET)
    asked = asked_of(register, given)
    if (form := request.GET.get("format", "")) and not asked.faults:
        request.decision.action = "register_export"
        return _export(register, asked, form)
    if form:
        raise InvalidError(asked.faults)
    if any(
        not value for name, value in given.items()
    ):  # a form's empty fields: the address says what is asked and no more
        return HttpResponseRedirect(
            f"{kind_path(register.kind)}?{asked.query()}" if asked.query() else kind_path(register.kind)
        )
    return _list_page(request, register, asked)


def asked_of(register: Register, given: dict[str, str]) -> Asked:
    """What the parameters ask of this register's list."""

    def resolve(one: Property, text: str) -> int | None:
        return register_refs.resolve(register.viewer, one, text)

    return register_listing.read(given, register.kind, register.seen, resolve=resolve)


def _list_page(request: Request, register: Register, asked: Asked, *, form_errors: Iterable[str] = ()) -> HttpResponse:
    viewer, kind = request.viewer, register.kind
    page = lists.page(viewer, asked.listing(ROWS))
    first, others = register_list.controls(register, asked)
    held = {register_listing.parameter(one.property, one.op) for one in asked.conditions}
    shown = {control.name for control in (*first, *others)} | {one.until[0] for one in (*first, *others) if one.until}
    tabs = register_list.tabs(register, asked, saved_views(viewer, kind.name))
    has_view = any(tab.is_here for tab in tabs)
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "asked": asked,
        "heads": register_list.heads(asked),
        "lines": register_list.lines(register, asked, page.rows),
        "total": page.total,
        "newer": f"?{asked.query(after=page.newer)}" if page.newer else "",
        "older": f"?{asked.query(after=page.older)}" if page.older else "",
        "chips": register_list.chips(asked),
        "clear": f"?{asked.without_filters().query()}",
        "faults": register_list.fault_lines(asked),
        "first": first,
        "others": others,
        "has_others": any(control.value or (control.until and control.until[1]) for control in others),
        "filter_hidden": [
            (name, value) for name, value in register_list.hidden(asked, *shown) if name in held or name not in shown
        ],
        "column_hidden": register_list.hidden(asked, "columns"),
        "choices": [(one, one in asked.columns, one.name == kind.title) for one in register.properties],
        "sorts": _sorts(asked),
        "tabs": tabs,
        "can_keep_view": viewer.is_signed_in and not has_view and bool(asked.query(after="")),
        "own_tabs": [tab for tab in tabs if tab.number],
        "view_query": asked.query(after=""),
        "view_errors": list(form_errors),
        "exports": [(form, register_list.export_href(register, asked, form)) for form in ("xlsx", "csv", "json")],
        "export_all": register_list.export_href(register, asked, "xlsx", every_column=True),
        "may_keep": viewer.is_signed_in and keeps_some(viewer, kind),
    }
    status = 400 if asked.faults or form_errors else 200
    return render(request, "registers/list.html", context, status=status)


def _sorts(asked: Asked) -> list[tuple[str, str, bool]]:
    now = f"-{asked.sort}" if asked.descending else asked.sort
    return [
        (f"{mark}{one.name}", f"{one.label}，{words}", f"{mark}{one.name}" == now)
        for one in asked.columns
        for mark, words in (("", "由小到大"), ("-", "由大到小"))
    ]


def _export(register: Register, asked: Asked, form: str) -> HttpResponse:
    """The whole list in one of three forms, sent as it is read."""
    if form not in register_exports.CONTENT_TYPES:
        message = f"a list can be had as {', '.join(register_exports.CONTENT_TYPES)}"
        raise InvalidError([Finding("registers.export_format", "/format", message, form[:40])])
    viewer, kind = register.viewer, register.kind
    rows = lists.every(viewer, asked.listing(0))
    content: Iterable[str] | Iterable[bytes]
    if form == "xlsx":
        content = register_exports.as_workbook(kind, asked.columns, rows, viewer, _about(register, asked))
    elif form == "csv":
        content = register_exports.as_csv(asked.columns, rows, viewer)
    else:
        content = register_exports.as_json(kind, asked.columns, rows, viewer)
    response = StreamingHttpResponse(content, content_type=register_exports.CONTENT_TYPES[form])
    name = f"{kind.label} {timezone.localtime().strftime('%Y-%m-%d %H%M')}.{form}"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)


def _about(register: Register, asked: Asked) -> list[tuple[str, str]]:
    viewer: Viewer = register.viewer
    conditions = "；".join(register_listing.condition_words(one) for one in asked.conditions)
    return [
        ("名录", register.kind.label),
        ("条件", conditions or "没有，全部"),
        ("制表时间", timezone.localtime().strftime("%Y-%m-%d %H:%M:%S")),
        ("制表人", " · ".join(part for part in (viewer.organisation_name, viewer.name) if part) or "公众"),
        ("范围", "只含制表人有权查看的行和栏"),
    ]


@open_to(signed_in)
@with_register
def register_template(_request: Request, register: Register) -> HttpResponse:
    """The Excel file that an office fills in and imports."""
    response = HttpResponse(
        template(register.kind, register.properties), content_type=register_exports.CONTENT_TYPES["xlsx"]
    )
    name = content_disposition_header(as_attachment=True, filename=f"{register.kind.label} 模板.xlsx")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


@open_to(signed_in)
@with_register
def register_options(request: Request, register: Register) -> HttpResponse:
    """Titles that may be meant by what somebody types into a reference's field: options of its list."""
    one = register.kind.by_name.get(request.GET.get("property", ""))
    text = request.GET.get(one.name, "") if one is not None else ""
    found = register_refs.candidates(register.viewer, one.type.kind, text) if one and isinstance(one.type, Ref) else ()
    return render(request, "registers/options.html", {"candidates": found})


@open_to(signed_in, methods=("POST",))
@with_register
def register_views(request: Request, register: Register) -> HttpResponse:
    """Keep the list as it is arranged under a name."""
    query = request.POST.get("query", "")
    is_shared = request.POST.get("is_shared") == "yes"
    given = register_listing.given(QueryDict(query[:8000]))
    asked = asked_of(register, given)
    try:
        keep_view(
            request.viewer,
            register.kind.name,
            request.POST.get("name", ""),
            asked.query(after=""),
            is_shared=is_shared,
            now=timezone.now(),
        )
    except InvalidError as error:
        return _list_page(
            request, register, asked, form_errors=[labels_statements.finding_words(one) for one in error.findings]
        )
    return HttpResponseRedirect(f"{kind_path(register.kind)}?{asked.query(after='')}")


@open_to(signed_in, methods=("POST",))
@with_register
def register_view_end(request: Request, register: Register, number: int) -> HttpResponse:
    """Let one of the viewer's own views go."""
    let_view_go(request.viewer, number)
    return HttpResponseRedirect(kind_path(register.kind))
