"""How is a recall started, after seeing what it would reach, and how is it ended?"""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import Finding, InvalidError, NotAllowedError, ProofError
from yaomai.ledger.engine.deed import parse_reference
from yaomai.people.queries.recorders import organisations_called
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.recall import REASON_CHARACTERS_MAX, Scope
from yaomai.traceability.operations.recall import end_recall, may_start, start_recall
from yaomai.traceability.queries import recall_scope
from yaomai.traceability.queries.recall_reach import Reach, reach_of_scope
from yaomai.traceability.queries.recalls import recall
from yaomai.web import recall_shown
from yaomai.web.access import Request, open_to, role
from yaomai.web.pages.recalls import may_end
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Table

_TEXT_MAX = 600
_HOLDERS_SHOWN = 30
_CHOICES_MAX = 12

NOT_YOURS = "机构只能召回本机构自己做的批。别人做的、别人供应的，请联系监管员。"


class ScopeForm(forms.Form):
    """What is to be recalled: the kind of scope, and its code."""

    kind = forms.ChoiceField(
        label="召回范围",
        choices=[(kind, f"{word}：{meaning}") for kind, (word, meaning) in recall_shown.SCOPES.items()],
    )
    thing = forms.CharField(
        label="编码",
        max_length=_TEXT_MAX,
        help_text="批、单件、地点或机构的编码；供应方也可以写机构全称；一次加工写事件的记录号，例如 12.3。",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
        error_messages={"required": "请写明召回什么。", "max_length": "编码太长，请核对。"},
    )


class RecallForm(forms.Form):
    """Why, how grave, and that somebody has looked at what it reaches."""

    recall_class = forms.TypedChoiceField(
        label="召回级别",
        coerce=int,
        empty_value=None,
        choices=[
            (number, f"{recall_shown.class_word(number)}：{recall_shown.class_meaning(number)}") for number in (1, 2, 3)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择召回级别。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=REASON_CHARACTERS_MAX,
        help_text=f"所有人都能看到，最多 {REASON_CHARACTERS_MAX} 个字。例如：农药残留（毒死蜱）超标，检验报告 2026-D-118。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": recall_shown.FAULTS["recall.reason_length"]},
    )
    confirmed = forms.BooleanField(
        label="我已核对上面的范围和数量。召回写入账本后不能撤回，只能宣布结束。",
        error_messages={"required": "请先核对范围和数量，再勾选。"},
    )


class EndForm(forms.Form):
    """Why a recall is over."""

    reason = forms.CharField(
        label="理由",
        max_length=REASON_CHARACTERS_MAX,
        help_text=f"所有人都能看到，最多 {REASON_CHARACTERS_MAX} 个字。例如：应收回 312 件，收回并销毁 310 件，2 件已服用。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，最多 500 个字。"},
    )


