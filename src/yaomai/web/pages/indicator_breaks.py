"""How does an official declare that series are not comparable with before, and take that back?"""

from calendar import month_name
from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.errors import ConflictError, InvalidError, NotAllowedError
from yaomai.indicators.engine.spans import YEARS
from yaomai.indicators.engine.values import Definition, NewBreak, SeriesKey
from yaomai.indicators.operations.declare_break import declare_break
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.breaks import declared_break
from yaomai.indicators.queries.definitions import must_find
from yaomai.indicators.queries.series_found import series_of
from yaomai.indicators.sight import may_define, may_state
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import Viewer
from yaomai.web import breaks_shown as shown
from yaomai.web import labels_indicators as words
from yaomai.web.access import Request
from yaomai.web.indicator_shown import WHOLE, path_of
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.pages.editions import number_of, officials_change
from yaomai.web.pages.statistics import ReasonForm

_EVERY = "*"
_DOCUMENTS_MAX = 200
_FIELD_OF = {"/day": "year", "/region": "region", "/segment": "segment", "/document": "document", "/reason": "reason"}


class BreakForm(forms.Form):
    """From when on, of which series, why, and where it is written."""

    region = forms.ChoiceField(label="哪里的数", error_messages={"invalid_choice": "请从列表里选。"})
    segment = forms.ChoiceField(label="哪个分组", error_messages={"invalid_choice": "请从列表里选。"})
    year = forms.IntegerField(
        label="从哪一年起",
        min_value=YEARS.start,
        max_value=YEARS.stop - 1,
        help_text="新口径的第一期，例如 2011。",
        error_messages={
            "required": "请写年份。",
            "invalid": "年份写四位数字。",
            "min_value": f"年份在 {YEARS.start} 到 {YEARS.stop - 1} 之间。",
            "max_value": f"年份在 {YEARS.start} 到 {YEARS.stop - 1} 之间。",
        },
    )
    month = forms.TypedChoiceField(
        label="从几月起",
        coerce=int,
        choices=[(number, f"{number}月") for number in range(1, len(month_name))],
        initial=1,
        help_text="按年的数写 1月。",
        error_messages={"invalid_choice": "请从列表里选。", "required": "请从列表里选。"},
    )
    reason = forms.CharField(
        label="什么变了",
        max_length=2000,
        help_text="例如：规模以上的起点由 500 万元提高到 2000 万元。看得到这些数的人都看得到。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明什么变了。"},
    )
    document = forms.ChoiceField(
        label="依据的文件",
        required=False,
        help_text="文件库里的；没有的可以不选。",
        error_messages={"invalid_choice": "请从列表里选。"},
    )

    def __init__(self, viewer: Viewer, one: Definition, *args: object, **more: object) -> None:
        """With the series that the viewer sees and may speak of, and the documents that the viewer sees."""
        super().__init__(*args, **more)  # type: ignore[arg-type]  # whatever a form takes
        series = series_of(viewer, one.key)
        self.fields["region"].choices = _regions(viewer, series)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["segment"].choices = _segments(series)  # type: ignore[attr-defined]  # a ChoiceField
        kept = documents.documents(viewer)[:_DOCUMENTS_MAX]
        self.fields["document"].choices = [("", "不选"), *((each.number, each.title) for each in kept)]  # type: ignore[attr-defined]  # a ChoiceField


def _regions(viewer: Viewer, series: Sequence[SeriesKey]) -> list[tuple[str, str]]:
    found = dict.fromkeys(one.region for one in series if may_state(viewer, one.region))
    every = [(_EVERY, shown.EVERY_REGION)] if may_define(viewer) else []
    return [*every, *((one, words.region_words(one)) for one in found)]


def _segments(series: Sequence[SeriesKey]) -> list[tuple[str, str]]:
    found = dict.fromkeys(one.segment for one in series if one.segment)
    return [(_EVERY, f"{shown.EVERY_SEGMENT}和{WHOLE}"), ("", WHOLE), *((one, threshold_words(one)) for one in found)]


def _break_page(request: Request, key: str) -> HttpResponse:
    """Declare a break; what is wrong with it is said in the form."""
    one = must_find(key)
    is_sent = request.method == "POST"
    asked = {"region": request.GET.get("region", ""), "segment": _EVERY}
    form = BreakForm(request.viewer, one, request.POST if is_sent else None, initial=asked)
    if not form.fields["region"].choices:  # type: ignore[attr-defined]  # a ChoiceField
        raise NotAllowedError("breaks are declared by officials who answer for a region that has values")
    if is_sent and form.is_valid() and _declared(request, form, one):
        return redirect(f"{path_of(key)}#breaks")
    context = {"one": one, "form": form, "path": f"{path_of(key)}/break", "back": path_of(key)}
    return render(request, "indicators/break.html", context, status=400 if form.errors else 200)


def _declared(request: Request, form: BreakForm, one: Definition) -> bool:
    """Record what a valid form says; whether it was. What is wrong with it is put into the form."""
    said = form.cleaned_data
    new = NewBreak(
        one.key,
        date(said["year"], said["month"], 1),
        said["reason"].strip(),
        None if said["region"] == _EVERY else said["region"],
        None if said["segment"] == _EVERY else said["segment"],
        number_of(said["document"]) if said["document"] else None,
    )
    try:
        declare_break(request.viewer, new, now=timezone.now())
    except InvalidError as error:
        for finding in error.findings:
            told = words.fault_words(finding.code)
            form.add_error(_FIELD_OF.get(finding.pointer), f"{told.what}{told.do}")
        return False
    return True


def _withdraw_page(request: Request, record: str) -> HttpResponse:
    """Take a declared break back; a POST with the reason does it."""
    found = declared_break(request.viewer, number_of(record))
    made = found.declared
    back = f"{path_of(made.indicator)}#breaks"
    if found.withdrawn:
        return redirect(back)
    told = shown.shown(request.viewer, found)
    if not told.withdraw_href:
        raise NotAllowedError("breaks are taken back by officials who answer for their regions")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(request.viewer, made.record, form.cleaned_data["reason"], now=timezone.now())
        except ConflictError:  # somebody was quicker: the page shows how it stands now
            return redirect(back)
        except InvalidError as error:
            form.refuse(error.findings)
        else:
            return redirect(back)
    context = {
        "one": must_find(made.indicator),
        "shown": told,
        "form": form,
        "path": f"/indicators/breaks/{reference(made.record)}/withdraw",
        "back": back,
    }
    return render(request, "indicators/break_withdraw.html", context, status=400 if form.errors else 200)


indicator_break = officials_change(_break_page)
break_withdraw = officials_change(_withdraw_page)
