"""How do programs read registers, and state something in them?

Lists are filtered and sorted by the same parameters as the pages (`web/register_listing.py`); what the caller may not see is left
out as there. What is stated is read as a form's fields are, and refused as a whole, with everything that is wrong with it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from types import MappingProxyType
from typing import Any, cast

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError, RefusedError
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Kind, Property, Ref
from yaomai.registers.engine import reading
from yaomai.registers.operations.state import Origin, Saying, Stated, Told, state
from yaomai.registers.queries import entities, lists
from yaomai.registers.queries.entities import Cell, EntityView
from yaomai.standards.epcis.json_text import escaped
from yaomai.web import register_listing
from yaomai.web.access import Request, anyone, by_method, key, open_to, signed_in
from yaomai.web.api.body import read_body
from yaomai.web.api.described import Answer, Parameter, described, reference
from yaomai.web.api.problems import EpcisRefusedError, findings_of
from yaomai.web.api.register_schemas import kind_schema
from yaomai.web.pages import errors
from yaomai.web.pages.register_entities import dials_of, known_moment
from yaomai.web.pages.registers import asked_of
from yaomai.web.register_access import Register, entity_of, register_of, registers_of
from yaomai.web.register_exports import row_json
from yaomai.web.register_forms import saying

PER_PAGE, PER_PAGE_MAX = 50, 1000
ITEMS_MAX = 1000
BODY_BYTES_MAX = 8 * 1024 * 1024
_JSON = "application/json"
_KIND = Parameter("kind", "path", {"type": "string", "minLength": 1}, "the name of a register")
_LIST_PARAMETERS = (
    Parameter("sort", "query", {"type": "string"}, "a property to sort by; with a minus before it, downwards"),
    Parameter("after", "query", {"type": "string"}, "where the page begins: from the Link of the page before"),
    Parameter(
        "perPage",
        "query",
        {"type": "integer", "minimum": 1},
        f"how many; {PER_PAGE} if not said, {PER_PAGE_MAX} at most",
    ),
    Parameter(
        "columns", "query", {"type": "string"}, "which properties, divided by commas; * for all; else those of the list"
    ),
)
_DIALS = (
    Parameter("valid", "query", {"type": "string", "format": "date"}, "as it was on that day"),
    Parameter("known", "query", {"type": "string", "format": "date"}, "as it was known by the end of that day"),
)
View = Callable[..., HttpResponse]


def speaks_problems(view: View) -> View:
    """The view, with everything that it refuses answered by a problem document (RFC 9457) that lists all findings."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except EpcisRefusedError as error:
            response = errors.problem(error.status, str(error))
        except InvalidError as error:
            response = errors.problem(400, str(error), **findings_of(error.findings))
        except NotFoundError as error:
            response = errors.problem(404, str(error))
        except NotAllowedError as error:
            response = errors.problem(403, str(error))
        except RefusedError as error:
            response = errors.problem(409, str(error))
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response

    return answered


@open_to(anyone)
@speaks_problems
@described(
    answers={200: Answer("the registers", {"type": "array", "items": reference("RegisterKind")}, (_JSON,))},
    refuses=(401,),
)
def api_registers(incoming: HttpRequest) -> HttpResponse:
    """The registers of which the caller sees something, each with the JSON Schema of what can be seen."""
    return _json(
        [
            {
                "name": one.kind.name,
                "label": one.kind.label,
                "help": one.kind.help,
                "href": f"/api/registers/{one.kind.name}",
                "schema": kind_schema(one.kind, one.seen),
            }
            for one in registers_of(cast("Request", incoming).viewer)
        ]
    )


@open_to(anyone)
@speaks_problems
@described(
    parameters=(_KIND, *_LIST_PARAMETERS),
    answers={
        200: Answer(
            "one page of the list",
            reference("RegisterPage"),
            (_JSON,),
            headers={"Link": 'the address of the next page, rel="next"; the last page has none'},
        )
    },
    refuses=(400, 401, 404),
)
def _read_list(incoming: HttpRequest, kind: str) -> HttpResponse:
    """GET /api/registers/{kind}: the list, filtered by its properties.

    `<property>=…`, and `<property>.is`, `.has`, `.from`, `.to`, `.below` with a value; `.empty=yes` and `.disputed=yes`.
    """
    register = _register(incoming, kind)
    given = register_listing.given(incoming.GET)
    asked = asked_of(register, given)
    if asked.faults:
        raise InvalidError(asked.faults)
    page = lists.page(register.viewer, asked.listing(_per_page(given)))
    items = [row_json(register.kind, asked.columns, row) for row in page.rows]
    response = _json({"kind": kind, "total": page.total, "items": items})
    if page.older:
        query = asked.query(after=page.older)
        per_page = f"&perPage={_per_page(given)}" if "perPage" in given else ""
        response.headers["Link"] = f'</api/registers/{kind}?{query}{per_page}>; rel="next"'
    return response


