"""How much of what it came from stands behind a thing: from its roots, through every step, to here?

Each step divides what went into it among what came out, in proportion to mass: of a lot that is a tenth of a step's
output, a tenth of each input. Steps whose sides cannot be compared in mass end the way back: what came out of them is a
root. Pure; exact fractions inside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from msgspec import Struct

_GRAM = Decimal("0.001")


class StepFlow(Struct, frozen=True):
    """One step by its node: kilograms that went in and came out, by thing; `is_comparable`: nothing else did."""

    node: int
    inputs: Mapping[int, Decimal]
    outputs: Mapping[int, Decimal]
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """What stands behind `amount` kg of a thing: kilograms of each root, and of everything on the way (both to the gram).

    `steps`: the nodes that were gone through, the last first. `cyclic`: things that by the events came from themselves, too; what
    goes round counts as their root.
    """

    amount: Decimal
    roots: Mapping[int, Decimal]
    passed: Mapping[int, Decimal]
    steps: tuple[int, ...]
    cyclic: frozenset[int]

    @property
    def loss(self) -> Decimal | None:
        """Which fraction of the roots is no longer there; None when nothing stands behind it but itself."""
        total = sum(self.roots.values(), Decimal(0))
        return None if not total or not self.steps else ((total - self.amount) / total).quantize(Decimal("0.0001"))


def shares(thing: int, amount: Decimal, steps: Iterable[StepFlow]) -> Shares:
    """The roots of `amount` kg of the thing, by the steps of its genealogy (others do not matter)."""
    usable = [one for one in steps if one.is_comparable and one.inputs and sum(one.outputs.values())]
    made_by: dict[int, list[StepFlow]] = {}
    for step in usable:
        for output, mass in step.outputs.items():
            if mass:
                made_by.setdefault(output, []).append(step)
    order, turning = _from_here_back(thing, made_by)
    amounts: dict[int, Fraction] = {thing: Fraction(amount)}
    roots: dict[int, Fraction] = {}
    gone: dict[int, None] = {}
    for one in order:
        here = amounts.get(one, Fraction(0))
        makers = made_by.get(one, [])
        if not makers:
            roots[one] = roots.get(one, Fraction(0)) + here
        made = sum((Fraction(step.outputs[one]) for step in makers), Fraction(0))
        for step in makers:
            gone[step.node] = None
            of_step = here * Fraction(step.outputs[one]) / made / sum(map(Fraction, step.outputs.values()))
            for source, mass in step.inputs.items():
                behind = roots if (one, source) in turning else amounts
                behind[source] = behind.get(source, Fraction(0)) + of_step * Fraction(mass)
    return Shares(amount, _grams(roots), _grams(amounts), tuple(gone), frozenset(source for _, source in turning))


def _from_here_back(thing: int, made_by: Mapping[int, list[StepFlow]]) -> tuple[list[int], set[tuple[int, int]]]:
    """Everything behind the thing, each before what it came from; and the ways (what, from what) that turn back to something that
    came of it.
    """
    finished: dict[int, None] = {}
    open_now: set[int] = set()
    turning: set[tuple[int, int]] = set()
    waiting: list[tuple[int, bool]] = [(thing, False)]
    while waiting:
        one, is_done = waiting.pop()
        if is_done:
            open_now.discard(one)
            finished[one] = None
        elif one not in finished and one not in open_now:
            open_now.add(one)
            waiting.append((one, True))
            sources = {source for step in made_by.get(one, []) for source in step.inputs}
            turning |= {(one, source) for source in sources if source in open_now}
            waiting += [(source, False) for source in sorted(sources - open_now)]
    return list(reversed(finished)), turning


def _grams(amounts: Mapping[int, Fraction]) -> dict[int, Decimal]:
    return {
        one: (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_GRAM, ROUND_HALF_EVEN)
        for one, value in amounts.items()
    }
