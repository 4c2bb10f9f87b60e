"""Which forms are there about people? They read fields; what is allowed is decided by the operations."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from unicodedata import normalize

from django import forms
from django.utils import timezone

from yaomai.people.engine.held_roles import ALWAYS, Held, Term
from yaomai.people.queries.audit import AuditFilter
from yaomai.standards import gbt2260
from yaomai.web import labels_people as labels
from yaomai.web import shown_kinds

_LONG_ENOUGH = "至少 10 个字符；长比复杂更安全。"
Choices = Collection[tuple[int, str]]


def _password(label: str, *, is_new: bool = False, help_text: str = "") -> forms.CharField:
    """A field for a password, the one that holds or a new one, taken to the letter."""
    kept_as = "new-password" if is_new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": kept_as})
    return forms.CharField(label=label, max_length=1000, strip=False, help_text=help_text, widget=widget)


class _TypedTwice(forms.Form):
    """A form in which a password is chosen, in the field that `chosen` names, and typed `again`."""

    chosen: ClassVar[str]

    def clean_again(self) -> str:
        """The two must be the same."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get(self.chosen, again) != again:
            raise forms.ValidationError(f"两次输入的{self.fields[self.chosen].label}不同，请重新输入。")
        return again


class SignInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label="登录名",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _password("密码")


class CodeForm(forms.Form):
    """A code of an authenticator, or a recovery code."""

    code = forms.CharField(
        label="动态码",
        max_length=60,
        help_text="手机验证器上的六位数字；手机不在身边时，输入一个恢复码。",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
    )


class FirstCodeForm(CodeForm):
    """The first code of an authenticator that is being set up, and the password."""

    password = _password("现在的密码", help_text="证明是您本人，不是有人用了没退出的浏览器。")

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["code"].help_text = "扫码之后，手机验证器上显示的六位数字。"


class PasswordForm(_TypedTwice):
    """The old password, the new one, and the new one again."""

    chosen = "new"
    old = _password("现在的密码")
    new = _password("新密码", is_new=True, help_text=_LONG_ENOUGH)
    again = _password("再输一遍新密码", is_new=True)


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
    """An organisation to be founded, or how one is to be from now on."""

    name = forms.CharField(label="机构名称", max_length=200, help_text="与营业执照或法人证书一致。")
    kind = forms.ChoiceField(label="类型", choices=labels.organisation_kind_choices)
    parent = forms.TypedChoiceField(label="上级机构", required=False, coerce=int, empty_value=None)
    division = forms.CharField(
        label="行政区划",
        required=False,
        max_length=60,
        help_text="六位代码或名称，例如 621126 或 岷县。主管部门填辖区，其他机构填所在地。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    invented = forms.BooleanField(label="演示用的虚构机构", required=False)

    def __init__(self, data: object = None, *, parents: Choices, **initial: object) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["parent"].choices = [("", "没有上级"), *parents]  # type: ignore[attr-defined]  # a choice

    def clean_division(self) -> str:
        """The code that was written, or that of the one division with this name."""
        written: str = normalize("NFKC", self.cleaned_data["division"]).strip()
        if not written or written.isdigit():
            return written
        found = gbt2260.find(written)
        if not found:
            raise forms.ValidationError("没有叫这个名字的行政区划，请核对，或填六位代码。")
        if len(found) > 1:
            several = "、".join(f"{one.code} {gbt2260.path(one.code)}" for one in found[:6])
            raise forms.ValidationError(f"叫这个名字的不止一处，请填代码：{several}。")
        return found[0].code


class OrganisationEndForm(forms.Form):
    """Why an organisation is dissolved, and which one goes on with what it had."""

    reason = forms.CharField(label="原因", max_length=400, help_text="例如：并入某局；注销登记。不要写个人信息。")
    successor = forms.TypedChoiceField(label="承接的机构", required=False, coerce=int, empty_value=None)

    def __init__(self, data: object = None, *, successors: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["successor"].choices = [("", "没有"), *successors]  # type: ignore[attr-defined]  # a choice


class RolesForm(forms.Form):
    """The roles of an account, each always or for a time; offered are those that this person may grant or that the account has."""

    roles = forms.MultipleChoiceField(label="角色", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: object = None, *, offered: Collection[str], held: Collection[Held] = ()) -> None:
        by_role = {one.role: one.term for one in held}
        super().__init__(data, initial={"roles": list(by_role)})  # type: ignore[arg-type]  # a QueryDict or None
        choices = [(role, words) for role, words in labels.role_choices() if role in offered]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.offered = [role for role, _ in choices]
        for role in self.offered:
            term = by_role.get(role, ALWAYS)
            self.fields[f"since_{role}"] = _moment_field("开始", f"{labels.role_word(role)}：开始", term.since)
            self.fields[f"until_{role}"] = _moment_field("结束", f"{labels.role_word(role)}：结束", term.until)

    def role_rows(self) -> list[tuple[object, forms.BoundField, forms.BoundField, bool]]:
        """For the template: the choice of a role, the fields of its term, and whether its term is to be seen at once."""
        choices = list(self["roles"])
        rows: list[tuple[object, forms.BoundField, forms.BoundField, bool]] = []
        for choice, role in zip(choices, self.offered, strict=True):
            since, until = self[f"since_{role}"], self[f"until_{role}"]
            is_open = bool(since.value() or until.value() or since.errors or until.errors)
            rows.append((choice, since, until, is_open))
        return rows

    def terms(self) -> dict[str, Term]:
        """The terms of the chosen roles of a valid form; what stands beside a role that is not chosen counts nothing."""
        asked = self.cleaned_data
        terms = {role: Term(asked[f"since_{role}"], asked[f"until_{role}"]) for role in asked["roles"]}
        return {role: term for role, term in terms.items() if term != ALWAYS}


_YEARS = range(2000, 2200)


def _in_our_time(moment: datetime) -> None:
    if moment.year not in _YEARS:
        raise forms.ValidationError("请填写 2000 年至 2199 年之间的时间。")


def _moment_field(label: str, spoken: str, initial: datetime | None) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        initial=initial,
        validators=[_in_our_time],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "aria-label": spoken}, format="%Y-%m-%dT%H:%M"),
    )


