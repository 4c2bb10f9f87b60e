"""Who said this, when, by which deed, from which form, file or document; what else is said; why does it hold, or not?

`/statements/<record>.<ordinal>`: the sheet that a cell opens, and the same as a page. What the viewer may not see is not found.
"""

import re
from decimal import Decimal
from typing import cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.ledger.queries.prove import standing
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import Kind, Number, Property
from yaomai.registers.queries import entities
from yaomai.registers.queries.cell_context import CellContext, cell_context
from yaomai.registers.queries.entities import EntityView, StatementView
from yaomai.web import installation, labels_statements, receipt_rights, register_entity, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import FigureOrigin, Link, Source
from yaomai.web.register_access import may_withdraw
from yaomai.web.register_shown import address_of, kind_path, markup, text

_MARK = re.compile(r"([1-9][0-9]{0,17})\.(0|[1-9][0-9]{0,8})", re.ASCII)
_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
STATEMENTS = "registers.statements"


def found(viewer: Viewer, mark: str) -> tuple[StatementView, Kind, Property]:
    """The statement that is called so. Raises NotFoundError."""
    match = _MARK.fullmatch(mark)
    if match is None:
        raise NotFoundError(f"a statement is called <record>.<ordinal>, not {mark[:80]!r}")
    statement = entities.statement(viewer, int(match[1]), int(match[2]))
    kind = kinds.kind(statement.kind)
    declared = kind.by_name.get(statement.property)
    if declared is None:
        raise NotFoundError(f"statement {mark} is of a property that is declared no more")
    return statement, kind, declared


@open_to(anyone)
def statement(incoming: HttpRequest, mark: str) -> HttpResponse:
    """The origin of a statement: value, who, when, from where, what else is said, why it holds or not, what proves it."""
    request = cast("Request", incoming)
    viewer = request.viewer
    one, kind, declared = found(viewer, mark)
    request.reveals(kind.visibility)
    view = entities.entity(viewer, one.entity)
    said = entities.history(viewer, one.entity, one.property)
    titles = register_entity.titles_of(viewer, [view], [one, *said])
    others = [each for each in said if (each.record, each.ordinal) != (one.record, one.ordinal)]
    where = standing(one.record, installation.policy())
    may_have_receipt = receipt_rights.may_have(viewer, STATEMENTS, one.organisation)
    in_sheet = request.headers.get("HX-Request") == "true"
    source, source_meaning = labels_statements.SOURCES.get(one.source, (one.source, ""))
    context = {
        "in_sheet": in_sheet,
        "kind": kind,
        "path": kind_path(kind),
        "view": view,
        "property": declared,
        "value": markup(declared, one.value, titles),
        "said": register_entity.said_of(declared, one, titles),
        "others": [register_entity.said_of(declared, each, titles) for each in others],
        "source": source,
        "source_meaning": source_meaning,
        "source_link": source_link(one),
        "reference": reference(one.record),
        "cells": _cells(viewer, one),
        "who": _who(one),
        "proof": showing.proof(where, None) if may_have_receipt else None,
        "may_withdraw": one.status != "withdrawn" and may_withdraw(viewer, view, one.organisation),
    }
    response = render(request, "registers/origin.html" if in_sheet else "registers/statement.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def source_link(one: StatementView) -> Link | None:
    """Where it was read: the cell of the archived file, the place in the EPCIS document; None for a form or an interface."""
    if one.origin_record is None:
        return None
    if one.origin == "cell":
        sheet, _, address = one.origin_place.rpartition("!")
        is_cell = bool(_CELL.fullmatch(address))  # what was said for all of a file stands in no cell of it
        href = showing_cell(one.origin_record, sheet, address) if is_cell else f"/files/{one.origin_record}"
        return Link(one.origin_place or "文件", href)
    number = reference(one.origin_record)
    return Link(f"记录 {number}", f"/records/{number}", one.origin_place)


def showing_cell(record: int, sheet: str, address: str) -> str:
    """The address of a cell in its context."""
    return f"/files/{record}/{quote(sheet, safe='')}/{quote(address, safe='')}"


def _cells(viewer: Viewer, one: StatementView) -> CellContext | None:
    """The cell with what stands around it; None where it was no cell, or the file is not the viewer's to see."""
    sheet, _, address = one.origin_place.rpartition("!")
    if one.origin != "cell" or one.origin_record is None or not address:
        return None
    try:
        return cell_context(viewer, one.origin_record, sheet, address, around=1)
    except NotFoundError:
        return None


def _who(one: StatementView) -> Link:
    names = organisation_names([one.organisation])
    return showing.organisation_link(names.get(one.organisation or 0)) or Link(
        one.organisation_name or labels_statements.OPERATOR
    )


def explain(rest: str, viewer: Viewer) -> FigureOrigin:
    """The origin of a number in a register, for `Figure(value, unit, "statement/<record>.<ordinal>")`. Raises NotFoundError."""
    one, kind, declared = found(viewer, rest)
    if not isinstance(declared.type, Number) or declared.many or one.value is None:
        raise NotFoundError(f"statement {rest} states no number")
    view: EntityView = entities.entity(viewer, one.entity)
    names = organisation_names([one.organisation])
    link = source_link(one)
    origin = labels_statements.origin_word(one.origin)
    return FigureOrigin(
        figure=Figure(Decimal(str(one.value)), declared.type.unit, f"statement/{rest}"),
        name=f"{kind.label} · {declared.label}",
        of=Link(view.title, f"{kind_path(kind)}/{view.number}"),
        as_of=timezone.localtime(one.record_time),
        sources=(
            Source(
                origin,
                link.word if link else "",
                text(declared, one.value, {}),
                link.href if link else address_of((one.record, one.ordinal)),
            ),
        ),
        answerable=showing.organisation_link(names.get(one.organisation or 0)),
        reveals=frozenset({kind.visibility}),
    )
