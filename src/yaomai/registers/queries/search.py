"""Which entities does somebody look for who types part of a name, a code, or how a name is read?

The questions go to the view `registers_term_seen`, which holds for each viewer exactly the terms that this viewer may see: nobody
learns by searching what a page would not show. A word that thousands of terms answer is not looked up completely: the terms that
begin with it and the shortest ones are (`_COMMON`, `_SHORTEST`), which is what is shown first anyway.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from yaomai.database.text_array import text_array
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds as declared
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.folding import fold, fold_map
from yaomai.registers.engine.searching import Answer, Sought, answers, sought
from yaomai.registers.engine.terms import TERM_LENGTH_MOST, texts_of
from yaomai.registers.sight import seen_by, sights

_COMMON = 500
"""So many terms that answer are looked at in any order; a word with more answers is common."""
_PREFIXES = 200
_SHORTEST = 2000

# Planned so that terms are found along their indexes and then held against what may be seen, never the other way round.
_PLANNED = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_sort", "enable_incremental_sort")
_PLAN = "; ".join(f"SET LOCAL {one} = off" for one in _PLANNED)
_PLAN_AS_BEFORE = "; ".join(f"SET LOCAL {one} TO DEFAULT" for one in _PLANNED)
_COLUMNS = "t.entity, t.ordinal, t.kind, t.property, t.text"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that answers: its number, kind and title (the kind's label and its number, where the viewer may not see
    the title), the property that answers, its text as it is kept, and that text
    in pieces, each with whether it is what was looked for.
    """

    number: int
    kind: str
    title: str
    property: str
    text: str
    pieces: tuple[tuple[str, bool], ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _Term:
    entity: int
    ordinal: int
    kind: str
    property: str
    text: str


def search(viewer: Viewer, text: str, *, kinds: Collection[str] | None = None, limit: int = 20) -> list[Hit]:
    """The entities that answer best, best first: the whole term, its beginning, anywhere in it; titles before other
    names; shorter ones before longer ones. `kinds`: only entities of these (None: of all).
    """
    asked = sought(text)
    if not asked.words or (kinds is not None and not kinds):
        return []
    with seen_by(viewer) as cursor:
        cursor.execute(_PLAN)
        found = _ranked(asked, _candidates(cursor, asked, sorted(kinds) if kinds is not None else None))
        hits = _hits(viewer, cursor, dict(islice(found.items(), limit)))
        cursor.execute(_PLAN_AS_BEFORE)  # the transaction may be somebody's who goes on
    return hits


def _candidates(cursor: Any, asked: Sought, kinds: Sequence[str] | None) -> set[_Term]:
    condition, values = _condition(asked)
    if kinds is not None:
        condition += " AND t.kind = ANY(%s::text[])"
        values.append(text_array(kinds))
    found = _ask(cursor, f"SELECT {_COLUMNS} FROM registers_term_seen t WHERE {condition} LIMIT {_COMMON}", values)
    if len(found) < _COMMON:
        return found
    if len(asked.words) == 1:
        beginning = [_like(asked.whole), *values[-1:]] if kinds is not None else [_like(asked.whole)]
        of_kinds = " AND t.kind = ANY(%s::text[])" if kinds is not None else ""
        found |= _ask(
            cursor,
            f"SELECT {_COLUMNS} FROM registers_term_seen t WHERE t.text LIKE %s{of_kinds} ORDER BY t.text USING ~<~"
            f" LIMIT {_PREFIXES}",
            beginning,
        )
    if not asked.is_code:
        shortest = f"SELECT * FROM registers_term_seen ORDER BY ordinal, length(text) LIMIT {_SHORTEST}"
        found |= _ask(cursor, f"SELECT {_COLUMNS} FROM ({shortest}) t WHERE {condition} LIMIT {_COMMON}", values)
    return found


def _ask(cursor: Any, query: str, values: Sequence[str]) -> set[_Term]:
    cursor.execute(query, values)
    return {_Term(*row) for row in cursor.fetchall()}


def _condition(asked: Sought) -> tuple[str, list[str]]:
    """What a term must be, as SQL over `t`, and its values; a term that is so may still turn out to be no answer."""
    conditions, values = [], []
    for part in dict.fromkeys(asked.parts):
        if part.wanted:
            conditions.append(
                "(" + " OR ".join(f"t.grams {_operator(one.is_any)} %s::text[]" for one in part.wanted) + ")"
            )
            values += [text_array(one.grams) for one in part.wanted]
        if not part.wanted or not part.is_read:
            conditions.append("position(%s in t.text) > 0")
            values.append(part.text)
    return " AND ".join(conditions), values


def _operator(is_any: bool) -> str:
    return "&&" if is_any else "@>"


def _like(beginning: str) -> str:
    return f"{beginning}%"  # folded text holds no sign that LIKE takes for a pattern


def _ranked(asked: Sought, candidates: Iterable[_Term]) -> dict[int, tuple[_Term, Answer]]:
    """Of each entity the term that answers best, the best entities first."""
    found = [(answer, one) for one in candidates if (answer := answers(asked, one.text))]
    found.sort(key=lambda each: (each[0].quality, each[1].ordinal > 0, len(each[1].text), each[1].text, each[1].entity))
    best: dict[int, tuple[_Term, Answer]] = {}
    for answer, one in found:
        best.setdefault(one.entity, (one, answer))
    return best


def _hits(viewer: Viewer, cursor: Any, best: dict[int, tuple[_Term, Answer]]) -> list[Hit]:
    if not best:
        return []
    cursor.execute(
        "SELECT e.id, e.title, e.organisation, e.division, e.current FROM registers_entity_seen e"
        " WHERE e.id = ANY(%s::bigint[])",
        (list(best),),
    )
    rows = {number: row for number, *row in cursor.fetchall()}
    seen = {name: sights(viewer, declared.kind(name)) for name in {term.kind for term, _ in best.values()}}
    hits = []
    for number, (term, answer) in best.items():
        if number not in rows:
            continue
        title, organisation, division, current = rows[number]
        kind = declared.kind(term.kind)
        if kind.title not in seen[kind.name].of(organisation, division):
            title = f"{kind.label} {number}"
        text = _as_kept(kind, term, json.loads(current) if isinstance(current, str) else current)
        hits.append(
            Hit(number, term.kind, title, term.property, text, _pieces(text, answer.where), answer.quality == 0)
        )
    return hits


def _as_kept(kind: Kind, term: _Term, current: dict[str, object]) -> str:
    """The text of which this is the folded term."""
    searched = kind.by_name[term.property]
    for text in texts_of(searched, current.get(term.property)):
        if fold(text)[:TERM_LENGTH_MOST] == term.text:
            return text
    return term.text


def _pieces(text: str, where: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """The text cut where the marked ranges of its folded form begin and end."""
    places = fold_map(text)
    marked = [False] * len(text)
    for start, end in where:
        for place in places[start:end]:
            marked[place] = True
    pieces: list[tuple[str, bool]] = []
    for character, is_marked in zip(text, marked, strict=True):
        if pieces and pieces[-1][1] == is_marked:
            pieces[-1] = (pieces[-1][0] + character, is_marked)
        else:
            pieces.append((character, is_marked))
    return tuple(pieces)


def named(viewer: Viewer, kind: str, text: str) -> list[int]:
    """The entities of the kind that are called exactly so, by title, other name or code, in any spelling (`fold`)."""
    return named_all(viewer, kind, [text])[text]


def named_all(viewer: Viewer, kind: str, texts: Iterable[str]) -> dict[str, list[int]]:
    """The same for many texts at once, by text; empty lists for those that nobody is called."""
    wanted = {text: fold(text)[:TERM_LENGTH_MOST] for text in texts}
    sought_terms = sorted(set(wanted.values()) - {""})
    found: dict[str, list[int]] = {}
    if sought_terms:
        with seen_by(viewer) as cursor:
            cursor.execute(
                "SELECT DISTINCT t.text, t.entity FROM registers_term_seen t"
                " WHERE t.text = ANY(%s::text[]) AND t.kind = %s ORDER BY 1, 2",
                (text_array(sought_terms), kind),
            )
            for term, entity in cursor.fetchall():
                found.setdefault(term, []).append(entity)
    return {text: found.get(term, []) for text, term in wanted.items()}
