"""Does an answer "not found" hide something that is there?

To who asks it says the same in both cases; the audit trail keeps them apart.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from yaomai.archive.queries import documents, files
from yaomai.errors import NotFoundError, ProofError
from yaomai.indicators.queries import corrections, editions, statistics_imports
from yaomai.ledger.engine.deed import parse_reference
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.planning.queries import targets
from yaomai.registers import kinds
from yaomai.registers.queries import entities, imports
from yaomai.registers.queries.file_rights import reads_whole
from yaomai.registers.sight import sights

_MARK = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,8})", re.ASCII)


def hides(viewer: Viewer, name: str, arguments: Mapping[str, Any]) -> bool:
    """Whether the address of this name, with these arguments, is of a register, an entity of it, a statement, a file, a document,
    a target, an edition, a correction or an import that is there and that the viewer does not see.
    """
    find = next((one for begin, one in _FINDERS if name.startswith(begin)), None)
    return find is not None and _finds(find, INSTALLATION_VIEWER, arguments) and not _finds(find, viewer, arguments)


Finder = Callable[[Viewer, Mapping[str, Any]], bool]


def _finds(find: Finder, viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    try:
        return find(viewer, arguments)
    except (NotFoundError, ProofError):
        return False


def _in_register(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    if "kind" not in arguments:
        return False
    kind = kinds.kind(arguments["kind"])
    if not sights(viewer, kind).ever:
        return False
    number = arguments.get("entity", arguments.get("number"))
    if number is None or not str(number).isdecimal():
        return True
    view = entities.entity(viewer, int(number))
    property_name = arguments.get("name")
    return view.kind.name == kind.name and (property_name is None or property_name in set(kind.by_name) - view.hidden)


def _statement(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    match = _MARK.fullmatch(str(arguments.get("mark", "")))
    return match is not None and bool(entities.statement(viewer, int(match[1]), int(match[2])))


def _file(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    text = str(arguments.get("record", ""))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else parse_reference(text)
    return reads_whole(viewer, files.file(viewer, number))


def _document(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    text = str(arguments.get("number", ""))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else parse_reference(text)
    return bool(documents.document(viewer, number))


def _import(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    if "number" not in arguments:  # the first page of an import: of the register
        return _in_register(viewer, arguments)
    return bool(imports.an_import(viewer, int(arguments["number"])))


def _target(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    return bool(targets.target(viewer, parse_reference(str(arguments.get("number", "")))))


def _edition(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    return bool(editions.edition(viewer, parse_reference(str(arguments.get("record", "")))))


def _correction(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    return bool(corrections.correction(viewer, parse_reference(str(arguments.get("record", "")))))


def _statistics(viewer: Viewer, arguments: Mapping[str, Any]) -> bool:
    return "number" in arguments and bool(statistics_imports.statistics_import(viewer, int(arguments["number"])))


_FINDERS: tuple[tuple[str, Finder], ...] = (
    ("register_import", _import),
    ("register_view", lambda viewer, arguments: _in_register(viewer, {"kind": arguments.get("kind", "")})),
    ("register", _in_register),
    ("api_register", _in_register),
    ("statement", _statement),
    ("file", _file),
    ("plan", _document),
    ("target", _target),
    ("edition", _edition),
    ("correction", _correction),
    ("statistics", _statistics),
)
