"""How is a figure of a plan corrected or added by hand: which fields, what stands in them, what is wrong with them?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict, ErrorList

from yaomai.errors import Finding, InvalidError
from yaomai.planning.engine import fields, regions, units
from yaomai.planning.engine.fields import Decided, Figure
from yaomai.web import labels_reading

_COMPARATORS = [
    (code, f"{word}（{code}）" if len(code) < 3 else word) for code, word in labels_reading.COMPARATORS.items()
]


class DecidedForm(forms.Form):
    """The fields of `fields.from_form`; who checks them is that function, so that all faults are said at once."""

    indicator = forms.CharField(label="说的是什么", required=False)
    indicator_key = forms.CharField(
        label="对应的指标（代码）",
        required=False,
        widget=forms.TextInput(attrs={"list": "indicator-keys", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label="种类", choices=list(labels_reading.KINDS.items()), required=False)
    status = forms.ChoiceField(
        label="实现与否", choices=[("", "按种类"), *labels_reading.STATUSES.items()], required=False
    )
    comparator = forms.ChoiceField(label="比较", choices=_COMPARATORS, required=False)
    value = forms.CharField(label="数值", required=False)
    low = forms.CharField(label="区间下限", required=False)
    high = forms.CharField(label="区间上限", required=False)
    unit = forms.CharField(label="单位", required=False)
    hedges = forms.CharField(label="措辞", required=False, help_text="力争、约、左右……用顿号分开")
    is_increment = forms.BooleanField(label="是增量（新增、增加），不是总数", required=False)
    year = forms.CharField(label="年份", required=False)
    base_year = forms.CharField(label="基年", required=False)
    period = forms.CharField(label="时期", required=False)
    region = forms.CharField(label="地区", required=False)
    segment = forms.CharField(label="细分", required=False, help_text="品种、行业等；整体则不填")
    scope = forms.CharField(label="范围", required=False)
    binding = forms.ChoiceField(
        label="约束性", choices=[("", "文中没有说"), ("yes", "约束性"), ("no", "预期性")], required=False
    )
    threshold_indicator = forms.CharField(label="门槛说的是什么", required=False)
    threshold_comparator = forms.ChoiceField(label="门槛的比较", choices=_COMPARATORS, initial="≥", required=False)
    threshold_value = forms.CharField(label="门槛", required=False)
    threshold_low = forms.CharField(label="门槛下限", required=False)
    threshold_high = forms.CharField(label="门槛上限", required=False)
    threshold_unit = forms.CharField(label="门槛单位", required=False)

    use_required_attribute = False  # the server says all that is wrong at once
    first = ("indicator", "indicator_key", "kind", "comparator", "value", "low", "high", "unit", "year", "region")
    """Fields that nearly every correction needs; the others are folded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("indicator", "kind", "comparator", "unit"):
            self.fields[name].required = True

    def full_clean(self) -> None:
        """Nothing: `decided` checks all fields together."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [self[name] for name in self.first]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """The others."""
        return [one for one in self if one.name not in self.first]

    @property
    def has_further_errors(self) -> bool:
        """Whether something folded is wrong."""
        return any(one.errors for one in self.further_fields)

    def decided(self, words: str, *, near: str) -> Decided | None:
        """What was entered about the printed `words`; None when something is wrong, which the form then says. `near`: the
        division of the document.
        """
        self.full_clean()
        said = {name: self._text(name) for name in self.fields}
        try:
            return fields.from_form(said, words, regions.division_of(said["region"], near=near))
        except InvalidError as error:
            self.refuse(error.findings)
            return None

    def _text(self, name: str) -> str:
        value = self.data.get(self.add_prefix(name), "")
        return str(value)

    def refuse(self, findings: tuple[Finding, ...]) -> None:
        """Say at each field what is wrong with it; what belongs to none is said above."""
        for finding in findings:
            name = finding.pointer.rpartition("/")[2]
            field = name if name in self.fields else NON_FIELD_ERRORS
            errors = self.errors.setdefault(field, ErrorList())
            errors.append(labels_reading.fault(finding))

    def focus_first_wrong(self) -> None:
        """The first field that is wrong takes the focus when the page is there: the browser scrolls to it."""
        wrong = next((one for one in self if one.errors), None)
        if wrong is not None:
            wrong.field.widget.attrs["autofocus"] = True


def initial(decided: Decided) -> dict[str, Any]:
    """What the form shows before anybody changes it."""
    inner = decided.threshold
    return {
        "indicator": decided.indicator,
        "indicator_key": decided.indicator_key,
        "kind": decided.kind,
        "status": decided.status,
        "comparator": decided.comparator,
        **_figure(decided.figure, ""),
        "hedges": "、".join(decided.hedges),
        "is_increment": decided.is_increment,
        "year": decided.year or "",
        "base_year": decided.base_year or "",
        "period": decided.period,
        "region": decided.region,
        "segment": decided.segment,
        "scope": decided.scope,
        "binding": {True: "yes", False: "no", None: ""}[decided.binding],
        "threshold_indicator": inner.indicator if inner else "",
        "threshold_comparator": inner.comparator if inner else "≥",
        **_figure(inner.figure if inner else Figure(), "threshold_"),
    }


def _figure(figure: Figure, prefix: str) -> Mapping[str, str]:
    numbers = {"value": figure.value, "low": figure.low, "high": figure.high}
    said = {name: "" if one is None else format(units.plain(one), "f") for name, one in numbers.items()}
    return {f"{prefix}{name}": text for name, text in {**said, "unit": figure.unit}.items()}
