"""Which JSON Schema has the value of a declared property, and a kind of entity?  (draft 2020-12)"""

from collections.abc import Mapping
from typing import Any

from yaomai.registers import kinds
from yaomai.registers.declaration import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Kind,
    Number,
    Point,
    Property,
    PropertyType,
    Ref,
    Text,
    Year,
)
from yaomai.web.api.described import TIME, Schema, reference

_DAY: Schema = {"type": "string", "format": "date"}
_NUMBER: Schema = {"type": "integer", "minimum": 1}
_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
_PREFIX = "registers."


def component(kind: Kind) -> str:
    """The name of a kind's schema among the components."""
    return f"{_PREFIX}{kind.name}"


def value_schema(kind: PropertyType) -> Schema:
    """The schema of one canonical value of this type."""
    match kind:
        case Text(longest=longest):
            return {"type": "string", "minLength": 1, "maxLength": longest}
        case Code(scheme):
            return {"type": "string", "minLength": 1, "description": f"a code of the scheme {scheme}, with its check"}
        case Division():
            return {"type": "string", "pattern": "^[0-9]{6}$", "description": "GB/T 2260"}
        case Number(unit=unit):
            words = f"an exact decimal, in {unit}" if unit else "an exact decimal"
            return {"type": "string", "pattern": _DECIMAL, "description": words}
        case Date():
            return _DAY
        case Year():
            return {"type": "integer"}
        case Choice(options):
            return {"enum": list(options)}
        case Flag():
            return {"type": "boolean"}
        case Ref(other):
            return {**_NUMBER, "description": f"the id of an entity of the kind {other}"}
        case Point():
            return {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
        case Area():
            return {"type": "object", "description": "a GeoJSON Polygon or MultiPolygon (RFC 7946)"}


def property_schema(one: Property) -> Schema:
    """The schema of a property: its value, or a list where there may be several; null: it is said to have none."""
    value = value_schema(one.type)
    listed: Schema = {"type": "array", "items": value} if one.many else value
    words = " ".join(part for part in (one.label, one.help, one.standard) if part)
    return {"description": words, "anyOf": [listed, {"type": "null"}]}


def kind_schema(kind: Kind, names: frozenset[str] | None = None) -> dict[str, Any]:
    """The schema of what is said of an entity of this kind; `names`: of these properties only."""
    return {
        "type": "object",
        "title": kind.label,
        "description": kind.help or kind.label,
        "properties": {one.name: property_schema(one) for one in kind.properties if names is None or one.name in names},
        "additionalProperties": False,
    }


def _values() -> Schema:
    return {"anyOf": [reference(component(kind)) for kind in kinds.all_kinds()] or [{"type": "object"}]}


def _object(required: tuple[str, ...], **members: Schema) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": members}


def _said() -> Schema:
    """What a program says of an entity."""
    return {
        **_object(
            ("values",),
            values=_values(),
            organisation={**_NUMBER, "description": "who keeps the entity; only of a new one, or to hand it over"},
            validFrom={
                "anyOf": [_DAY, {"type": "null"}],
                "description": "from when the values hold; null: always. Where neither this nor validTo is said, a PATCH keeps the"
                " days of the value that holds today, and anything else is said of always",
            },
            validTo={"anyOf": [_DAY, {"type": "null"}], "description": "the first day on which they hold no longer"},
        ),
        "additionalProperties": False,
    }


def register_components() -> Mapping[str, Schema]:
    """The components that the declarations of `/api/registers` refer to, and one for each kind."""
    text: Schema = {"type": "string"}
    cell = _object(
        ("value", "statement", "disputed", "recordTime"),
        value={},
        unit=text,
        statement={"type": "string", "description": "its origin: /statements/{statement}"},
        disputed={"type": "boolean", "description": "whether sources say different things"},
        validFrom={"anyOf": [_DAY, {"type": "null"}]},
        validTo={"anyOf": [_DAY, {"type": "null"}]},
        recordTime=TIME,
    )
    row = _object(
        ("id", "kind", "title", "values", "disputed"),
        id=_NUMBER,
        kind=text,
        title=text,
        values=_values(),
        disputed={"type": "array", "items": text},
        periods={
            "type": "object",
            "description": "of what is told year by year: of which days the value is said",
            "additionalProperties": _object(
                ("validFrom", "validTo"),
                validFrom={"anyOf": [_DAY, {"type": "null"}]},
                validTo={"anyOf": [_DAY, {"type": "null"}]},
            ),
        },
    )
    return {
        **{component(kind): kind_schema(kind) for kind in kinds.all_kinds()},
        "RegisterKind": _object(
            ("name", "label", "href", "schema"),
            name=text,
            label=text,
            help=text,
            href=text,
            schema={
                "type": "object",
                "description": "the JSON Schema of its values, as far as the caller may see them",
            },
        ),
        "RegisterRow": row,
        "RegisterPage": _object(
            ("kind", "total", "items"),
            kind=text,
            total={"type": "integer", "minimum": 0},
            items={"type": "array", "items": reference("RegisterRow")},
        ),
        "RegisterEntity": _object(
            ("id", "kind", "title", "cells"),
            id=_NUMBER,
            kind=text,
            title=text,
            organisation={"anyOf": [_NUMBER, {"type": "null"}]},
            mergedInto={"anyOf": [_NUMBER, {"type": "null"}]},
            cells={"type": "object", "additionalProperties": cell},
        ),
        "RegisterSaid": _said(),
        "RegisterStated": _object(
            ("deed", "items"),
            deed={"type": "integer"},
            items={"type": "array", "items": _object(("id", "href"), id=_NUMBER, href=text)},
        ),
    }
