"""How much of its roots stands behind a thing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.traceability.engine.genealogy_balance import StepFlow, shares


def step(node, inputs, outputs, *, is_comparable=True):
    return StepFlow(
        node, {n: Decimal(m) for n, m in inputs.items()}, {n: Decimal(m) for n, m in outputs.items()}, is_comparable
    )


@pytest.mark.parametrize(
    ("steps", "thing", "amount", "roots", "loss"),
    [
        # 100 kg of 1 became 30 kg of 2
        ([step(-1, {1: 100}, {2: 30})], 2, 30, {1: 100}, "0.7"),
        ([step(-1, {1: 100}, {2: 30})], 2, 3, {1: 10}, "0.7"),
        # two lots mixed, dried, sliced
        ([step(-1, {1: 60, 2: 40}, {3: 25}), step(-2, {3: 20}, {4: 19})], 4, 19, {1: 48, 2: 32}, "0.7625"),
        # divided among two outputs in proportion
        ([step(-1, {1: 100}, {2: 60, 3: 20})], 3, 20, {1: 25}, "0.2"),
        # made by two steps
        ([step(-1, {1: 50}, {3: 40}), step(-2, {2: 30}, {3: 20})], 3, 60, {1: 50, 2: 30}, "0.25"),
        # two ways back to one root
        ([step(-1, {1: 100}, {2: 50}), step(-2, {1: 100}, {3: 80}), step(-3, {2: 50, 3: 80}, {4: 130})], 4, 130, {1: 200}, "0.35"),
        # an area cannot be compared: the way back ends
        ([step(-1, {9: 1}, {1: 100}, is_comparable=False), step(-2, {1: 100}, {2: 30})], 2, 30, {1: 100}, "0.7"),
        ([], 2, 30, {2: 30}, None),
        # what goes round counts as a root
        ([step(-1, {1: 90, 2: 10}, {2: 100})], 2, 100, {1: 90, 2: 10}, "0"),
        ([step(-1, {1: 50, 3: 50}, {2: 100}), step(-2, {2: 100}, {3: 100})], 3, 100, {1: 50, 3: 50}, "0"),
    ],
)  # fmt: skip
def test_shares(steps, thing, amount, roots, loss):
    found = shares(thing, Decimal(amount), steps)
    assert found.roots == {one: Decimal(mass) for one, mass in roots.items()}
    assert found.loss == (None if loss is None else Decimal(loss))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 50), st.integers(1, 50)), max_size=12))
def test_without_loss_what_stands_behind_a_thing_weighs_as_much(rows):
    """Whatever the genealogy, with splits, mergers and ways round: when no step loses anything, the roots weigh what the thing does."""
    steps = [step(-n - 1, {a: x, a + 20: y}, {b: x + y}) for n, (a, b, x, y) in enumerate(rows)]
    for _, b, *_ in rows:
        found = shares(b, Decimal(7), steps)
        assert abs(sum(found.roots.values()) - 7) <= Decimal("0.0005") * len(found.roots)
