"""What was read of a plan, and who decides that it says so?  The text with every figure marked; beside it the figures, to confirm,
correct, reject, split, add and reopen. Each address is a state of the page; what JavaScript does goes without it, too.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import ConflictError, Finding, InvalidError, NotFoundError, ProofError
from yaomai.ledger.engine.deed import parse_reference
from yaomai.planning.operations.begin_reading import begin_reading
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.queries.plan_rights import document_to_decide
from yaomai.planning.queries.proposals import Span
from yaomai.web import documents_shown, labels_reading, reading_parts, readings_shown
from yaomai.web.access import Request, anyone, open_to, role
from yaomai.web.reading_forms import DecidedForm
from yaomai.web.reading_page import AT, ReadingPage


@open_to(anyone, methods=("GET",), reveals=("archive.document", "planning.decision"))
def plan_reading(request: Request, number: str) -> HttpResponse:
    """The reading of a plan; `?at=start-end` is the figure about which is decided, `?add=` words or a place to add,
    `?did=` the one that was decided a moment ago.
    """
    document = _document(request, number)
    page = ReadingPage(request, document)
    path = f"/plans/{document.number}/reading"
    if page.reading is not None and page.reading.is_working:
        return readings_shown.plan_running(request, document, page.reading, path)
    if (leads_on := readings_shown.leads_on(request, path)) is not None:
        return leads_on
    if did := request.GET.get("did", ""):
        page.just = _span(did)
    if request.GET.get("add", "").strip():
        page.add(request.GET["add"].strip())
    elif at := request.GET.get("at", ""):
        page.select(_span(at))
        page.open_form = "split" if request.GET.get("split") and page.may else ""
    else:
        page.select_next(-1)
    return page.answer()


@open_to(role("official"), methods=("POST",), reveals=("planning.decision",))
def plan_reading_decide(request: Request, number: str) -> HttpResponse:
    """Decide about one figure, or about several that were ticked; then the page is at the next one that is open."""
    document = _document(request, number)
    if request.POST.getlist("tick"):
        return _confirm_ticked(request, document)
    span, word = _span(request.POST.get("at", "")), request.POST.get("decision", "")
    page = ReadingPage(request, document)
    expected, reason = _expected(request.POST.get("expected", "")), request.POST.get("reason", "")
    new: list[NewDecision] = [NewDecision(*span, word, expected, reason=reason)]
    form: DecidedForm | None = None
    if word in ("correct", "add"):
        form = DecidedForm(request.POST)
        decided = form.decided(page.text.text[span[0] : span[1]], near=document.division)
        new = [replace(new[0], decided=decided)]
    if word == "split":
        page.split = reading_parts.parts_asked(request.POST, page.text.text, span, document.division)
        entered = [one for one in page.split if one.is_entered]
        new += [NewDecision(*each.span, "add", decided=each.decided, reason=reason) for each in entered]
    is_faulty = (form is not None and new[0].decided is None) or any(one.faults for one in page.split)
    status = 400
    if not is_faulty:
        try:
            decide(request.viewer, document.file, new, now=timezone.now())
        except ConflictError:
            page.conflict, status = True, 409
        except InvalidError as error:
            _refuse(page, form, error.findings)
        else:
            return page.decided(span, is_listed_anew=word in ("add", "split"))
    if status == 409:
        form = None
    elif form is not None:
        form.focus_first_wrong()
    reading_parts.mark_first_wrong(page.split)
    page.form, page.reason = form, reason
    page.open_form = word if word in ("correct", "split", "reopen") and status != 409 else ""
    if word == "add":
        page.add(f"{span[0]}-{span[1]}")
    else:
        page.select(span)
    return page.answer(status)


def _refuse(page: ReadingPage, form: DecidedForm | None, findings: Sequence[Finding]) -> None:
    """Say what is wrong where it is: at the parts of a split, at the fields of a form, the rest above them."""
    entered = [one for one in page.split if one.is_entered]
    for position, part in enumerate(entered, 1):
        part.refuse([one for one in findings if _position(one) == str(position)])
    above = [one for one in findings if not entered or _position(one) in ("", "0")]
    page.faults = list(dict.fromkeys(labels_reading.fault(one) for one in above))
    if form is not None:
        form.refuse(tuple(findings))


def _position(finding: Finding) -> str:
    """About which of the decisions it is; empty: about all."""
    return finding.pointer.split("/")[1] if "/" in finding.pointer else ""


@open_to(role("official"), methods=("POST",))
def plan_reading_propose(request: Request, number: str) -> HttpResponse:
    """Have the document read (again); what was decided stays. A long one is read by the worker, and the page says how far it is."""
    document = _document(request, number)
    try:
        begin_reading(request.viewer, document.file, now=timezone.now())
    except InvalidError as error:
        page = ReadingPage(request, document)
        of_document = [one for one in error.findings if not one.code.startswith("planning.")]
        page.faults = [f"{one.what}{one.do}" for one in documents_shown.faults(of_document)]
        page.faults += [labels_reading.fault(one) for one in error.findings if one not in of_document]
        return page.answer(400)
    return HttpResponseRedirect(f"/plans/{document.number}/reading")


def _confirm_ticked(request: Request, document: DocumentView) -> HttpResponse:
    page = ReadingPage(request, document)
    spans = [_span(one.partition("/")[0]) for one in request.POST.getlist("tick")]
    seen = [_expected(one.partition("/")[2]) for one in request.POST.getlist("tick")]
    new = [NewDecision(*span, "confirm", expected) for span, expected in zip(spans, seen, strict=True)]
    try:
        decide(request.viewer, document.file, new, now=timezone.now())
    except ConflictError:
        page.conflict = True
        page.select_next(-1)
        return page.answer(409)
    except InvalidError as error:
        page.faults = [_ticked_fault(page.text.text, spans, one) for one in error.findings]
        page.select(spans[0])
        return page.answer(400)
    return HttpResponseRedirect(page.address())


def _ticked_fault(text: str, spans: Sequence[Span], finding: Finding) -> str:
    """Which of the ticked figures is wrong, in words."""
    position = _position(finding)
    words = labels_reading.fault(finding)
    if position.isdigit() and int(position) < len(spans):
        start, end = spans[int(position)]
        return f"“{text[start:end]}”：{words}"
    return words


def _document(request: Request, number: str) -> DocumentView:
    try:
        file = parse_reference(number)
    except ProofError as error:
        raise NotFoundError(str(error)) from error
    document = documents.document(request.viewer, file)
    if request.method == "POST":
        document_to_decide(request.viewer, file)
    request.reveals(documents.shows(document))
    return document


def _span(text: str) -> Span:
    found = AT.fullmatch(text)
    if found is None:
        raise InvalidError([Finding("planning.span", "/at", "位置写成 起-止，例如 440-445", text[:40])])
    return int(found["start"]), int(found["end"])


def _expected(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