@open_to(signed_in, key("capture"), methods=("POST",))
@speaks_problems
@described(
    parameters=(_KIND,),
    body={"anyOf": [reference("RegisterSaid"), {"type": "array", "items": reference("RegisterSaid"), "minItems": 1}]},
    answers={
        201: Answer(
            "recorded", reference("RegisterStated"), (_JSON,), headers={"Location": "the entity, where it is one"}
        )
    },
    refuses=(400, 401, 403, 404, 409, 411, 413, 415),
)
def _add(incoming: HttpRequest, kind: str) -> HttpResponse:
    """POST /api/registers/{kind}: add one entity, or several as one deed: all of them or none."""
    register = _register(incoming, kind)
    given = _body(incoming)
    items = given if isinstance(given, list) else [given]
    if not items or len(items) > ITEMS_MAX:
        words = f"send an object, or an array of 1 to {ITEMS_MAX} objects"
        raise InvalidError([Finding("registers.items", "", words, str(len(items)))])
    findings: list[Finding] = []
    told = [_told(register, None, one, f"/{at}", findings) for at, one in enumerate(items)]
    stated = _state(register.viewer, told, findings, at="" if isinstance(given, list) else "/0")
    response = _stated(register.kind, stated, 201)
    if len(stated.entities) == 1:
        response.headers["Location"] = f"/api/registers/{kind}/{stated.entities[0]}"
    return response


@open_to(anyone)
@speaks_problems
@described(
    parameters=(_KIND, *_DIALS),
    answers={200: Answer("the entity", reference("RegisterEntity"), (_JSON,))},
    refuses=(400, 401, 404),
)
def _read_entity(incoming: HttpRequest, kind: str, number: str) -> HttpResponse:
    """GET /api/registers/{kind}/{number}: the entity, each value with its origin; as of today, or of the days asked for."""
    register = _register(incoming, kind)
    view = entity_of(register, _number(number))
    dials = dials_of(incoming.GET.dict())
    if dials.faults:
        raise InvalidError(
            [Finding("registers.day", "", "valid and known are days (YYYY-MM-DD), known one that has come")]
        )
    if not dials.is_today:
        day = dials.valid or timezone.localdate()
        view = entities.at(register.viewer, view.number, valid_on=day, known_on=known_moment(dials.known))
    return _json(entity_json(view))


@open_to(signed_in, key("capture"), methods=("PATCH",))
@speaks_problems
@described(
    parameters=(_KIND,),
    body=reference("RegisterSaid"),
    answers={200: Answer("recorded", reference("RegisterStated"), (_JSON,))},
    refuses=(400, 401, 403, 404, 409, 411, 413, 415),
)
def _change(incoming: HttpRequest, kind: str, number: str) -> HttpResponse:
    """PATCH /api/registers/{kind}/{number}: state the given properties of an entity; the others stay as they are.

    Without `validFrom` and `validTo` each value is said of the days of which the value was said that holds today.
    """
    register = _register(incoming, kind)
    view = entity_of(register, _number(number))
    findings: list[Finding] = []
    told = _told(register, view.number, _body(incoming), "/0", findings, view.cells)
    return _stated(register.kind, _state(register.viewer, [told], findings, at="/0"), 200)


api_register = by_method(GET=_read_list, POST=_add)
api_register_entity = by_method(GET=_read_entity, PATCH=_change)


def entity_json(view: EntityView) -> dict[str, Any]:
    """An entity for programs."""
    return {
        "id": view.number,
        "kind": view.kind.name,
        "title": view.title,
        "organisation": view.organisation,
        "mergedInto": view.merged_into,
        "cells": {
            name: {
                "value": cell.value,
                "unit": cell.unit,
                "statement": f"{cell.statement[0]}.{cell.statement[1]}",
                "disputed": cell.is_disputed,
                "validFrom": cell.valid_from and cell.valid_from.isoformat(),
                "validTo": cell.valid_to and cell.valid_to.isoformat(),
                "recordTime": cell.record_time.isoformat(),
            }
            for name, cell in view.cells.items()
        },
    }


def _register(incoming: HttpRequest, kind: str) -> Register:
    request = cast("Request", incoming)
    register = register_of(request.viewer, kind)
    request.reveals(register.kind.visibility)
    return register


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFoundError(f"an entity's id is a number, not {text[:80]!r}")
    return int(text)


