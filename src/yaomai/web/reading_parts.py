"""What is offered when somebody splits a figure of a plan, or adds one that nobody read?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import Finding
from yaomai.planning.engine.fields import Decided, Figure
from yaomai.planning.engine.reading.mentions import mentions
from yaomai.planning.engine.reading.plain import plain
from yaomai.planning.queries.proposals import Span
from yaomai.web import labels_reading
from yaomai.web.presentation import Link
from yaomai.web.reading_forms import DecidedForm, initial

PARTS = 3
"""So many parts can a figure be split into at once."""


@dataclass(slots=True)
class Part:
    """A part into which a figure is split: its form, its words in the text, and what was entered (None: something is wrong)."""

    number: int
    words: str
    form: DecidedForm
    span: Span = (0, 0)
    decided: Decided | None = None
    fault: str = ""


def parts_offered(decided: Decided, text: str, span: Span) -> list[Part]:
    """Forms for the parts of a figure, which begin as copies of it."""
    words = text[span[0] : span[1]]
    return [
        Part(number, words if number == 0 else "", DecidedForm(initial=initial(decided), prefix=f"part{number}"))
        for number in range(PARTS)
    ]


def parts_asked(form: Mapping[str, str], text: str, span: Span, near: str) -> list[Part]:
    """The parts that were entered; those without words are none. Their words stand in the text at the figure, or around it."""
    found = []
    for number in range(PARTS):
        words = str(form.get(f"part{number}-words", "")).strip()
        if not words:
            continue
        part = Part(number, words, DecidedForm(form, prefix=f"part{number}"))
        part.decided = part.form.decided(words, near=near)
        place = _place(words, text, span)
        if place is None:
            part.fault = labels_reading.fault(Finding("planning.split_parts", "/words", ""))
            part.decided = None
        else:
            part.span = place
        found.append(part)
    return found


def _place(words: str, text: str, span: Span) -> Span | None:
    """Where the words stand so that they overlap the figure; None when they do nowhere."""
    at = text.find(words, max(span[0] - len(words) + 1, 0), span[1] + len(words) - 1)
    return None if at < 0 else (at, at + len(words))


def as_added(words: str, near: Decided | None) -> Decided:
    """What the form shows of words that somebody selected: their figure as the reader understands it by itself; kind, year and
    region as of the figure that stands nearest.
    """
    read = next(iter(mentions(plain(words))), None)
    figure = Figure()
    comparator = "="
    hedges: tuple[str, ...] = ()
    if read is not None:
        figure = Figure(
            *(read.unit, read.normalized_unit, read.value, read.low, read.high),
            *(read.normalized_value, read.normalized_low, read.normalized_high),
        )
        comparator, hedges = read.comparator, tuple(read.hedges)
    new = Decided(words=words, figure=figure, indicator="", kind="fact", comparator=comparator, hedges=hedges)
    if near is None:
        return new
    return replace(new, kind=near.kind, status=near.status, year=near.year, region=near.region, division=near.division)


def tabs(document: DocumentView) -> tuple[Link, ...]:
    """The parts of what was read of a document."""
    path = f"/plans/{document.number}/reading"
    return (
        Link("数字", path),
        Link("任务", f"{path}/tasks"),
        *(
            Link(labels_reading.GENRES[genre], f"{path}/{genre}s")
            for genre in ("project", "organisation", "product", "place")
        ),
    )
