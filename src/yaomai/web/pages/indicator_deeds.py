"""How does an official define an indicator otherwise, correct a published value, or take a correction back?"""

from datetime import date
from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yaomai.errors import ConflictError, Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators.engine.cell_value import read_cell_value
from yaomai.indicators.engine.checks import recordable
from yaomai.indicators.engine.units import UNITS
from yaomai.indicators.engine.values import Definition, NewCorrection, NewDefinition, SeriesKey, Value
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.corrections import correction
from yaomai.indicators.queries.definitions import definition, must_find
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.queries.series import all_editions_of
from yaomai.indicators.sight import may_define, may_state
from yaomai.ledger.engine.deed import reference
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.web import indicator_shown as shown
from yaomai.web import labels
from yaomai.web import labels_indicators as words
from yaomai.web.access import Request
from yaomai.web.labels_indicators import Scale
from yaomai.web.pages.editions import number_of, officials_change
from yaomai.web.pages.statistics import ReasonForm

_REASON = {"required": "请写明理由。"}
_EXPECTED_CHARACTERS_MAX = 80
_FIELD_OF = {"/value": "value", "/reason": "reason", "/provider": "provider", "/expect": None, "/action": "action"}


class CorrectionForm(forms.Form):
    """What is wrong with a published value, and what is used in its place."""

    action = forms.ChoiceField(
        label="怎样改",
        choices=tuple(words.ACTIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选怎样改。"},
    )
    value = forms.CharField(
        label="改用的数或倍数",
        required=False,
        max_length=60,
        help_text="选“改用另一个数”写数，可带单位，例如 12.5亿元；选“乘一个倍数”写倍数，例如 0.1。",
    )
    reason = forms.CharField(
        label="理由",
        max_length=2000,
        help_text="哪里看出它错了，依据是什么。",
        widget=forms.Textarea({"rows": 3}),
        error_messages=_REASON,
    )
    provider = forms.CharField(label="谁发布的", required=False, max_length=300)
    status = forms.ChoiceField(
        label="有没有告诉发布方", choices=tuple(words.CORRECTION_STATUSES.items()), initial="open"
    )


def _correct_page(request: Request, key: str) -> HttpResponse:
    """Choose a published value of a series, and say what is wrong with it. What it says now is in the form: when it has changed
    by the time the form is sent, nothing is recorded.
    """
    one = must_find(key)
    asked = request.POST if request.method == "POST" else request.GET
    series = SeriesKey(key, asked.get("region", ""), asked.get("segment", ""))
    if not may_state(request.viewer, series.region):
        raise NotAllowedError("values are corrected by officials who answer for their region")
    values = _published(request, series, asked.get("basis", "") or one.basis)
    chosen = _chosen(values, asked.get("span", ""))
    if request.method == "POST" and (chosen is None or _span(chosen) != asked.get("span", "")):
        raise NotFoundError(f"nothing is published of the span {asked.get('span', '')[:40]!r}")
    scale = shown.scale_for([chosen], one) if chosen else (0, "")
    initial = {"provider": edition(request.viewer, chosen.edition).publisher} if chosen else {}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if (
        request.method == "POST"
        and chosen is not None
        and form.is_valid()
        and _corrected(request, form, one, chosen, scale)
    ):
        return redirect(f"{shown.path_of(key)}#corrections")
    context = {
        "one": one,
        "path": f"{shown.path_of(key)}/correct",
        "back": shown.path_of(key),
        "form": form,
        "series": series,
        "series_words": shown.series_words(series),
        "basis": asked.get("basis", "") or one.basis,
        "spans": [
            shown.Choice(_span(each), f"{words.span_words(each.start, each.end)}：{_said(each, one)}", each is chosen)
            for each in values
        ],
        "chosen": chosen,
        "span": _span(chosen) if chosen else "",
        "expect": "" if chosen is None or chosen.value is None else format(chosen.value, "f"),
        "figure": shown.figure_of(chosen, scale),
        "words": words.span_words(chosen.start, chosen.end) if chosen else "",
        "edition": edition(request.viewer, chosen.edition) if chosen else None,
    }
    return render(request, "indicators/correct.html", context, status=400 if form.errors else 200)


def _published(request: Request, series: SeriesKey, basis: str) -> list[Value]:
    """The published values of a basis, one a span, the newest span first."""
    found: dict[tuple[date, date], Value] = {}
    for one in all_editions_of(request.viewer, series):
        if one.basis == basis:
            found.setdefault((one.start, one.end), one)
    return sorted(found.values(), key=lambda one: (one.end, one.start), reverse=True)


def _span(one: Value) -> str:
    return f"{one.start.isoformat()}..{one.end.isoformat()}"


def _chosen(values: list[Value], asked: str) -> Value | None:
    return next((one for one in values if _span(one) == asked), values[0] if values else None)


def _said(one: Value, definition: Definition) -> str:
    if one.value is None:
        return "没有数"
    scale = shown.scale_for([one], definition)
    return f"{labels.grouped(words.scaled(one.value, scale))} {scale[1]}"


def _corrected(request: Request, form: CorrectionForm, one: Definition, chosen: Value, scale: Scale) -> bool:
    """Record the correction; whether it was. What is wrong with it is put into the form."""
    said = form.cleaned_data
    try:
        expect = _expected(request.POST.get("expect", ""))
    except ArithmeticError:
        form.add_error(None, "发布的数读不出来，请重新打开这一页。")
        return False
    try:
        value = _value(said["action"], said["value"].strip(), one, chosen, scale)
    except ReadFault as fault:
        told = words.fault_words(fault.code)
        form.add_error("value", f"{told.what}{told.do}")
        return False
    new = NewCorrection(
        series=chosen.series,
        basis=chosen.basis,
        start=chosen.start,
        end=chosen.end,
        action=said["action"],
        expect=expect,
        reason=said["reason"].strip(),
        value=value,
        provider=said["provider"].strip(),
        status=said["status"],
    )
    try:
        correct(request.viewer, new, now=timezone.now())
    except InvalidError as error:
        for finding in error.findings:
            told = words.fault_words(finding.code)
            form.add_error(_FIELD_OF.get(finding.pointer), f"{told.what}{told.do}")
        return False
    return True


def _expected(text: str) -> Decimal | None:
    """The published number that the form was written for. Raises ArithmeticError for what no edition can have said."""
    number = Decimal(text[:_EXPECTED_CHARACTERS_MAX]) if text else None
    if not recordable(number):
        raise ArithmeticError(text[:_EXPECTED_CHARACTERS_MAX])
    return number


def _value(action: str, text: str, one: Definition, chosen: Value, scale: Scale) -> Decimal | None:
    """The number that a correction says: a factor as it is, a value in the unit of the definition. Raises ReadFault."""
    if not text:
        return None
    if action == "scale":
        return read_cell_value(text, to_unit="", unit="").value
    is_growth = chosen.basis in ("yoy", "cagr")
    to_unit = "P1" if is_growth else one.unit
    unit = "%" if is_growth else scale[1].removesuffix(one.counted) if not one.unit else scale[1]
    return read_cell_value(text, to_unit=to_unit, unit=unit, is_growth=is_growth).value


def _correction_withdraw_page(request: Request, record: str) -> HttpResponse:
    """Take a correction back; a POST with the reason does it."""
    found = correction(request.viewer, number_of(record))
    made = found.correction
    path = shown.path_of(made.series.indicator)
    if found.withdrawn:
        return redirect(f"{path}#corrections")
    if not may_state(request.viewer, made.series.region):
        raise NotAllowedError("corrections are taken back by officials who answer for their region")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(request.viewer, made.record, form.cleaned_data["reason"], now=timezone.now())
        except ConflictError:  # somebody was quicker: the page shows how it stands now
            return redirect(f"{path}#corrections")
        except InvalidError as error:
            form.refuse(error.findings)
        else:
            return redirect(f"{path}#corrections")
    one = must_find(made.series.indicator)
    context = {
        "one": one,
        "shown": shown.corrections([found], one, may_withdraw=False)[0],
        "form": form,
        "path": f"/indicators/corrections/{reference(made.record)}/withdraw",
        "back": f"{path}#corrections",
    }
    return render(request, "indicators/correction_withdraw.html", context, status=400 if form.errors else 200)


_UNITS: list[tuple[str, str]] = sorted(
    ((code, words.unit_words(code, "数出来的，单位见量词")) for code in UNITS), key=lambda one: one[1]
)


class DefinitionForm(forms.Form):
    """What an indicator means."""

    name = forms.CharField(label="名称", max_length=300, error_messages={"required": "请写名称。"})
    scope = forms.CharField(
        label="统计范围", required=False, max_length=2000, help_text="数的是谁，例如规模以上医药制造业。"
    )
    unit = forms.ChoiceField(
        label="单位",
        required=False,
        choices=_UNITS,
    )
    counted = forms.CharField(label="量词", required=False, max_length=10, help_text="数出来的才填，例如家、个。")
    basis = forms.ChoiceField(label="量的是", choices=tuple(words.BASES.items()))
    direction = forms.ChoiceField(label="方向", choices=tuple(words.DIRECTIONS.items()))
    aggregation = forms.ChoiceField(label="各地怎样合计", choices=tuple(words.AGGREGATIONS.items()))
    clause = forms.CharField(label="定义出自", required=False, max_length=2000)
    formula = forms.CharField(
        label="公式",
        required=False,
        max_length=2000,
        help_text="由别的指标算出的才填，例如 industry.profit / industry.revenue * 100。",
    )
    other_names = forms.CharField(
        label="又称",
        required=False,
        help_text="一行一个；统计表里写这些名称，也认作它。",
        widget=forms.Textarea({"rows": 3}),
    )
    reason = forms.CharField(
        label="为什么改", max_length=2000, widget=forms.Textarea({"rows": 3}), error_messages=_REASON
    )


_PLAIN_FIELDS = ("name", "scope", "unit", "counted", "basis", "direction", "aggregation", "clause", "formula")


class NewIndicatorForm(DefinitionForm):
    """What a wholly new indicator means, and by which key it is known."""

    key = forms.CharField(
        label="代号",
        max_length=120,
        help_text="定了就不能改。小写英文字母、数字，至少有一个点，例如 industry.revenue。",
        error_messages={"required": "请写代号。"},
    )
    field_order = ("name", "key")

    def clean_key(self) -> str:
        """The key, where it is none that is taken already, or would be taken for another address below /indicators."""
        key = str(self.cleaned_data["key"]).strip()
        if "." not in key:
            told = words.fault_words("indicators.key_unusable")
            raise forms.ValidationError(f"{told.what}{told.do}")
        if definition(key) is not None:
            raise forms.ValidationError("这个代号已经有指标了。要改它的意思，请去它的页面改定义。")
        return key


def _new_page(request: Request) -> HttpResponse:
    """Say what an indicator means that there was not yet. To officials of other places than a province it is said who may."""
    may = may_define(request.viewer)
    form = NewIndicatorForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].label = "为什么要它"
    if request.method == "POST" and may and form.is_valid():
        key = form.cleaned_data["key"]
        if _defined(request, form, key, ()):
            return redirect(shown.path_of(key))
    context = {"form": form, "path": "/indicators/new", "back": "/indicators", "may": may}
    return render(request, "indicators/new.html", context, status=400 if request.method == "POST" else 200)


