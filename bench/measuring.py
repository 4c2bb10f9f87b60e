"""What is a measurement, and how does one file of the bench hand its own to `run.py`?

Each measuring file runs in a process of its own (`python bench/FILE.py [--quick]`), says on its error stream what it is doing, and
writes its results as JSON to its output.
"""

import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

RUN_S = 20.0
RUNS = 3
QUICK_RUN_S = 2.0


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `samples` has one value a run; the median is held against the bound.

    `bound` is what is promised (None: for information), `aim` what is wished for; `more_is_better` says on which side of
    them the value must lie.
    """

    measure: str
    how: str
    unit: str
    samples: Sequence[float]
    bound: float | None = None
    aim: float | None = None
    more_is_better: bool = True

    @property
    def median(self) -> float:
        """The median of the runs."""
        return statistics.median(self.samples)

    def verdict(self) -> str:
        """`pass` or `short`; nothing for a value without a bound."""
        if self.bound is None:
            return ""
        holds = self.median >= self.bound if self.more_is_better else self.median <= self.bound
        return "pass" if holds else "short"

    def as_json(self) -> dict[str, object]:
        """What the results file holds."""
        return {
            **asdict(self),
            "min": min(self.samples),
            "median": self.median,
            "max": max(self.samples),
            "verdict": self.verdict(),
        }


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: seconds a run, runs, and how many of something there are (`of`)."""

    quick: bool

    @property
    def run_s(self) -> float:
        """Seconds of a sustained run."""
        return QUICK_RUN_S if self.quick else RUN_S

    @property
    def runs(self) -> int:
        """How often each is repeated."""
        return 1 if self.quick else RUNS

    def of(self, full: int) -> int:
        """`full`, or the fiftieth part of it for a quick look."""
        return max(1, full // 50) if self.quick else full


def say(line: str) -> None:
    """Tell whoever waits what is going on."""
    print(f"  {line}", file=sys.stderr, flush=True)  # noqa: T201  # a command's words


@contextmanager
def timed(what: str) -> Iterator[list[float]]:
    """Say how long the block took; the list then holds the seconds."""
    seconds: list[float] = []
    begun = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - begun)
    say(f"{what}: {seconds[0]:.1f} s")


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of `values` that at least `percent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def main(measure: Callable[[Extent], Sequence[Result]]) -> None:
    """Run one measuring file."""
    results = measure(Extent(quick="--quick" in sys.argv[1:]))
    json.dump([result.as_json() for result in results], sys.stdout)
