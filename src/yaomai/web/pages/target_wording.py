"""How does an official word a target anew, or take it back? The old value stays, and so does the reason."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.errors import ConflictError, InvalidError, NotAllowedError
from yaomai.ledger.engine.deed import reference
from yaomai.planning.engine.figures import growing
from yaomai.planning.engine.target_view import Path, TargetView, Wording
from yaomai.planning.operations.set_target import NewWording, set_target, withdraw_target
from yaomai.planning.queries.plan_rights import may_decide
from yaomai.planning.queries.targets import target
from yaomai.web import labels_planning as words
from yaomai.web import target_shown as shown
from yaomai.web.access import Request, open_to, role
from yaomai.web.labels_indicators import Scale, scale_of, scaled
from yaomai.web.labels_reading import fault
from yaomai.web.pages.targets import number_of

_POINT = re.compile(r"^\s*(?P<year>\d{4})\s*[:：,，\s]\s*(?P<value>-?\d{1,20}(?:\.\d{1,12})?)\s*$")
_COMPARATORS = {"=": "达到", "≥": "不低于", ">": "超过", "≤": "不高于", "<": "低于", "≈": "左右", "range": "区间"}
_BINDINGS = {"": "原文没有说", "yes": "约束性", "no": "预期性"}


class WordingForm(forms.Form):
    """What is promised from now on; numbers in the unit that the label says."""

    name = forms.CharField(label="目标", max_length=200)
    comparator = forms.ChoiceField(label="怎样算达到", choices=tuple(_COMPARATORS.items()))
    low = forms.DecimalField(label="目标值", required=False, max_digits=24, decimal_places=12)
    high = forms.DecimalField(
        label="区间的上限", required=False, max_digits=24, decimal_places=12, help_text="只有“区间”才填。"
    )
    year = forms.IntegerField(label="到哪年", required=False, min_value=1949, max_value=2100)
    baseline = forms.DecimalField(label="基期值", required=False, max_digits=24, decimal_places=12)
    baseline_year = forms.IntegerField(label="基期年", required=False, min_value=1949, max_value=2100)
    shape = forms.ChoiceField(label="路径", choices=tuple(words.SHAPES.items()))
    points = forms.CharField(
        label="各年应到的数",
        required=False,
        help_text="选了“规划给出的各年数”才填；一行一年，例如 2023：120",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    binding = forms.ChoiceField(label="性质", required=False, choices=tuple(_BINDINGS.items()))
    reason = forms.CharField(
        label="为什么改", max_length=500, help_text="例如：某年某月中期评估调整，文号。原来的数会留着。"
    )
    expected = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, unit: str, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        for name in ("low", "high", "baseline"):
            self.fields[name].label = f"{self.fields[name].label}（{unit}）" if unit else self.fields[name].label

    def clean_points(self) -> tuple[tuple[int, Decimal], ...]:
        """The points of a declared path, one a line."""
        found = []
        for line in self.cleaned_data["points"].splitlines():
            if not line.strip():
                continue
            point = _POINT.match(line)
            if point is None:
                raise forms.ValidationError(f"读不懂这一行：{line[:40]}。请写成 2023：120 这样。")
            found.append((int(point["year"]), Decimal(point["value"])))
        return tuple(found)


class WithdrawalForm(forms.Form):
    """Why a target is taken back."""

    reason = forms.CharField(label="为什么撤回", max_length=500)
    expected = forms.CharField(widget=forms.HiddenInput)


@open_to(role("official"), methods=("GET", "POST"))
def target_change(request: Request, number: str) -> HttpResponse:
    """Word the target anew."""
    one = to_change(request, number)
    scale = _scale(one.now, one.counted)
    if request.method != "POST":
        form = WordingForm(unit=scale[1], **_initial(one, scale))
        return _page(request, one, form)
    form = WordingForm(request.POST, unit=scale[1])
    if not form.is_valid():
        return _page(request, one, form, status=400)
    said = form.cleaned_data
    try:
        set_target(
            request.viewer,
            one.target,
            NewWording(_wording(one.now, said, scale), said["reason"], number_of(said["expected"])),
            now=timezone.now(),
        )
    except (InvalidError, ConflictError) as error:
        return _page(request, one, form, status=refuse(form, error))
    return HttpResponseRedirect(shown.path_of(one.target))


_CHANGED = "别人刚刚改过这个目标；下面是您填的，请打开目标的页面看看现在怎么写，再决定。"


def refuse(form: forms.Form, error: InvalidError | ConflictError) -> int:
    """Put what an operation says into the form; the status of the answer."""
    if isinstance(error, ConflictError):
        form.add_error(None, _CHANGED)
        return 409
    for finding in error.findings:
        member = finding.pointer.strip("/").partition("/")[0]
        form.add_error(member if member in form.fields else None, fault(finding))
    return 400


@open_to(role("official"), methods=("GET", "POST"))
def target_withdraw(request: Request, number: str) -> HttpResponse:
    """Take the target back."""
    one = to_change(request, number)
    form = WithdrawalForm(
        request.POST if request.method == "POST" else None, initial={"expected": reference(one.record)}
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, one, form, status=400 if request.method == "POST" else 200)
    said = form.cleaned_data
    try:
        expected = number_of(said["expected"])
        withdraw_target(request.viewer, one.target, said["reason"], expected=expected, now=timezone.now())
    except (InvalidError, ConflictError) as error:
        return _page(request, one, form, status=refuse(form, error))
    return HttpResponseRedirect(shown.path_of(one.target))


def to_change(request: Request, number: str) -> TargetView:
    """The target, for whoever may say something of it. Raises NotAllowedError, NotFoundError."""
    one = target(request.viewer, number_of(number))
    if not may_decide(request.viewer, documents.document(request.viewer, one.document)):
        raise NotAllowedError("targets of a plan are worded by officials of its region, or of one that holds it")
    return one


def _page(request: Request, one: TargetView, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "one": one,
        "form": form,
        "path": shown.path_of(one.target),
        "promised": shown.promised(one.now, one.counted),
        "is_withdrawal": isinstance(form, WithdrawalForm),
    }
    return render(request, "targets/change.html", context, status=status)


def _scale(now: Wording, counted: str) -> Scale:
    return scale_of([one for one in (now.low, now.high) if one is not None], shown.unit_of(now), counted)


def _initial(one: TargetView, scale: Scale) -> dict[str, Any]:
    now = one.now

    def said(value: Decimal | None) -> str:
        return "" if value is None else format(scaled(value, scale), "f")

    level = (0, "") if growing(now.indicator) != now.indicator else scale
    return {
        "name": now.name,
        "comparator": now.comparator,
        "low": said(now.low),
        "high": said(now.high) if now.comparator == "range" else "",
        "year": now.year,
        "baseline": "" if now.baseline is None else format(scaled(now.baseline, level), "f"),
        "baseline_year": now.baseline_year,
        "shape": now.path.shape,
        "points": "\n".join(f"{year}：{format(scaled(value, level), 'f')}" for year, value in now.path.points),
        "binding": {True: "yes", False: "no", None: ""}[now.binding],
        "expected": reference(one.record),
    }


def _wording(now: Wording, said: dict[str, Any], scale: Scale) -> Wording:
    """The wording that the form says; values that are levels of a growth are in the unit of the levels."""
    level = 0 if growing(now.indicator) != now.indicator else scale[0]

    def exact(value: Decimal | None, power: int) -> Decimal | None:
        return None if value is None else value.scaleb(power)

    low = exact(said["low"], scale[0])
    return replace(
        now,
        name=said["name"],
        comparator=said["comparator"],
        low=low,
        high=exact(said["high"], scale[0]) if said["comparator"] == "range" else low,
        year=said["year"],
        baseline=exact(said["baseline"], level),
        baseline_year=said["baseline_year"],
        path=Path(said["shape"], tuple((year, value.scaleb(level)) for year, value in said["points"])),
        binding={"yes": True, "no": False}.get(said["binding"]),
        state="in_force",
    )