def _per_page(given: Mapping[str, str]) -> int:
    text = given.get("perPage", str(PER_PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise InvalidError([Finding("registers.per_page", "/perPage", "is a number from 1", text[:40])])
    return min(int(text), PER_PAGE_MAX)


def _body(request: HttpRequest) -> Any:
    """The body's JSON, numbers with a point as the text that was sent."""
    if (request.content_type or "").lower() not in {_JSON, "application/ld+json"}:
        raise EpcisRefusedError(
            415, f"the body must be {_JSON}; its Content-Type says {(request.content_type or 'nothing')[:100]!r}"
        )
    data = read_body(request, BODY_BYTES_MAX, {})
    try:
        orjson.loads(data)  # refuses what JSON (RFC 8259) is not, and what is nested too deep
        return json.loads(data, parse_float=str)
    except (orjson.JSONDecodeError, ValueError) as error:
        raise InvalidError([Finding("registers.json", "", f"the body is no JSON: {error}")]) from None


def _told(
    register: Register,
    entity: int | None,
    given: object,
    at: str,
    findings: list[Finding],
    held: Mapping[str, Cell] = MappingProxyType({}),
) -> Told:
    """What an item of the body says; everything that is wrong with it goes to `findings`. `held`: what it corrects."""
    if not isinstance(given, dict) or not isinstance(given.get("values"), dict):
        findings.append(Finding("registers.item", at, "is an object with the member `values`, an object"))
        return Told(register.kind.name, entity, ())
    unknown = sorted(set(given) - {"values", "organisation", "validFrom", "validTo"})
    findings += [
        Finding("registers.member_unknown", f"{at}/{escaped(name[:80])}", "is no member here") for name in unknown
    ]
    since = _day(given, "validFrom", at, findings)
    until = _day(given, "validTo", at, findings)
    organisation = given.get("organisation")
    if organisation is not None and not (type(organisation) is int and 0 < organisation < 2**63):  # true is no number
        findings.append(
            Finding("registers.organisation_unknown", f"{at}/organisation", "is the number of an organisation")
        )
        organisation = None
    says: list[Saying] = []
    for name, value in given["values"].items():
        one = register.kind.by_name.get(name) if name in register.seen else None
        pointer = f"{at}/{escaped(name[:80])}"
        if one is None:
            words = "is no property here, or none that you may see"
            findings.append(Finding("registers.property_unknown", pointer, words, name[:80]))
        else:
            period = (since, until)
            if name in held and "validFrom" not in given and "validTo" not in given:
                period = (held[name].valid_from, held[name].valid_to)
            says += _said(one, value, *period, pointer, findings)
    return Told(register.kind.name, entity, tuple(says), organisation)


def _said(
    one: Property, value: object, since: date | None, until: date | None, at: str, findings: list[Finding]
) -> Sequence[Saying]:
    try:
        return (saying(one, _value(one, value), since, until),)
    except reading.ReadFault as fault:
        findings.append(Finding(fault.code, at, str(fault), fault.value))
        return ()


def _value(one: Property, value: object) -> object:
    """The canonical value of a member. Raises ReadFault."""
    if value is None:
        return None
    if isinstance(one.type, Ref):
        listed = value if one.many and isinstance(value, list) else [value]
        if not all(isinstance(each, int) and not isinstance(each, bool) and 0 < each < 2**63 for each in listed):
            raise reading.ReadFault("registers.value_reference", value)
        return value
    if one.many:
        listed = value if isinstance(value, list) else [value]
        return [reading.read(one.type, each).value for each in listed]
    return reading.read(one.type, value).value


def _day(given: Mapping[str, object], name: str, at: str, findings: list[Finding]) -> date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else _no_day()
    except ValueError:
        findings.append(Finding("registers.day", f"{at}/{name}", "is a day, as 2026-03-01", str(text)[:40]))
        return None


def _no_day() -> date:
    raise ValueError


def _state(viewer: Viewer, told: Sequence[Told], findings: list[Finding], *, at: str) -> Stated:
    """Record it. Pointers are those of an array; of a single object (`at` "/0") they begin at the object itself."""
    try:
        return _all_or_nothing(viewer, told, findings)
    except InvalidError as error:
        raise InvalidError(
            [
                Finding(one.code, one.pointer.removeprefix(at) if at else one.pointer, one.message, one.value)
                for one in error.findings
            ]
        ) from None


def _all_or_nothing(viewer: Viewer, told: Sequence[Told], findings: list[Finding]) -> Stated:
    if findings:
        raise InvalidError(findings)
    return state(viewer, told, origin=Origin("interface"), now=timezone.now())


def _stated(kind: Kind, stated: Stated, status: int) -> HttpResponse:
    items = [{"id": number, "href": f"/api/registers/{kind.name}/{number}"} for number in stated.entities]
    return _json({"deed": stated.deed, "items": items}, status)


def _json(value: object, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(value), status=status, content_type=_JSON)
