"""How is an entity entered and changed by hand: which field for which type, what has changed, what is wrong with it?

A form states only what was changed since it was opened. What each property held then is a digest in the form; where somebody else
changed the same property meanwhile, the form says so and takes the second sending for a decision. Nothing that was typed is lost.

Beside each field stands for which days it is said. That is those of the statement that it corrects, unless somebody changes it:
who corrects a year's value corrects that of no other year.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import orjson
from django import forms
from django.http import QueryDict

from yaomai.errors import InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import (
    Area,
    Choice,
    Code,
    Date,
    Flag,
    Kind,
    Number,
    Property,
    Ref,
    Text,
    Year,
)
from yaomai.registers.engine import reading
from yaomai.registers.operations.state import Saying
from yaomai.web import labels_registers, labels_statements, register_refs
from yaomai.web.register_refs import Candidate
from yaomai.web.register_shown import Titles, several, text, type_words, unit_of, validity_words

OPENED, ASKED = "form-opened", "form-asked"
"""Names of fields that are no properties: those have no dash."""
Period = tuple[date | None, date | None]
"""From which day, until before which; None: without end."""
ALWAYS: Period = (None, None)
_LONG_TEXT = 80


@dataclass(frozen=True, slots=True)
class Choosing:
    """A reference by which several entities may be meant: those, to be chosen from."""

    field: str
    label: str
    text: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A field with what the page shows around it. `is_group`: several checkboxes under one legend; `width`: short, code or long."""

    field: forms.BoundField
    choosing: Choosing | None
    is_required: bool
    is_group: bool
    unit: str
    ref_kind: str
    width: str
    period: tuple[forms.BoundField, forms.BoundField]
    period_words: str
    is_period_open: bool


