"""Where does a plan contradict itself? As read and decided so far: what was rejected is left out."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from yaomai.archive.queries import documents
from yaomai.people.viewer import Viewer
from yaomai.planning.engine import units
from yaomai.planning.engine.consistency import Consistency, consistency
from yaomai.planning.engine.fields import Decided
from yaomai.planning.engine.listed_items import listed, sentence_starts
from yaomai.planning.engine.statements import Statement
from yaomai.planning.engine.target_of import segment
from yaomai.planning.queries.proposals import Piece, pieces, progress

_OUT = ("rejected", "split")
_ASIDE = ("duplicate", "structural", "incidental")


def contradictions(viewer: Viewer, document: int) -> list[Consistency]:
    """What the checks find in a document, contradictions first. Raises NotFoundError when the viewer may not see it."""
    view = documents.document(viewer, document)
    return found_in(pieces(viewer, document), documents.text(viewer, document).text, view.year_from)


def found_in(read: Iterable[Piece], text: str, first_year: int | None) -> list[Consistency]:
    """The same of the figures of a text. first_year: of the plan."""
    sentences = sentence_starts(text)
    said: list[Statement] = []
    repeated: list[Statement] = []
    for piece in read:
        if piece.state not in _OUT and (one := statement(piece, text, sentences)) is not None:
            (said if piece.holds or piece.salience not in _ASIDE else repeated).append(one)
    counts = [
        (one.start, one.end)
        for one in (*said, *repeated)
        if one.unit == "" and not one.is_growth and one.low == one.high
    ]
    return consistency(said, listed(text, counts), first_year, repeated)


def contradicting(viewer: Viewer) -> list[tuple[documents.DocumentView, int]]:
    """The documents that contradict themselves, of those that the viewer sees and somebody decided about; in how many places."""
    seen = documents.documents(viewer)
    read = progress(viewer, [one.file for one in seen])
    counted = [
        (one, contradiction_count(viewer, one.file)) for one in seen if one.file in read and read[one.file].decided
    ]
    return [(one, count) for one, count in counted if count]


def contradiction_count(viewer: Viewer, document: int) -> int:
    """In how many places a document contradicts itself. Raises NotFoundError as `contradictions`."""
    return sum(one.outcome == "contradicts" for one in contradictions(viewer, document))


def statement(piece: Piece, text: str, sentences: Sequence[int]) -> Statement | None:
    """The figure of the text as the checks take it; None for one without a number, or in a unit in which no indicator is measured.

    sentences: where those of the text begin.
    """
    decided: Decided = piece.decided
    low, high = (
        None if one is None else units.to_indicator(one, decided.figure.normalized_unit)
        for one in decided.figure.bounds
    )
    if low is None or high is None:
        return None
    return Statement(
        piece.start,
        piece.end,
        text.count("\n", 0, piece.start) + 1,  # nobody proposed a line for what a person marked
        decided.words,
        decided.indicator,
        decided.indicator_key,
        decided.division,
        segment(decided),
        decided.kind,
        decided.comparator,
        low[0],
        high[0],
        low[1],
        decided.year,
        decided.base_year,
        is_increment=decided.is_increment,
        is_decided=piece.holds,
        is_core=piece.salience == "core",
        sentence=sentences[bisect_right(sentences, piece.start) - 1],
        is_corrected=piece.state == "corrected",
        reason=piece.decision.reason if piece.state == "corrected" and piece.decision is not None else "",
    )
