"""How well is somebody rated, so that nobody can stuff the ballot?

    x_o = mean of the scores that organisation o gave in its dealings (of one dealing the newest score only)
    n   = number of organisations that gave one
    m   = mean of all x_o of all that are rated
    rating = (C·m + Σ x_o) ÷ (C + n)      C = 5

One organisation is one voice, however many dealings and scores it enters; who keeps the row of the one that is rated has none. A
rating of few voices is drawn to what all are rated (a Bayesian mean whose prior weighs as five voices), so that one friendly
score among middling ones does not stand above thirty good ones. Who may enter a dealing, and that a score is entered by the
organisation that had it, is a matter of rights (the kind's `kept_by`, the property's `changed_by`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from yaomai.registers.declaration.rules import Rating
from yaomai.registers.engine.conditions import holds_all
from yaomai.registers.engine.snapshot import Row, Snapshot, reach

PRIOR_WEIGHT = 5
_SHOWN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Voice:
    """What one organisation says of one that it dealt with: the mean of its scores, and the rows that they stand in."""

    organisation: int
    mean: Decimal
    dealings: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating of one: None without a voice. `prior` is m."""

    number: int
    rating: Decimal | None
    voices: tuple[Voice, ...]
    mean: Decimal | None
    prior: Decimal | None
    not_counted: int = 0

    @property
    def count(self) -> int:
        """How many organisations rated it."""
        return len(self.voices)


def rated(rating: Rating, snapshot: Snapshot) -> Mapping[int, Rated]:
    """The rating of every entity of the kind."""
    subjects = snapshot.of(rating.kind)
    scores: dict[int, dict[int, list[tuple[Row, Decimal]]]] = {number: {} for number in subjects}
    refused = dict.fromkeys(subjects, 0)
    for row in snapshot.of(rating.engagement).values():
        value = row.values.get(rating.score)
        if value is None or holds_all(rating.where, row, snapshot) is not True:
            continue
        for number in reach(snapshot, row, rating.of).values:
            if not isinstance(number, int) or number not in subjects:
                continue
            if row.organisation is None or row.organisation == subjects[number].organisation:
                refused[number] += 1
                continue
            scores[number].setdefault(row.organisation, []).append((row, Decimal(str(value))))
    voices = {number: _voices(by_organisation) for number, by_organisation in scores.items()}
    every = [voice.mean for each in voices.values() for voice in each]
    prior = _mean(every)
    return {number: _rated(number, each, prior, refused[number]) for number, each in voices.items()}


def _voices(by_organisation: Mapping[int, list[tuple[Row, Decimal]]]) -> tuple[Voice, ...]:
    return tuple(
        Voice(organisation, _mean(score for _, score in each) or Decimal(0), tuple(row for row, _ in each))
        for organisation, each in sorted(by_organisation.items())
    )


def _rated(number: int, voices: tuple[Voice, ...], prior: Decimal | None, refused: int) -> Rated:
    if not voices or prior is None:
        return Rated(number, None, (), None, prior, refused)
    total = sum((voice.mean for voice in voices), Decimal(0))
    shrunk = (PRIOR_WEIGHT * prior + total) / (PRIOR_WEIGHT + len(voices))
    mean = (total / len(voices)).quantize(_SHOWN, ROUND_HALF_UP)
    return Rated(number, shrunk.quantize(_SHOWN, ROUND_HALF_UP), voices, mean, prior.quantize(_SHOWN), refused)


def _mean(values: Iterable[Decimal]) -> Decimal | None:
    known = list(values)
    return sum(known, Decimal(0)) / len(known) if known else None
