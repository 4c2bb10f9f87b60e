"""Which source counts first where sources disagree, who decided that, and how is it changed?"""

from typing import cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError
from yaomai.people.queries.recorders import organisation_names
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.queries.preferences import PreferenceView, preferences
from yaomai.web import labels_statements
from yaomai.web.access import Request, anyone, by_method, open_to, role
from yaomai.web.pages.register_decisions import REASON_LENGTH_MOST
from yaomai.web.register_access import Register, with_register
from yaomai.web.register_shown import kind_path

DEFAULT = ("authority", "self", "document", "other")
"""What counts where no rule was made (registers/engine/resolve.py)."""
WHOLE = "*"
"""In the form: the kind as a whole."""
WHO_DECIDES = ("administrator", "official")


class RuleForm(forms.Form):
    """A rule: for which property, in which order, why."""

    which = forms.ChoiceField(label="哪一栏")
    reason = forms.CharField(
        label="理由",
        max_length=REASON_LENGTH_MOST,
        help_text="和规则一起写入账本，人人可见。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )

    def __init__(self, register: Register, data: object = None) -> None:
        super().__init__(data, auto_id="f-%s")  # type: ignore[arg-type]  # a QueryDict or None
        choices = [(WHOLE, "整本名录（没有单独规则的各栏）"), *((one.name, one.label) for one in register.properties)]
        self.fields["which"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        ranks = [(str(number), f"第 {number}") for number in range(1, len(DEFAULT) + 1)]
        for rank, source in enumerate(DEFAULT, start=1):
            word, meaning = labels_statements.SOURCES[source]
            ranked: forms.Field = forms.ChoiceField(label=word, help_text=meaning, choices=ranks, initial=str(rank))
            self.fields[f"rank-{source}"] = ranked

    def ranks(self) -> list[forms.BoundField]:
        """The fields that say which source comes first."""
        return [self[f"rank-{source}"] for source in DEFAULT]

    def clean(self) -> dict[str, object]:
        """Each place once."""
        cleaned = super().clean() or self.cleaned_data
        ranks = [cleaned.get(f"rank-{source}") for source in DEFAULT]
        if None not in ranks and len(set(ranks)) < len(ranks):
            self.add_error(None, "两类来源排在了同一位，请让每一类各占一位。")
        return cast("dict[str, object]", cleaned)

    def order(self) -> list[str]:
        """The classes of source, first first."""
        return sorted(DEFAULT, key=lambda source: int(self.cleaned_data[f"rank-{source}"]))


@open_to(anyone)
@with_register
def _read_rules(request: Request, register: Register) -> HttpResponse:
    """The rules in force and those before them."""
    return _page(request, register, RuleForm(register))


@open_to(role(*WHO_DECIDES), methods=("POST",))
@with_register
def _make_rule(request: Request, register: Register) -> HttpResponse:
    """Make a rule, with the reason."""
    form = RuleForm(register, request.POST)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            prefer(
                request.viewer,
                register.kind.name,
                wanted["which"].removeprefix(WHOLE),
                form.order(),
                reason=wanted["reason"],
                now=timezone.now(),
            )
        except InvalidError as error:
            for finding in error.findings:
                form.add_error(None, labels_statements.finding_words(finding))
        else:
            return HttpResponseRedirect(f"{kind_path(register.kind)}/rules")
    return _page(request, register, form)


register_rules = by_method(GET=_read_rules, POST=_make_rule)


def _page(request: Request, register: Register, form: RuleForm) -> HttpResponse:
    labels = {one.name: one.label for one in register.properties}
    made = [one for one in preferences(register.kind.name) if not one.property or one.property in labels]
    names = organisation_names(one.organisation for one in made)
    held: dict[str, PreferenceView] = {}
    for one in made:
        if one.withdrawn is None:
            held.setdefault(one.property, one)
    whole = held.get("")
    rules = [("整本名录", list(whole.sources) if whole else list(DEFAULT), whole is None)]
    rules += [(labels[name], list(one.sources), False) for name, one in held.items() if name]
    context = {
        "kind": register.kind,
        "path": kind_path(register.kind),
        "rules": [
            (label, [labels_statements.source_word(source) for source in sources], is_default)
            for label, sources, is_default in rules
        ],
        "sources": [labels_statements.SOURCES[source] for source in DEFAULT],
        "history": [
            {
                "label": labels.get(one.property, "整本名录"),
                "order": labels_statements.source_words(" ".join(one.sources)),
                "reason": one.reason,
                "who": names[one.organisation].name if one.organisation in names else labels_statements.OPERATOR,
                "when": timezone.localtime(one.record_time),
                "holds": held.get(one.property) is one,
            }
            for one in made
        ],
        "form": form,
        "may_decide": request.viewer.is_signed_in and bool(set(WHO_DECIDES) & request.viewer.roles),
    }
    return render(request, "registers/rules.html", context, status=400 if form.errors else 200)
