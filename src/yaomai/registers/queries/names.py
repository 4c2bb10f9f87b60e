"""What are these identifiers called, and which identifiers does somebody mean who types a code or a name?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaomai.database import prepared
from yaomai.standards.gs1.identifier import identify


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier of the dictionary: its number, spelling, scheme and kind, and what it is called (empty: not known).

    The name is the newest that the organisation gave which named the identifier first; others' names do not replace it.
    """

    number: int
    canonical: str
    scheme: str
    kind: str
    name: str


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


def _ask(query: str, values: Sequence[str | int | list[int] | list[str]]) -> list[Named]:
    return [Named(*row) for row in prepared.ask(query, values)]
