"""What do other rooms add to a document's page: how much was read from it and decided, and where to look at that?

The one place to which readings, targets and comparisons of a plan add their lines; pages of documents only ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import Resolver404, resolve

from yaomai.archive.queries.documents import DocumentView
from yaomai.people.viewer import Viewer
from yaomai.planning.queries.consistency import contradiction_count
from yaomai.planning.queries.plan_rights import may_decide
from yaomai.planning.queries.proposals import Progress, pieces, progress
from yaomai.planning.queries.targets import targets
from yaomai.web import labels
from yaomai.web.presentation import Link

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Addition:
    """A line of the section “从它读出的”: what it is, how much, where it leads (nowhere: a word only)."""

    word: str
    amount: str
    href: str = ""
    note: str = ""


def additions(viewer: Viewer, one: DocumentView) -> tuple[Addition, ...]:
    """What was made of this document, for who may see it. Where nobody read it yet: how to begin, for who may; else nothing."""
    path = f"/plans/{one.number}"
    if one.file not in (read := progress(viewer, [one.file])):
        reading = if_there(f"{path}/reading") if one.characters and may_decide(viewer, one) else ""
        return (Addition("判读", "还没有开始", reading, "让程序读一遍，再逐处认定"),) if reading else ()
    found = read[one.file]
    promised = len(targets(viewer, document=one.file))
    of_plan = f"/targets?document={one.number}"
    return (
        Addition("判读", f"{labels.grouped(found.figures)} 处数字", if_there(f"{path}/reading"), _decided(found)),
        _contradictions(viewer, one),
        Addition("目标", f"{labels.grouped(promised)} 个", if_there("/targets", of_plan) if promised else ""),
    )


def _contradictions(viewer: Viewer, one: DocumentView) -> Addition:
    count = contradiction_count(viewer, one.file)
    amount = f"{labels.grouped(count)} 处" if count else "没有发现"
    href = if_there(f"/plans/{one.number}/consistency")
    return Addition("规划自相矛盾的地方", amount, href, "分项与总数、增速与终值、前后两处说法，逐条核对")


def _decided(found: Progress) -> str:
    return f"已认定 {labels.grouped(found.decided)}，还有 {labels.grouped(found.figures - found.decided)}"


def counts(viewer: Viewer, files: Iterable[int]) -> Mapping[int, str]:
    """For the library: how far the reading of each document is, in a few words; documents that nobody read are left out."""
    return {
        file: f"{labels.grouped(one.decided)} / {labels.grouped(one.figures)}"
        for file, one in progress(viewer, files).items()
    }


def spans(viewer: Viewer, one: DocumentView) -> tuple[Span, ...]:
    """The figures that were read in the text, in its order, between which the text page leads on; rejected ones left out."""
    return tuple(
        (piece.start, piece.end) for piece in pieces(viewer, one.file) if piece.state not in {"rejected", "split"}
    )


def comparisons(one: DocumentView) -> tuple[Link, ...]:
    """Where this document can be held against others."""
    path = if_there(f"/plans/{one.number}/promised")
    return (Link("与另一份规划对照", path, "当时的承诺，后来的说法"),) if path else ()


def if_there(path: str, address: str = "") -> str:
    """The address (by itself the path), as far as this installation has a page there; else nothing."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return address or path
