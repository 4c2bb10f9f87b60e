"""Who is drawn into a panel, so that anyone can draw the same again?

The algorithm (`yaomai-draw-1`), in full:

1. The pool is the list of the numbers of all who can be drawn, with the fields of each, before the seed is known. It is
written as canonical
   JSON `[[number, ["field", …]], …]`, in ascending order of numbers, fields sorted, no spaces, UTF-8. Its SHA-256 is on
   record in the deed that calls the draw.
2. The seed is a text that nobody can know at that time and that everybody can look up later (the numbers of a public
   lottery of a day to come, a head of a log that others cosign). Space at its ends is taken away.
3. Each one's ticket is SHA-256 of `seed`, one line feed (0x0A), and the number in decimal digits. Tickets are ordered as
bytes, ascending. 4. The places are so many of each field. In the order of the tickets, each is taken if the places of all
who are taken so far and
   this one can be filled together, each by one who knows its field (a bipartite matching; of what is left open, nothing is
   decided by chance or order). So the panel is the first in the order that can be, and a quota that can be met is met.
5. Who fills which place: the matching with places in the order of the fields' codes, each by the one with the lowest ticket
   with whom the rest can still be filled.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

ALGORITHM = "yaomai-draw-1"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be drawn: number and fields."""

    number: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of the panel: its field, and who has it."""

    field: str
    number: int
    ticket: str  # hex


@dataclass(frozen=True, slots=True)
class Panel:
    """Who was drawn, and how many places of which fields nobody could fill."""

    seats: tuple[Seat, ...]
    missing: Mapping[str, int]


def pool_bytes(pool: Sequence[Candidate]) -> bytes:
    """The pool as its bytes are hashed (step 1)."""
    ordered = sorted(pool, key=lambda one: one.number)
    return orjson.dumps([[one.number, sorted(set(one.fields))] for one in ordered])


def pool_hash(pool: Sequence[Candidate]) -> str:
    """SHA-256 of the pool, hex."""
    return hashlib.sha256(pool_bytes(pool)).hexdigest()


def ticket(seed: str, number: int) -> bytes:
    """The ticket of one candidate (step 3)."""
    return hashlib.sha256(f"{seed.strip()}\n{number}".encode()).digest()


def draw(pool: Sequence[Candidate], quota: Mapping[str, int], seed: str) -> Panel:
    """The panel (steps 2 to 5)."""
    order = sorted(pool, key=lambda one: (ticket(seed, one.number), one.number))
    places = [field for field in sorted(quota) for _ in range(quota[field])]
    holders: dict[int, Candidate] = {}
    for one in order:
        if len(holders) == len(places):
            break
        _seat(one, places, holders, set())
    taken = {one.number for one in holders.values()}
    chosen = [one for one in order if one.number in taken]
    filled = [place for place in range(len(places)) if place in holders]
    seats = tuple(
        Seat(places[place], one.number, ticket(seed, one.number).hex())
        for place, one in _settled(chosen, places, filled).items()
    )
    missing: dict[str, int] = {}
    for place, field in enumerate(places):
        if place not in holders:
            missing[field] = missing.get(field, 0) + 1
    return Panel(seats, missing)


def _seat(one: Candidate, places: Sequence[str], holders: dict[int, Candidate], tried: set[int]) -> bool:
    """Give `one` a place, moving others to other places of theirs where that is needed; false: it cannot be."""
    for place, field in enumerate(places):
        if field not in one.fields or place in tried:
            continue
        tried.add(place)
        if place not in holders or _seat(holders[place], places, holders, tried):
            holders[place] = one
            return True
    return False


def _settled(chosen: Sequence[Candidate], places: Sequence[str], filled: Sequence[int]) -> dict[int, Candidate]:
    """Step 5: for each place in turn the first of the order with whom the others can still fill the rest."""
    left, settled = list(chosen), {}
    for at, place in enumerate(filled):
        rest = [places[other] for other in filled[at + 1 :]]
        for one in left:
            others = [other for other in left if other is not one]
            if places[place] in one.fields and _can_fill(others, rest):
                settled[place] = one
                left = others
                break
    return settled


def _can_fill(people: Sequence[Candidate], places: Sequence[str]) -> bool:
    holders: dict[int, Candidate] = {}
    for one in people:
        _seat(one, places, holders, set())
    return len(holders) == len(places)
