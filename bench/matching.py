"""How quickly are 10,000 written names matched against 100,000 that are there, and how well is a labelled set told?

The names that are there are made as in bench/search.py; four of five incoming ones are written otherwise, the fifth means nobody.
Measured is the engine on one core, with what a register of that size costs to be taken up. Precision and recall are of labelled
pairs (tests/registers/name_pairs.py describes them), by the default threshold, each pair a register of its own; held out are the
variations that were not looked at while the rules were made.
"""

import random
import sys
import time
from pathlib import Path

from measuring import Extent, Result, main, say, timed
from search import names

from yaomai.registers.engine.matching import Incoming, Known, Register
from yaomai.standards import gb32100

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from registers.name_pairs import Pair, pairs  # after the path that it is on

KNOWN, INCOMING, PAIRS = 100_000, 10_000, 6_000


def measure(extent: Extent) -> list[Result]:
    """One run of each: they do the same every time."""
    known = list(names(extent.of(KNOWN)))
    asked = list(_written(known, extent.of(INCOMING)))
    with timed(f"{len(known):,} names taken up") as took_up:
        register = Register(Known(number, (name,)) for number, name in enumerate(known))
    begun = time.perf_counter()
    decided = sum(register.match(one).decided is not None for one in asked)
    took = time.perf_counter() - begun
    say(f"{len(asked):,} names matched in {took:.1f} s, {decided:,} of them decided")
    how = f"{len(asked):,} written names against {len(known):,}, one core, the register taken up included"
    return [
        Result("matching of names", how, "s", [took_up[0] + took], 60, more_is_better=False),
        *_told(list(pairs(extent.of(PAIRS) if not extent.quick else 1_000, seed=2026))),
    ]


def _written(known: list[str], count: int) -> list[Incoming]:
    chance = random.Random(8)  # noqa: S311  # no secret hangs on it
    found = []
    for name in chance.sample(known, count):
        at = chance.randrange(len(name))
        variations = (
            name,
            name.removesuffix("有限公司"),
            f"甘肃省{name}",
            name[:at] + name[at + 1 :],
            f"无人{name[2:5]}叫这个{name[-2:]}",
        )
        found.append(Incoming(chance.choice(variations)))
    return found


def is_said_same(pair: Pair) -> bool:
    """Whether the engine decides that what is written means the entity."""
    known = Known(1, pair.names, {"uscc": pair.known_code} if pair.known_code else {})
    faulty = ("uscc",) if pair.code and not gb32100.is_right(pair.code) else ()
    asked = Incoming(pair.written, {"uscc": pair.code} if pair.code else {})
    return Register([known]).match(asked, faulty=faulty).decided is not None


def _told(labelled: list[Pair]) -> list[Result]:
    results = []
    for is_held_out, of in ((False, "variations looked at"), (True, "variations held out")):
        some = [(pair.is_same, is_said_same(pair)) for pair in labelled if pair.is_held_out == is_held_out]
        right = sum(same and said for same, said in some)
        precision = 100 * right / max(1, sum(said for _, said in some))
        recall = 100 * right / max(1, sum(same for same, _ in some))
        how = f"{len(some):,} labelled pairs, {of}"
        results += [
            Result(f"precision of matching, {of}", how, "%", [precision], 98),
            Result(f"recall of matching, {of}", how, "%", [recall], 90),
        ]
    return results


if __name__ == "__main__":
    main(measure)
