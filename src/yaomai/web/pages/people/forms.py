"""Which forms are there about people? They read fields; what is allowed is decided by the operations."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from yaomai.people.queries.audit import AuditFilter
from yaomai.web import labels_people as labels


class SignInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label="登录名",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """The old password, the new one, and the new one again."""

    old = forms.CharField(
        label="现在的密码",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=1000,
        strip=False,
        help_text="至少 10 个字符；长比复杂更安全。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍新密码",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """The two must be the same."""
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and self.cleaned_data["new"] != again:
            raise forms.ValidationError("两次输入的新密码不同，请重新输入。")
        return again


class KeyForm(forms.Form):
    """A key to be issued, with the scopes that this person may give."""

    name = forms.CharField(label="名称", max_length=200, help_text="写明哪台设备或哪个系统用它，例如：三号仓库扫码枪。")
    scopes = forms.MultipleChoiceField(label="用途", widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label="有效期",
        coerce=int,
        initial="365",
        choices=[("30", "30 天"), ("90", "90 天"), ("365", "1 年"), ("1096", "3 年")],
    )

    def __init__(self, data: object = None, *, allowed: Collection[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        choices = [(scope, words) for scope, words in labels.scope_choices() if scope in allowed]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField


class OrganisationForm(forms.Form):
    """An organisation to be founded."""

    name = forms.CharField(label="机构名称", max_length=200, help_text="与营业执照或法人证书一致。")
    kind = forms.ChoiceField(label="类型", choices=labels.organisation_kind_choices)
    invented = forms.BooleanField(label="演示用的虚构机构", required=False)


class RolesForm(forms.Form):
    """The roles of an account, those offered that this person may grant or that the account has."""

    roles = forms.MultipleChoiceField(label="角色", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: object = None, *, offered: Collection[str], held: Collection[str] = ()) -> None:
        super().__init__(data, initial={"roles": list(held)})  # type: ignore[arg-type]  # a QueryDict or None
        choices = [(role, words) for role, words in labels.role_choices() if role in offered]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField


class AccountForm(RolesForm):
    """An account to be opened; its first password is made up by the system."""

    login = forms.CharField(label="登录名", max_length=200, help_text="小写字母、数字和 . _ @ -，3 至 64 个字符。")
    name = forms.CharField(label="姓名", max_length=200)
    field_order = ("login", "name", "roles")


class AuditForm(forms.Form):
    """What to look for on the audit trail. The last day of the calendar has no day after it: it is refused, not a fault."""

    login = forms.CharField(label="谁（登录名）", required=False, max_length=200)
    organisation = forms.TypedChoiceField(label="机构", required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(label="做了什么", required=False)
    outcome = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *labels.OUTCOME_WORDS.items()])
    since = forms.DateField(
        label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: object, *, organisations: Collection[tuple[int, str]], actions: Collection[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        everything = ("", "全部")
        self.fields["organisation"].choices = [everything, *organisations]  # type: ignore[attr-defined]  # a choice
        self.fields["action"].choices = [  # type: ignore[attr-defined]  # a choice
            everything,
            *((action, labels.action_word(action)) for action in actions),
        ]

    def clean_until(self) -> date | None:
        """The day must have a following one."""
        until: date | None = self.cleaned_data["until"]
        if until == date.max:
            raise forms.ValidationError("没有这么晚的日期。")
        return until

    def wanted(self) -> AuditFilter:
        """The conditions of a valid form; days are those of China, the last one included."""
        asked = self.cleaned_data
        zone = timezone.get_default_timezone()
        return AuditFilter(
            login=asked["login"].strip().lower() or None,
            organisation=asked["organisation"],
            action=asked["action"] or None,
            outcome=asked["outcome"] or None,
            since=asked["since"] and datetime.combine(asked["since"], time(), zone),
            until=asked["until"] and datetime.combine(asked["until"] + timedelta(days=1), time(), zone),
        )
