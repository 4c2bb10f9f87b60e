"""What does chance decide in the made-up year? The same for the same seed and the same name, on every machine.

Each thing has a stream of its own, named after it: whatever is added to the year leaves the rest as it was.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of decisions. Made of `random.Random.random` only, which Python promises to keep."""

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}/{name}")  # noqa: S311  # made-up data, no secret

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int(self._random.random() * (most - least + 1))

    def pick(self, of: Sequence[T]) -> T:
        """One of these."""
        return of[self.between(0, len(of) - 1)]

    def one_in(self, many: int) -> bool:
        """True once in so many times."""
        return self.between(1, many) == 1
