"""What is offered when somebody splits a figure of a plan, or adds one that nobody read?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import Finding
from yaomai.planning.engine.fields import Decided, Figure
from yaomai.planning.engine.reading.mentions import mentions
from yaomai.planning.engine.reading.plain import plain
from yaomai.planning.queries.proposals import Piece, Span
from yaomai.web import labels_reading
from yaomai.web.presentation import Link
from yaomai.web.reading_forms import DecidedForm, initial

LEAST, PARTS = 2, 3
"""So many parts is a figure split into at least, and so many at once at most."""


@dataclass(slots=True)
class Part:
    """A part into which a figure is split: its form, its words in the text, and what was entered (None: something is wrong)."""

    number: int
    words: str
    form: DecidedForm
    span: Span = (0, 0)
    decided: Decided | None = None
    fault: str = ""
    is_first_wrong: bool = False

    @property
    def name(self) -> str:
        """How the page calls it."""
        return f"第 {self.number + 1} 条"

    @property
    def is_entered(self) -> bool:
        """Whether it has words in the text; one without is none."""
        return bool(self.words)

    @property
    def faults(self) -> list[Link]:
        """What is wrong with it, each with the field where that is mended."""
        words = f"#part{self.number}-words"
        found = [Link(self.fault, words, "正文里的字")] if self.fault else []
        if not self.form.is_bound:
            return found
        found += [Link(str(one), words) for one in self.form.non_field_errors()]
        return found + [
            Link(str(one), f"#{field.id_for_label}", str(field.label)) for field in self.form for one in field.errors
        ]

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Say at its fields what is wrong; what belongs to none of them is said at its words."""
        at_words = [one for one in findings if one.pointer.rpartition("/")[2] not in self.form.fields]
        self.form.refuse(tuple(one for one in findings if one not in at_words))
        self.fault = self.fault or "".join(dict.fromkeys(labels_reading.fault(one) for one in at_words))


def parts_offered(decided: Decided, text: str, span: Span) -> list[Part]:
    """Forms for the parts of a figure, which begin as copies of it."""
    words = text[span[0] : span[1]]
    return [
        Part(number, words if number == 0 else "", DecidedForm(initial=initial(decided), prefix=f"part{number}"))
        for number in range(PARTS)
    ]


def parts_asked(form: Mapping[str, str], text: str, span: Span, near: str) -> list[Part]:
    """The parts as they were entered, also those without words, which are none. Words stand in the text at the figure, or around
    it; at least two parts have some.
    """
    found = []
    for number in range(PARTS):
        words = str(form.get(f"part{number}-words", "")).strip()
        part = Part(number, words, DecidedForm(form, prefix=f"part{number}"))
        found.append(part)
        if not words:
            part.form.full_clean()
            continue
        part.decided = part.form.decided(words, near=near)
        place = _place(words, text, span)
        if place is None:
            part.fault = labels_reading.fault(Finding("planning.split_parts", "/words", ""))
            part.decided = None
        else:
            part.span = place
    if sum(one.is_entered for one in found) < LEAST:
        lacking = next(one for one in found if not one.is_entered)
        lacking.fault = labels_reading.fault(Finding("planning.split_part_missing", "/words", ""))
    return found


def mark_first_wrong(parts: Sequence[Part]) -> None:
    """The first field that is wrong takes the focus, so that it is in sight."""
    wrong = next((one for one in parts if one.faults), None)
    if wrong is not None:
        wrong.is_first_wrong = bool(wrong.fault or wrong.form.non_field_errors())
        if not wrong.is_first_wrong:
            wrong.form.focus_first_wrong()


def _place(words: str, text: str, span: Span) -> Span | None:
    """Where the words stand so that they overlap the figure; None when they do nowhere."""
    at = text.find(words, max(span[0] - len(words) + 1, 0), span[1] + len(words) - 1)
    return None if at < 0 else (at, at + len(words))


def as_added(words: str, near: Piece | None) -> Decided | None:
    """What the form shows of words that somebody selected: their figure as the reader understands it by itself; kind, year and
    region as of the figure that stands nearest. None: they have no figure.
    """
    read = next(iter(mentions(plain(words))), None)
    if read is None:
        return None
    figure = Figure(
        *(read.unit, read.normalized_unit, read.value, read.low, read.high),
        *(read.normalized_value, read.normalized_low, read.normalized_high),
    )
    new = Decided(
        words=words, figure=figure, indicator="", kind="fact", comparator=read.comparator, hedges=tuple(read.hedges)
    )
    if near is None:
        return new
    of = near.decided
    return replace(new, kind=of.kind, status=of.status, year=of.year, region=of.region, division=of.division)


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
