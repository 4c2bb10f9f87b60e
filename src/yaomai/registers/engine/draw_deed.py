"""How are the call of a draw and its seed written as bodies of records, and read again?

Canonical JSON: members sorted, no spaces.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from yaomai.registers.engine.panel import ALGORITHM, Candidate, Panel, pool_hash

KIND = "registers.draw"
KIND_SEED = "registers.draw_seed"


@dataclass(frozen=True, slots=True)
class Call:
    """A draw as it was called. `left_out`: how many could be drawn but for a conflict."""

    draw: str
    matter: str
    day: date
    quota: tuple[tuple[str, int], ...]
    avoid: tuple[int, ...]
    seed_from: str
    pool: tuple[Candidate, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed of a draw, and who is seated: field, number, ticket."""

    call: int
    seed: str
    panel: tuple[tuple[str, int, str], ...]


def body(call: Call) -> bytes:
    """The body of a call."""
    return _encoded(
        {
            "algorithm": ALGORITHM,
            "draw": call.draw,
            "matter": call.matter,
            "day": call.day.isoformat(),
            "quota": [list(each) for each in call.quota],
            "avoid": list(call.avoid),
            "seed_from": call.seed_from,
            "pool": pool_value(call.pool),
            "pool_hash": pool_hash(call.pool),
            "left_out": call.left_out,
        }
    )


def pool_value(pool: tuple[Candidate, ...]) -> list[list[object]]:
    """The pool as `panel.pool_bytes` writes it."""
    return [[one.number, sorted(set(one.fields))] for one in sorted(pool, key=lambda one: one.number)]


def read(data: bytes) -> Call:
    """The call that a body says. Raises KeyError or ValueError for what is none."""
    said: dict[str, Any] = orjson.loads(data)
    return Call(
        said["draw"],
        said["matter"],
        date.fromisoformat(said["day"]),
        tuple((field, count) for field, count in said["quota"]),
        tuple(said["avoid"]),
        said["seed_from"],
        tuple(Candidate(number, tuple(fields)) for number, fields in said["pool"]),
        said["left_out"],
    )


def seed_body(call: int, seed: str, panel: Panel) -> bytes:
    """The body of a seed with the panel that follows from it."""
    seats = [[seat.field, seat.number, seat.ticket] for seat in panel.seats]
    return _encoded({"draw": call, "seed": seed, "panel": seats})


def read_seed(data: bytes) -> Seed:
    """The seed that a body says."""
    said: dict[str, Any] = orjson.loads(data)
    return Seed(said["draw"], said["seed"], tuple((field, number, ticket) for field, number, ticket in said["panel"]))


def text(value: object) -> str:
    """Canonical JSON as a table keeps it."""
    return _encoded(value).decode()


def _encoded(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
