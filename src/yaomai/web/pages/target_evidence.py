"""How far is a milestone, part by part, by which documents; and how does an official say so?

Reference: `evidence/<record>`, the weight of a part whose evidence is a document."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.errors import ConflictError, InvalidError, NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.planning.engine.attainment_bound import ACCEPTED
from yaomai.planning.engine.evidence_deed import NOTHING_KNOWN, WITHDRAWN, Evidence, EvidenceView, Known
from yaomai.planning.engine.figures import as_text
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.operations.state_evidence import NOTE_MOST, PART_MOST, state_evidence
from yaomai.planning.projections import EVIDENCE
from yaomai.planning.queries.evidence import evidence, statement
from yaomai.planning.queries.targets import target
from yaomai.registers.engine.resolve import today
from yaomai.web import labels_planning as words
from yaomai.web import target_shown as shown
from yaomai.web.access import Request, open_to, role
from yaomai.web.evidence_shown import document_of
from yaomai.web.pages.target_wording import refuse, to_change
from yaomai.web.pages.targets import number_of
from yaomai.web.presentation import Fact, FigureOrigin, Link, Source


class EvidenceForm(forms.Form):
    """How far a part is."""

    part = forms.CharField(
        label="哪一部分", max_length=PART_MOST, help_text="要交付的东西，例如“省级检测中心建成”。同名的算同一部分。"
    )
    progress = forms.ChoiceField(label="到了哪一步", choices=tuple(words.PROGRESSES.items()))
    day = forms.DateField(
        label="是哪天的情形",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    document = forms.ChoiceField(
        label="证明的文件", required=False, help_text="档案里的文件。验收了的一定要有；还没有存档的，先存进文件库。"
    )
    weight = forms.DecimalField(
        label="分量",
        initial=1,
        max_digits=24,
        decimal_places=12,
        help_text="各部分轻重不同才改；完成多少按分量算。",
    )
    due = forms.DateField(
        label="该在哪天以前验收",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="不填就是目标年的年底。",
    )
    note = forms.CharField(label="说明", required=False, max_length=NOTE_MOST, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label="为什么改", required=False, max_length=NOTE_MOST, help_text="这一部分以前说过的，要写。以前说的会留着。"
    )
    withdraws = forms.BooleanField(label="撤回这一部分：它不算在这个目标里", required=False)
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, there: Sequence[documents.DocumentView], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        choices = [("", "还没有")]
        choices += [(one.number, f"{one.title}（{one.number}）") for one in there]
        document = self.fields["document"]
        if isinstance(document, forms.ChoiceField):
            document.choices = choices


@open_to(role("official"), methods=("GET", "POST"))
def target_evidence(request: Request, number: str) -> HttpResponse:
    """Say how far a part of a milestone is, or say it anew (`of`: the record of what was said)."""
    one = to_change(request, number)
    if one.now.kind != "milestone":
        raise NotFoundError(f"target {number} is no milestone: it is judged by figures")
    known = evidence(request.viewer, [one.target]).get(one.target, NOTHING_KNOWN)
    there = documents.documents(request.viewer)
    if request.method != "POST":
        form = EvidenceForm(there=there, **_initial(request.GET.get("of", ""), known))
        return _page(request, one, form)
    form = EvidenceForm(request.POST, there=there)
    if not form.is_valid():
        return _page(request, one, form, status=400)
    said = form.cleaned_data
    new = Evidence(
        target=one.target,
        part=said["part"],
        progress=said["progress"],
        weight=said["weight"],
        day=said["day"],
        due=said["due"],
        document=number_of(said["document"]) if said["document"] else None,
        note=said["note"],
        reason=said["reason"],
        state=WITHDRAWN if said["withdraws"] else "in_force",
    )
    try:
        expected = number_of(said["expected"]) if said["expected"] else None
        state_evidence(request.viewer, new, expected=expected, now=timezone.now())
    except (InvalidError, ConflictError) as error:
        return _page(request, one, form, status=refuse(form, error))
    return HttpResponseRedirect(f"{shown.path_of(one.target)}#parts")


def _initial(of: str, known: Known) -> dict[str, Any]:
    """What the form begins with: a part as it stands, or a new one."""
    expected = {"expected": reference(known.history[0].record) if known.history else ""}
    each = next((each for each in known.parts if reference(each.record) == of), None)
    if each is None:
        return {"day": today(timezone.now()), "progress": ACCEPTED, **expected}
    said = each.said
    return {
        "part": said.part,
        "progress": said.progress,
        "day": said.day,
        "document": "" if said.document is None else reference(said.document),
        "weight": as_text(said.weight),
        "due": said.due,
        "note": said.note,
        **expected,
    }


def _page(request: Request, one: TargetView, form: EvidenceForm, status: int = 200) -> HttpResponse:
    context = {
        "one": one,
        "form": form,
        "path": shown.path_of(one.target),
        "promised": shown.promised(one.now, one.counted),
    }
    return render(request, "targets/evidence.html", context, status=status)


def explain(rest: str, viewer: Viewer) -> FigureOrigin:
    """The weight of a part, and the document that proves how far it is. Raises NotFoundError."""
    if not rest.isascii() or not rest.isdigit() or len(rest) > 18:
        raise NotFoundError(f"no evidence is called {rest[:40]!r}")
    each = statement(viewer, int(rest))
    one = target(viewer, each.said.target)
    organisation = organisation_names([each.organisation]).get(each.organisation or 0)
    return FigureOrigin(
        figure=shown.weight(each.said.weight, f"evidence/{rest}"),
        name=f"{each.said.part} · 分量",
        of=Link(one.now.name, shown.path_of(one.target)),
        as_of=each.record_time,
        formula="各部分的分量由立目标的机关说明；只有凭文件验收的才算完成",
        facts=(
            Fact("到了哪一步", words.PROGRESSES[each.said.progress], note=f"{each.said.day:%Y-%m-%d}"),
            *((Fact("说明", each.said.note),) if each.said.note else ()),
        ),
        sources=(*_source(each), _clause(one)),
        recorder=Link(organisation.name) if organisation else None,
        reveals=frozenset({EVIDENCE}),
    )


def _source(each: EvidenceView) -> tuple[Source, ...]:
    document = document_of(each)
    return () if document is None else (Source(document.word, "", each.said.note, document.href),)


def source_of(viewer: Viewer, record: int) -> tuple[Source, ...]:
    """The document of a part, as a source of a figure."""
    return _source(statement(viewer, record))


def _clause(one: TargetView) -> Source:
    href = shown.passage_path(one.document, one.start, one.end)
    return Source(f"目标：{one.document_title}", "", one.now.original, href)