class EntityForm(forms.Form):
    """The form of one entity. `properties`: those that the viewer sees and may change; `values`: what they hold now; `periods`: of
    which days that is said, where it is not always.

    After `is_valid()`: `sayings` is what is to be stated. `choosing`: references that are not clear; `overtaken`: names of
    properties that somebody else changed since the form was opened.
    """

    def __init__(
        self,
        viewer: Viewer,
        kind: Kind,
        properties: Sequence[Property],
        values: Mapping[str, object],
        titles: Titles,
        data: QueryDict | None = None,
        *,
        periods: Mapping[str, Period] | None = None,
    ) -> None:
        super().__init__(data, auto_id="f-%s")  # an id that no property's name can be taken for
        self.viewer, self.kind, self.properties = viewer, kind, tuple(properties)
        self.values, self.titles, self.periods = values, titles, periods or {}
        self.sayings: tuple[Saying, ...] = ()
        self.choosing: list[Choosing] = []
        self.overtaken: list[str] = []
        for one in self.properties:
            self.fields[one.name] = _field(kind, one)
            self.initial[one.name] = _written(one, values.get(one.name), titles)
            for label, at, end in zip(
                ("从哪天起", "到哪天为止（不含这天）"),
                self.periods.get(one.name, ALWAYS),
                period_names(one.name),
                strict=True,
            ):
                widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                self.fields[end] = forms.DateField(required=False, label=label, widget=widget)
                self.initial[end] = at
        self.opened = {one.name: digest(values.get(one.name)) for one in self.properties}

    def groups(self, grouped: Sequence[tuple[str, str, list[Property]]]) -> list[tuple[str, str, list[Entry]]]:
        """The fields in the groups of the entity's page, each with the choice that it asks for, if any."""
        choosing = {one.field: one for one in self.choosing}
        return [
            (key, heading, [self._entry(one, choosing.get(one.name)) for one in found])
            for key, heading, found in grouped
        ]

    def _entry(self, one: Property, choosing: Choosing | None) -> Entry:
        since, until = (self[name] for name in period_names(one.name))
        held = self.periods.get(one.name, ALWAYS)
        is_changed = [each.value() or None for each in (since, until)] != [day and day.isoformat() for day in held]
        return Entry(
            self[one.name],
            choosing,
            is_required=one.required,
            is_group=one.many and isinstance(one.type, Choice),
            unit=unit_of(one),
            ref_kind=one.type.kind if isinstance(one.type, Ref) else "",
            width=_width(one),
            period=(since, until),
            period_words=validity_words(*held) or "一直有效",
            is_period_open=bool(since.errors or until.errors or (self.is_bound and is_changed) or held != ALWAYS),
        )

    @property
    def opened_written(self) -> str:
        """The digests of the values from which the form departs, for its hidden field. Sent again, it departs from the same as
        before; only what it told of as changed by somebody else departs from what is there now.
        """
        return json.dumps({**self.opened, **{k: v for k, v in self._opened_then().items() if k not in self.overtaken}})

    def clean(self) -> dict[str, Any]:
        """Read every property that was changed; all that is wrong stands at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened = self._opened_then()
        says: list[Saying] = []
        for one in self.properties:
            period = self._period(one, cleaned)
            if one.name in self.errors or period is None:
                continue
            try:
                value = self._read(one, cleaned.get(one.name))
            except reading.ReadFault as fault:
                self.add_error(one.name, labels_registers.fault_sentence(fault))
                continue
            except _UnclearError:
                continue
            is_moved = period != self.periods.get(one.name, ALWAYS) and value is not None
            if digest(value) == opened.get(one.name, self.opened[one.name]) and not is_moved:
                continue
            if self._is_overtaken(one, value, opened):
                continue
            if value is None and one.required:
                self.add_error(one.name, "必须填写。")
                continue
            if digest(value) != self.opened[one.name] or is_moved:
                says.append(saying(one, value, *period))
        self._look_for_missing(cleaned)
        self.sayings = tuple(says)
        return cleaned

    def _period(self, one: Property, cleaned: Mapping[str, Any]) -> Period | None:
        """Of which days the property is said: as the fields say, and as it was where they were not sent; None: they are wrong."""
        held = self.periods.get(one.name, ALWAYS)
        first, last = period_names(one.name)
        if first in self.errors or last in self.errors:
            return None
        since = cleaned.get(first) if first in self.data else held[0]
        until = cleaned.get(last) if last in self.data else held[1]
        if since and until and until <= since:
            self.add_error(last, "要晚于开始的那天。")
            return None
        return since, until

    def _look_for_missing(self, cleaned: Mapping[str, Any]) -> None:
        for one in self.properties:
            if one.required and not cleaned.get(one.name) and one.name not in self.errors and not self.values:
                self.add_error(one.name, "必须填写。")

    def _opened_then(self) -> dict[str, str]:
        """What the properties held when the form was opened, as it says itself."""
        try:
            said = orjson.loads(self.data.get(OPENED, "{}"))
        except orjson.JSONDecodeError:
            said = {}
        return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}

    def _is_overtaken(self, one: Property, value: object, opened: Mapping[str, str]) -> bool:
        """Whether another value is there than when the form was opened, and than is wanted."""
        now = self.opened[one.name]
        if one.name not in opened or opened[one.name] == now or digest(value) == now:
            return False
        held = text(one, self.values[one.name], self.titles) if self.values.get(one.name) is not None else "没有值"
        self.add_error(one.name, f"您打开这张表以后，有人把它改成了：{held}。再按一次保存，就记下您写的。")
        self.overtaken.append(one.name)
        return True

    def _read(self, one: Property, given: Any) -> object:
        """The canonical value of what was entered; None for nothing. Raises ReadFault, or _UnclearError for a reference."""
        if isinstance(one.type, Choice):
            if one.many:
                return [code for code in one.type.options if code in (given or ())] or None
            return given or None
        if isinstance(one.type, Flag):
            return {"true": True, "false": False}.get(given or "")
        if isinstance(given, date):
            return given.isoformat()
        written = str(given or "").strip()
        if not written:
            return None
        if isinstance(one.type, Ref):
            numbers = [self._referred(one, piece) for piece in _pieces(one, written)]
            return numbers if one.many else numbers[0]
        return reading.read(one.type, written, many=one.many).value

    def _referred(self, one: Property, piece: str) -> int:
        """The number of the entity that is meant. Raises _UnclearError (they are noted), or ReadFault for none."""
        held = [number for number in several(one, self.values.get(one.name)) if isinstance(number, int)]
        for number in held:
            if self.titles.get(number, f"#{number}") == piece:
                return number
        chosen = self.data.get(f"{one.name}-chosen", "")
        asked = self.data.get(f"{one.name}-asked", "")
        found = register_refs.candidates(self.viewer, register_refs.kind_of(one), piece)
        if chosen and asked == piece:
            picked = next((each.number for each in found if str(each.number) == chosen), None)
            if picked is not None:
                return picked
        exact = [each for each in found if piece in {each.title, f"#{each.number}"}]
        if len(exact) == 1:
            return exact[0].number
        if not found:
            raise reading.ReadFault("registers.value_reference", piece)
        self.choosing.append(Choosing(one.name, one.label, piece, tuple(found)))
        few = (
            f"叫“{piece}”的有 {len(exact)} 个，请选一个。"
            if exact
            else "没有正好叫这个名字的，请从下面选一个，或改写。"
        )
        self.add_error(one.name, few)
        raise _UnclearError

    def put(self, error: InvalidError) -> None:
        """Show what the operation found, each at its field, what belongs to none above the form."""
        for finding in error.findings:
            name = finding.pointer.rpartition("/")[2]
            words = labels_statements.finding_words(finding)
            at = name if name in self.fields else None
            if words not in self.errors.get(at or "__all__", []):
                self.add_error(at, words)


class _UnclearError(Exception):
    """A reference by which several may be meant; they are noted."""


def period_names(name: str) -> tuple[str, str]:
    """The names of the two fields that say of which days a property is said."""
    return f"{name}-valid-from", f"{name}-valid-to"


def saying(one: Property, value: object, since: date | None = None, until: date | None = None) -> Saying:
    """What is stated of a property."""
    unit = one.type.unit if isinstance(one.type, Number) and value is not None else ""
    return Saying(one.name, value, unit, since, until)


def digest(value: object) -> str:
    """A short mark of a value, by which two are told apart."""
    if value is None:
        return ""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _pieces(one: Property, written: str) -> list[str]:
    if not one.many:
        return [written]
    parts = written.replace("；", "\n").replace(";", "\n").splitlines()
    return [part.strip() for part in parts if part.strip()]


def _written(one: Property, value: object, titles: Titles) -> object:
    """What stands in the field when it is opened."""
    if isinstance(one.type, Choice):
        return value if one.many else (value or "")
    if isinstance(one.type, Flag):
        return "" if value is None else str(bool(value)).lower()
    written = [_one_written(one, each, titles) for each in several(one, value)]
    return "\n".join(written)


def _one_written(one: Property, value: object, titles: Titles) -> str:
    if isinstance(one.type, Ref) and isinstance(value, int):
        return titles.get(value, f"#{value}")
    return reading.written(one.type, value)


def _field(kind: Kind, one: Property) -> forms.Field:
    """The field for a property's type."""
    shared: dict[str, Any] = {"label": one.label, "required": False, "help_text": _help(one)}
    field: forms.Field
    match one.type:
        case Choice(options) if one.many:
            field = forms.MultipleChoiceField(
                choices=list(options.items()), widget=forms.CheckboxSelectMultiple, **shared
            )
        case Choice(options):
            field = forms.ChoiceField(choices=[("", "没有填"), *options.items()], **shared)
        case Flag():
            field = forms.ChoiceField(choices=[("", "没有填"), ("true", "是"), ("false", "否")], **shared)
        case Date() if not one.many:
            field = forms.DateField(
                input_formats=["%Y-%m-%d"], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared
            )
            field.error_messages["invalid"] = "这不是一个日子，写成 2026-03-01 这样。"
        case _:
            field = forms.CharField(strip=True, widget=_widget(kind, one), **shared)
    return field


