"""What are these identifiers called, and which identifiers does somebody mean who types a code or a name?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from yaomai.database import prepared
from yaomai.standards.gs1.identifier import identify


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier of the dictionary: its number, spelling, scheme and kind, and what it is called (empty: not known).

    A product, place or party that stands in a register has its title there (`entry`: the kind and the entity's number).
    Else the name is the newest that the organisation gave which named the identifier first; others' names do not replace it.
    """

    number: int
    canonical: str
    scheme: str
    kind: str
    name: str
    entry: tuple[str, int] | None = None


# Whoever named an identifier first goes on naming it: else anybody with a key could rename another's lots and places.
_NAMED = (
    "SELECT i.id, i.canonical, i.scheme, i.kind, coalesce((SELECT n.name FROM registers_name n"
    " JOIN ledger_deed d ON d.id = n.record >> 20"
    " WHERE n.identifier_id = i.id AND d.organisation IS NOT DISTINCT FROM (SELECT f.organisation FROM registers_name m"
    " JOIN ledger_deed f ON f.id = m.record >> 20 WHERE m.identifier_id = i.id ORDER BY m.record, m.ordinal LIMIT 1)"
    " ORDER BY n.record DESC, n.ordinal DESC LIMIT 1), '')"
    " FROM registers_identifier i"
)


_BY_NUMBER = f"{_NAMED} WHERE i.id = ANY(%s::bigint[])"
_BY_CANONICAL = f"{_NAMED} WHERE i.canonical = ANY(%s::text[])"


def by_number(numbers: Iterable[int]) -> dict[int, Named]:
    """The identifiers with these numbers, by number."""
    wanted = sorted({one for one in numbers if 0 < one < 2**63})
    return {one.number: one for one in _ask(_BY_NUMBER, (wanted,))} if wanted else {}


def by_canonical(spellings: Iterable[str]) -> dict[str, Named]:
    """The identifiers with these canonical spellings, by spelling."""
    wanted = sorted({one for one in spellings if "\x00" not in one})  # PostgreSQL's text holds no NUL
    return {one.canonical: one for one in _ask(_BY_CANONICAL, (wanted,))} if wanted else {}


def find(text: str, *, limit: int = 20) -> Sequence[Named]:
    """The identifiers that somebody may mean by `text`: a whole code in any spelling first; else those that contain it
    or are called so.
    """
    exact = by_canonical([identify(text).canonical])
    if exact:
        return list(exact.values())
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _ask(
        f"{_NAMED} WHERE i.canonical LIKE %s"
        " OR i.id IN (SELECT identifier_id FROM registers_name WHERE name LIKE %s) ORDER BY i.id LIMIT %s",
        (like, like, limit),
    )


_IN_REGISTERS = frozenset({"gtin", "gln", "gln+extension", "party gln"})
_TITLES = "SELECT uri, kind, entity, title FROM registers_titles(%s::text[])"


def entries(uris: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Of these canonical spellings those that stand in a register everybody sees: the kind and the entity's number."""
    return {uri: entry for uri, (_, entry) in _titles(sorted(set(uris))).items()}


def _titles(uris: list[str]) -> dict[str, tuple[str, tuple[str, int]]]:
    return {uri: (title, (kind, entity)) for uri, kind, entity, title in prepared.ask(_TITLES, (uris,))}


def _ask(query: str, values: Sequence[str | int | list[int] | list[str]]) -> list[Named]:
    found = [Named(*row) for row in prepared.ask(query, values)]
    uris = [one.canonical for one in found if one.scheme in _IN_REGISTERS]
    if not uris:
        return found
    titles = _titles(uris)
    return [
        replace(one, name=titles[one.canonical][0], entry=titles[one.canonical][1]) if one.canonical in titles else one
        for one in found
    ]
