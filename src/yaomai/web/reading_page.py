"""What stands on the reading page: which figure is selected or added, what was refused, which figures are listed, which part of the
text is shown?  One answer of it; the views are in pages/plan_reading.py.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from yaomai.archive.engine.text_places import DocumentText
from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.archive.queries.readings import reading_of
from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.indicators.queries.definitions import definitions
from yaomai.planning.engine import regions
from yaomai.planning.engine.fields import Decided
from yaomai.planning.engine.task_target import as_task
from yaomai.planning.models import PlanReading
from yaomai.planning.queries import decisions, proposals
from yaomai.planning.queries.plan_rights import may_decide
from yaomai.planning.queries.proposals import QUIET, Piece, Span
from yaomai.web import labels_reading, reading_parts, reading_shown, reading_text
from yaomai.web.access import Request
from yaomai.web.reading_forms import DecidedForm, initial

AT = re.compile(r"(?P<start>[0-9]{1,8})-(?P<end>[0-9]{1,8})", re.ASCII)
"""How a place in a text is written in addresses."""
FILTERS = ("state", "kind", "q", "all")
_FOUND_MOST = 20
_PART_DIGITS = 4
ROWS_MOST = 400
"""So many figures stand in the list at once."""


class ReadingPage:
    """One answer of the reading page: what is selected, what was refused, what is filtered."""

    def __init__(self, request: Request, document: DocumentView) -> None:
        self.request, self.document = request, document
        if request.method == "POST":  # beside the fields of the form
            self.asked = {name: str(request.POST.get(f"filter-{name}", "")) for name in FILTERS}
        else:
            self.asked = {name: str(request.GET.get(name, "")) for name in FILTERS}
        self.text: DocumentText = documents.text(request.viewer, document.file)
        self.shown: list[Piece] = []  # those that pass the filters
        self.pieces = proposals.pieces(request.viewer, document.file)
        self.may = may_decide(request.viewer, document) and "official" in request.viewer.roles
        self.reading = reading_of(PlanReading, document.file) if self.may else None
        self.selected: Piece | None = None
        self.form: DecidedForm | None = None
        self.open_form = ""
        self.adding: Span | None = None
        self.found: list[dict[str, object]] = []
        self.split: list[reading_parts.Part] = []
        self.faults: list[str] = []
        self.reason = ""
        self.conflict = False
        self.just: Span | None = None  # about which somebody decided a moment ago

    @property
    def pieces(self) -> list[Piece]:
        """Every figure of the document."""
        return self._pieces

    @pieces.setter
    def pieces(self, found: list[Piece]) -> None:
        self._pieces = found
        self.shown = [one for one in found if reading_shown.is_shown(one, self.asked)]

    def address(self, **more: str) -> str:
        """The page with the same filters."""
        query = urlencode({name: value for name, value in {**self.asked, **more}.items() if value})
        return f"/plans/{self.document.number}/reading" + (f"?{query}" if query else "")

    def select(self, span: Span) -> None:
        """Show the card of this figure. Raises NotFoundError when there is none."""
        self.selected = next((one for one in self.pieces if (one.start, one.end) == span), None)
        if self.selected is None:
            raise NotFoundError(f"nothing was read at the characters {span[0]}-{span[1]} of {self.document.number}")

    def select_next(self, after: int) -> None:
        """Show the next figure that is open, of those that pass the filters; from the beginning again after the last."""
        open_ = [one for one in self.shown if one.is_open]
        self.selected = next((one for one in open_ if one.start > after), open_[0] if open_ else None)
        if self.selected is None and self.shown:
            self.selected = self.shown[0]

    def decided(self, span: Span, *, is_listed_anew: bool) -> HttpResponse:
        """After a decision: the figure itself when it is open again, else the next that is; above it what was decided, and the way
        back. `is_listed_anew`: the list has other rows than before.
        """
        self.pieces = proposals.pieces(self.request.viewer, self.document.file)
        changed = [one for one in self.pieces if (one.start, one.end) == span]
        self.select_next(span[0])
        if changed and changed[0].is_open:
            self.selected = changed[0]
        else:
            self.just = span
        if not self._wants_card():
            return HttpResponseRedirect(self._here())
        return self.answer(changed=changed, is_reloading=is_listed_anew or not changed)

    def add(self, asked: str) -> None:
        """The form to add a figure: at a place, or where these words stand (a choice, when they stand in several places)."""
        if found := AT.fullmatch(asked):
            span = int(found["start"]), int(found["end"])
            if not 0 <= span[0] < span[1] <= len(self.text.text):
                raise InvalidError([Finding("planning.span", "/add", "文本里没有这个位置", asked[:40])])
            if self.form is None:
                near = min(self.pieces, key=lambda one: abs(one.start - span[0]), default=None)
                words = self.text.text[span[0] : span[1]]
                decided = None if self.request.GET.get("as") == "task" else reading_parts.as_added(words, near)
                if decided is None:  # a promise of the whole plan, by the year of its sentence
                    said = "".join(reading_shown.sentence(self.text, *span)[:2])
                    division = self.document.division
                    decided = as_task(words, said, region=regions.name_of(division), division=division)
                self.form = DecidedForm(initial=initial(decided))
            self.adding = span
            return
        places = [one.span() for one in re.finditer(re.escape(asked), self.text.text)][:_FOUND_MOST]
        if len(places) == 1:
            self.add(f"{places[0][0]}-{places[0][1]}")
            return
        if not places:
            self.faults = [labels_reading.fault(Finding("planning.words_unknown", "/add", ""))]
        self.found = [
            {
                "href": self.address(add=f"{start}-{end}"),
                "line": self.text.line_of(start),
                "sentence": reading_shown.sentence(self.text, start, end),
            }
            for start, end in places
        ]
        self.select_next(-1)

    def answer(self, status: int = 200, *, changed: Sequence[Piece] = (), is_reloading: bool = False) -> HttpResponse:
        """The page; for a page that asks for its card only, the card, and what changed beside it."""
        context = self._card_context()
        if self._wants_card():
            context |= {"changed": [reading_shown.row(one) for one in changed], "is_fragment": True}
            response = render(self.request, "plans/reading_card.html", context, status=status)
            if is_reloading:
                response.headers["HX-Redirect"] = self._here()
        else:
            response = render(self.request, "plans/reading.html", context | self._page_context(), status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _here(self) -> str:
        at = {"at": f"{self.selected.start}-{self.selected.end}"} if self.selected else {}
        did = {"did": f"{self.just[0]}-{self.just[1]}"} if self.just else {}
        return self.address(**at, **did)

    def _window(self) -> tuple[int, int]:
        """Which of the figures that pass the filters stand in the list: those around the selected one, when there are many."""
        shown = self.shown
        start = self.selected.start if self.selected else 0
        here = next((at for at, one in enumerate(shown) if one.start >= start), len(shown))
        first = 0 if len(shown) <= ROWS_MOST else min(max(here - ROWS_MOST // 4, 0), len(shown) - ROWS_MOST)
        return first, min(first + ROWS_MOST, len(shown))

    def _at(self, position: int) -> str:
        one = self.shown[position]
        return self.address(at=f"{one.start}-{one.end}")

    def _wants_card(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def _card_context(self) -> dict[str, object]:
        counted = [one for one in self.pieces if one.salience not in QUIET or not one.is_open]
        context: dict[str, object] = {
            "document": self.document,
            "path": f"/plans/{self.document.number}/reading",
            "may": self.may,
            "asked": self.asked,
            "faults": self.faults,
            "reason": self.reason,
            "conflict": self.conflict,
            "done": sum(not one.is_open for one in counted),
            "total": len(counted),
            "open_form": self.open_form,
            "adding": "",
            "card": None,
            "just": self._just_context(self.just) if self.just and self.may else None,
        }
        if self.adding is not None:
            start, end = self.adding
            context |= {
                "adding": f"{start}-{end}",
                "sentence": reading_shown.sentence(self.text, start, end),
                "line": self.text.line_of(start),
                "form": self.form,
                "keys": _keys(),
            }
        elif self.selected is not None:
            context |= self._selected_context(self.selected)
        return context

    def _just_context(self, span: Span) -> dict[str, object] | None:
        """What was decided about these characters last, what came of it, and whether one deed takes it back; None: nothing was."""
        decision = proposals.newest_decisions(self.document.file, [span]).get(span)
        if decision is None or decision.decision == "reopen":
            return None
        is_listed = any((one.start, one.end) == span for one in self.pieces)
        return {
            "at": f"{span[0]}-{span[1]}",
            "words": reading_shown.sentence(self.text, *span)[1],
            "word": labels_reading.DECISIONS[decision.decision],
            "expected": str(decision.record),
            "is_listed": is_listed,
            "is_taken_back_at_once": is_listed and decision.decision in ("reject", "split"),
            "follows": reading_shown.follows(decision),
        }

    def _selected_context(self, piece: Piece) -> dict[str, object]:
        span = (piece.start, piece.end)
        wanted: Decided = piece.decided
        position = next((at for at, one in enumerate(self.shown, 1) if (one.start, one.end) == span), 0)
        card = reading_shown.card(
            piece,
            position,
            self.document,
            self.text,
            decisions.history(self.request.viewer, self.document.file, span),
            definitions({wanted.indicator_key}),
        )
        parts = self.split
        if self.open_form == "split" and not parts:
            parts = reading_parts.parts_offered(wanted, self.text.text, span)
        return {
            "card": card,
            "form": self.form or DecidedForm(initial=initial(wanted)),
            "parts": parts,
            "split_faults": [(part, one) for part in parts for one in part.faults],
            "keys": _keys() if self.may else [],
        }

    def _page_context(self) -> dict[str, object]:
        asked_part = self.request.GET.get("part", "")
        focus = self.adding[0] if self.adding else self.selected.start if self.selected else 0
        is_number = asked_part.isascii() and asked_part.isdigit() and len(asked_part) <= _PART_DIGITS
        number = int(asked_part) - 1 if is_number else None
        if number is None:
            number = reading_text.part_with(self.text, focus)
        marks = [reading_text.Mark(one.start, one.end, one.state) for one in _marked(self.pieces)]
        part = reading_text.part_of(self.text, marks, number)
        is_ticked = self.request.GET.get("tick") == "certain"
        first, last = self._window()
        rows = [
            reading_shown.row(one, is_ticked=is_ticked and reading_shown.is_certain(one))
            for one in self.shown[first:last]
        ]
        return {
            "rows": rows,
            "open_rows": sum(one.is_open for one in rows),
            "part": part,
            "part_links": [
                {"number": one + 1, "href": self.address(part=str(one + 1)), "is_here": one == part.number}
                for one in range(part.count)
            ],
            "is_filtered": any(self.asked.values()),
            "hidden": len(self.pieces) - len(self.shown),
            "earlier": self._at(first - 1) if first else "",
            "later": self._at(last) if last < len(self.shown) else "",
            "first": first + 1,
            "is_read": bool(self.pieces) or bool(proposals.reader_of(self.document.file)),
            "reader": proposals.reader_of(self.document.file),
            "failed": [labels_reading.fault(one) for one in self.reading.faults] if self.reading else [],
            "found": self.found,
            "kinds": labels_reading.KINDS.items(),
            "tick_href": self.address(tick="certain"),
            "selected_at": f"{self.selected.start}-{self.selected.end}" if self.selected else "",
            "tabs": reading_parts.tabs(self.document),
            "here": f"/plans/{self.document.number}/reading",
        }


def _marked(pieces: Sequence[Piece]) -> list[Piece]:
    """Those that have a mark in the text: a task is as long as its sentence, and leaves it to the figures in it."""
    figures = [one for one in pieces if one.decided.kind != "task"]
    return [
        one
        for one in pieces
        if one.decided.kind != "task" or not any(each.start < one.end and one.start < each.end for each in figures)
    ]


def _keys() -> list[tuple[str, str]]:
    return [(key, one.name) for key, one in definitions().items()]
