"""What do the declared checks say of the product that somebody has in hand, such as whether its maker may use the marks on it?"""

from dataclasses import dataclass
from datetime import datetime

from yaomai.people.viewer import Viewer
from yaomai.registers.engine.resolve import today
from yaomai.registers.queries.checks import product_checks as verdicts_of
from yaomai.standards.gs1.identifier import identify
from yaomai.web.assessments_shown import STATES, reason_words, verdict_word
from yaomai.web.presentation import Link


@dataclass(frozen=True, slots=True)
class ProductCheck:
    """One check of a product: its name, the word of its outcome with tone and shape, why, and where the product is registered."""

    label: str
    word: str
    tone: str
    shape: str
    reasons: tuple[str, ...]
    product: Link


def product_checks(viewer: Viewer, canonical: str, now: datetime) -> tuple[ProductCheck, ...]:
    """The checks of the product whose lot, item or class this is; none for what is no GS1 trade item."""
    key = identify(canonical).parts[:1]
    if not key or key[0][0] != "01":
        return ()
    held, verdicts = verdicts_of(viewer, key[0][1], on=today(now), now=now)
    return tuple(
        ProductCheck(
            one.check.label,
            verdict_word(one),
            *STATES[one.state],
            tuple(reason_words(reason, held) for reason in one.reasons),
            Link(one.row.title, f"/registers/{one.row.kind}/{one.row.number}"),
        )
        for one in verdicts
        if held is not None
    )