def _defined(request: Request, form: DefinitionForm, key: str, comparable: tuple[tuple[str, str, str], ...]) -> bool:
    """Record what a valid form says; whether it was. What is wrong with it is put into the form."""
    said = form.cleaned_data
    new = NewDefinition(
        key,
        **{name: said[name].strip() for name in _PLAIN_FIELDS},
        comparable=comparable,
        other_names=tuple(line.strip() for line in said["other_names"].splitlines() if line.strip()),
    )
    try:
        define(request.viewer, new, said["reason"].strip(), now=timezone.now())
    except InvalidError as error:
        for finding in error.findings:
            _add(form, finding)
        return False
    return True


def _define_page(request: Request, key: str) -> HttpResponse:
    """Say what an indicator means otherwise than before; the older wording stays in its history."""
    one = must_find(key)
    if not may_define(request.viewer):
        raise NotAllowedError("indicators are defined by officials of the province")
    initial = {name: getattr(one, name) for name in _PLAIN_FIELDS} | {"other_names": "\n".join(one.other_names)}
    form = DefinitionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _defined(request, form, key, one.comparable):
        return redirect(f"{shown.path_of(key)}#definition")
    context = {"one": one, "form": form, "path": f"{shown.path_of(key)}/define", "back": shown.path_of(key)}
    return render(request, "indicators/define.html", context, status=400 if form.errors else 200)


def _add(form: DefinitionForm, finding: Finding) -> None:
    told = words.fault_words(finding.code)
    name = finding.pointer.split("/")[1] if finding.pointer.count("/") else ""
    form.add_error(name if name in form.fields else None, f"{told.what}{told.do}")


indicator_correct = officials_change(_correct_page)
correction_withdraw = officials_change(_correction_withdraw_page)
indicator_new = officials_change(_new_page)
indicator_define = officials_change(_define_page)