@open_to(role("inspector", "recorder"), methods=("GET", "POST"))
def recall_new(request: Request) -> HttpResponse:
    """What a scope reaches, before anything is started; then the recall itself."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind") or "lot"
    form = ScopeForm({"kind": kind, "thing": asked["thing"]} if "thing" in asked else None, initial={"kind": kind})
    reach: Reach | None = None
    scope: Scope | None = None
    choices: tuple[Link, ...] = ()
    if form.is_bound and form.is_valid():
        scope, choices = _scope(form)
        reach = _reach(request.viewer, form, scope) if scope else None
    start = RecallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and reach is not None and scope is not None and start.is_valid():
        number = _started(request.viewer, scope, start)
        if number is not None:
            return HttpResponseRedirect(f"/recalls/{number}")
    page = {
        "form": form,
        "start": start,
        "reach": _seen(reach) if reach is not None else None,
        "choices": choices,
        "subject": _subject(scope) if scope else None,
        "is_inspector": "inspector" in request.viewer.roles,
    }
    faulty = form.errors or (request.method == "POST" and start.errors)
    return render(request, "recall_new.html", page, status=400 if faulty else 200)


def _scope(form: ScopeForm) -> tuple[Scope | None, tuple[Link, ...]]:
    """The scope that was meant, or links to what may have been meant; faults are put at the form."""
    kind, text = form.cleaned_data["kind"], form.cleaned_data["thing"]
    if kind == "step":
        try:
            return Scope("step", step=parse_reference(text)), ()
        except ProofError:
            form.add_error("thing", recall_shown.FAULTS["recall.step_unknown"])
            return None, ()
    exact = names.by_canonical([identify(text).canonical])
    if not exact and kind == "party" and (called := organisations_called(text)):
        return Scope("party", supplier=called[0].organisation), ()
    if exact:
        return Scope(kind, next(iter(exact))), ()
    meant = [one for one in names.find(text, limit=_CHOICES_MAX) if (one.kind == "place") == (kind == "place")]
    if len(meant) == 1:
        return Scope(kind, meant[0].canonical), ()
    if not meant:
        form.add_error("thing", recall_shown.FAULTS["recall.identifier_unknown"])
    return None, tuple(recall_shown.scope_link(kind, one) for one in meant)


def _reach(viewer: Viewer, form: ScopeForm, scope: Scope) -> Reach | None:
    """What the scope reaches; None, with the reason at the form, when nothing does or the viewer may not know."""
    findings = recall_scope.unknown_scope(scope, recall_scope.start(scope))
    if findings:
        _put(form, "thing", findings)
        return None
    try:
        return reach_of_scope(viewer, scope)
    except NotAllowedError:
        form.add_error("thing", NOT_YOURS)
        return None


def _started(viewer: Viewer, scope: Scope, form: RecallForm) -> int | None:
    wanted = form.cleaned_data
    try:
        return start_recall(
            viewer, scope, recall_class=wanted["recall_class"], reason=wanted["reason"], now=timezone.now()
        )
    except InvalidError as error:
        _put(form, "reason", error.findings)
    except NotAllowedError:
        form.add_error(None, NOT_YOURS)
    return None


def _put(form: forms.Form, field: str, findings: Any) -> None:
    for finding in findings:
        words = _words(finding)
        at = "recall_class" if finding.pointer == "/class" and "recall_class" in form.fields else field
        if words not in form.errors.get(at, []):
            form.add_error(at, words)


def _words(finding: Finding) -> str:
    return recall_shown.FAULTS.get(finding.code, finding.message)


def _subject(scope: Scope) -> str:
    if scope.identifier is not None:
        named = names.by_canonical([scope.identifier]).get(scope.identifier)
        return recall_shown.called(named) if named else scope.identifier
    return ""


def _seen(reach: Reach) -> dict[str, object]:
    """What stands on the page before anything is started."""
    lots = sum(1 for code in reach.things.values() if not code.is_instance)
    rows = recall_shown.holder_rows(reach)
    return {
        "lots": lots,
        "items": len(reach.things) - lots,
        "holders": len({one.holder for one in reach.holder_totals if one.held or one.arriving or not one.is_measured}),
        "has_sold": any(one.sold for one in reach.holder_totals),
        "is_whole": reach.is_whole,
        "agrees": reach.agrees,
        "is_empty": not reach.things,
        "sums": recall_shown.sums(reach),
        "table": Table(
            key="holders",
            caption="谁手里有多少",
            columns=tuple(
                replace(column, sortable=False, filterable=False)
                for column in recall_shown.HOLDER_COLUMNS
                if column.key not in ("used", "notice")
            ),
            rows=tuple(rows[:_HOLDERS_SHOWN]),
            arrangement=Arrangement("", descending=False, filters={}),
            total=len(rows),
            empty="没有事件说明货在谁手里。",
        ),
        "more": max(0, len(rows) - _HOLDERS_SHOWN),
    }


@open_to(role("inspector", "recorder"), methods=("GET", "POST"))
def recall_end(request: Request, number: int) -> HttpResponse:
    """Ask why a recall is over, and end it."""
    found = recall(request.viewer, number)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end_recall(request.viewer, number, form.cleaned_data["reason"], now=timezone.now())
        except InvalidError as error:
            _put(form, "reason", error.findings)
        else:
            return HttpResponseRedirect(f"/recalls/{number}")
    page = {
        "form": form,
        "number": number,
        "subject": recall_shown.subject(found),
        "is_open": found.is_open,
        "may_end": may_start(request.viewer) and may_end(request.viewer, found),
    }
    return render(request, "recall_end.html", page, status=400 if form.errors else 200)