class AccountForm(RolesForm):
    """An account to be opened; its first password is made up by the system."""

    login = forms.CharField(label="登录名", max_length=200, help_text="小写字母、数字和 . _ @ -，3 至 64 个字符。")
    name = forms.CharField(label="姓名", max_length=200)
    field_order = ("login", "name", "roles")


class InvitationForm(RolesForm):
    """An invitation to be made."""

    note = forms.CharField(label="邀请谁", max_length=200, help_text="写给自己看，例如：王敏，质量部。")
    days = forms.TypedChoiceField(
        label="链接的有效期", coerce=int, initial="7", choices=[("1", "1 天"), ("7", "7 天"), ("30", "30 天")]
    )
    field_order = ("note", "roles", "days")


class JoinForm(_TypedTwice):
    """What somebody who was invited chooses."""

    chosen = "password"
    name = forms.CharField(label="姓名", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    login = forms.CharField(
        label="登录名",
        max_length=200,
        help_text="小写字母、数字和 . _ @ -，3 至 64 个字符。",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _password("密码", is_new=True, help_text=_LONG_ENOUGH)
    again = _password("再输一遍密码", is_new=True)


class LeavingForm(forms.Form):
    """Why an account ends, since when its holder is gone, and who goes on with the duties."""

    reason = forms.ChoiceField(
        label="原因",
        choices=[
            ("", "请选择"),
            *((code, word) for code, word in labels.LEAVING_REASON_WORDS.items() if code != "dissolved"),
        ],
    )
    left_on = forms.DateField(
        label="离开的日子",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    successor = forms.TypedChoiceField(
        label="工作交给谁", required=False, coerce=int, empty_value=None, help_text="接手的人会得到这个账户现有的角色。"
    )

    def __init__(self, data: object = None, *, successors: Choices, today: date) -> None:
        super().__init__(data, initial={"left_on": today})  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["successor"].choices = [("", "没有人接手"), *successors]  # type: ignore[attr-defined]  # a choice

    def clean_left_on(self) -> date:
        """A day of our time."""
        day: date = self.cleaned_data["left_on"]
        if day.year not in _YEARS:
            raise forms.ValidationError("请填写 2000 年以后的日期。")
        return day


class RemovalForm(forms.Form):
    """Why somebody else's second factor is taken away."""

    reason = forms.ChoiceField(label="原因", choices=[("", "请选择"), *labels.REMOVAL_REASON_WORDS.items()])


class AuditForm(forms.Form):
    """What to look for on the audit trail. The last day of the calendar has no day after it: it is refused, not a fault."""

    person = forms.CharField(label="谁（姓名或登录名）", required=False, max_length=200)
    organisation = forms.TypedChoiceField(label="机构", required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(label="做了什么", required=False)
    outcome = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *labels.OUTCOME_WORDS.items()])
    kind = forms.ChoiceField(label="涉及的内容", required=False)
    since = forms.DateField(
        label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    sort = forms.ChoiceField(label="排序", required=False, choices=[("", "新的在前"), ("time", "旧的在前")])

    def __init__(
        self, data: object, *, organisations: Choices, actions: Collection[str], kinds: Collection[str]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        everything = ("", "全部")
        self.fields["organisation"].choices = [everything, *organisations]  # type: ignore[attr-defined]  # a choice
        self.fields["action"].choices = [  # type: ignore[attr-defined]  # a choice
            everything,
            *((action, labels.action_word(action)) for action in actions),
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a choice
            everything,
            *((kind, shown_kinds.word(kind)) for kind in kinds),
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
            person=asked["person"].strip() or None,
            organisation=asked["organisation"],
            action=asked["action"] or None,
            outcome=asked["outcome"] or None,
            kind=asked["kind"] or None,
            since=asked["since"] and datetime.combine(asked["since"], time(), zone),
            until=asked["until"] and datetime.combine(asked["until"] + timedelta(days=1), time(), zone),
        )
