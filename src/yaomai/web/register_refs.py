"""Which entity does a text name, where people write a reference: its number, its title, or a part by which it can be found?"""

from collections.abc import Sequence
from dataclasses import dataclass

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import Property, Ref
from yaomai.registers.queries import entities, lists
from yaomai.registers.queries.lists import Filter, Listing
from yaomai.registers.queries.search import search

CANDIDATES_MOST = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may have been meant; `note`: by what else it was found, such as a former name."""

    number: int
    title: str
    note: str = ""


def candidates(viewer: Viewer, kind_name: str, text: str) -> Sequence[Candidate]:
    """Who may be meant by the text, of what the viewer sees: exactly so called first. `#12` is the entity of that number."""
    text = text.strip()
    if not text or "\x00" in text or len(text) > 200:
        return ()
    kind = kinds.kind(kind_name)
    number = text.removeprefix("#")
    if text.startswith("#") and number.isascii() and number.isdigit() and len(number) < 19:
        return _by_number(viewer, kind_name, int(number))
    exact = lists.page(
        viewer, Listing(kind.name, filters=(Filter(kind.title, "is", text),), limit=CANDIDATES_MOST)
    ).rows
    if exact:
        return tuple(Candidate(row.number, row.title) for row in exact)
    found: dict[int, Candidate] = {}
    for hit in search(viewer, text, kinds=[kind.name], limit=CANDIDATES_MOST):
        found.setdefault(hit.number, Candidate(hit.number, hit.title, hit.text if hit.text != hit.title else ""))
    return tuple(found.values())


def kind_of(one: Property) -> str:
    """The kind that a reference refers to; empty for what is no reference."""
    return one.type.kind if isinstance(one.type, Ref) else ""


def resolve(viewer: Viewer, one: Property, text: str) -> int | None:
    """The one entity that the text names; None when there is none or when several may be meant."""
    if not isinstance(one.type, Ref):
        return None
    found = candidates(viewer, one.type.kind, text)
    exact = [each for each in found if each.title == text.strip()]
    if len(exact) == 1:
        return exact[0].number
    return found[0].number if len(found) == 1 else None


def _by_number(viewer: Viewer, kind_name: str, number: int) -> Sequence[Candidate]:
    try:
        found = entities.entity(viewer, number)
    except NotFoundError:
        return ()
    return (Candidate(found.number, found.title),) if found.kind.name == kind_name else ()