def _width(one: Property) -> str:
    """How wide the control is: as wide as what is written there."""
    match one.type:
        case Number() | Year() | Date() | Flag():
            return "short"
        case Code():
            return "code"
    return "long"


def _widget(kind: Kind, one: Property) -> forms.Widget:
    match one.type:
        case Text(lines=lines, longest=longest) if lines or (longest > 200 and not one.many):
            return forms.Textarea(attrs={"rows": 4})
        case Area():
            return forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "id"})
    if one.many and not isinstance(one.type, Ref):
        return forms.Textarea(attrs={"rows": 2})
    attributes: dict[str, str] = {"autocomplete": "off"}
    match one.type:
        case Number():
            attributes |= {"inputmode": "decimal"}
        case Year():
            attributes |= {"inputmode": "numeric"}
        case Code():
            attributes |= {"autocapitalize": "characters", "spellcheck": "false"}
        case Ref():
            if one.many:
                return forms.Textarea(attrs={"rows": 2})
            asked = urlencode({"property": one.name})
            attributes |= {
                "list": f"options-{one.name}",
                "hx-get": f"/registers/{kind.name}/options?{asked}",
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#options-{one.name}",
            }
    return forms.TextInput(attrs=attributes)


def _help(one: Property) -> str:
    """What stands below the label: what it means, how it is written, where that is fixed."""
    written = "" if isinstance(one.type, Choice | Flag | Date) or _is_plain(one) else f"{type_words(one)}。"
    several_lines = "可以有几个，一行一个。" if one.many and not isinstance(one.type, Choice) else ""
    said = written.replace("；可以有几个，用分号隔开", "") + several_lines
    standard = f"依据：{one.standard}。" if one.standard else ""
    return " ".join(part for part in (one.help, said, standard) if part)


def _is_plain(one: Property) -> bool:
    """Whether the type needs no words: a text, or a number whose unit stands beside the field."""
    return isinstance(one.type, Text) or (
        isinstance(one.type, Number) and one.type.least is None and one.type.most is None
    )
