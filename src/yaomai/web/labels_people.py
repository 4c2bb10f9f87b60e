"""With which words are roles, scopes, audit entries and refusals about people shown?"""

from collections.abc import Iterable
from datetime import datetime
from math import ceil

from django.forms import Form
from django.utils.timezone import localtime

from yaomai.errors import Finding, InvalidError
from yaomai.people.engine.held_roles import Held
from yaomai.people.engine.organisation_tree import level_of
from yaomai.people.engine.roles import ORGANISATION_KINDS, ROLES, SCOPES
from yaomai.standards import gbt2260
from yaomai.web.labels_actions import ACTION_WORDS, DONE_WORDS

ROLE_WORDS = {
    "administrator": ("系统管理员", "设立机构、开通账户、授予任何角色"),
    "organisation_administrator": ("机构管理员", "管理本机构的账户和密钥"),
    "recorder": ("记录员", "为本机构采集记录、制作设备密钥"),
    "inspector": ("监管员", "查看全部机构的记录"),
    "official": ("主管部门", "查看全部事件；名录看本辖区的"),
    "auditor": ("审计员", "查看谁做了什么"),
}

SCOPE_WORDS = {
    "capture": ("采集", "向本平台提交事件"),
    "query": ("查询", "查询本机构可以看到的记录"),
}

ORGANISATION_KIND_WORDS = {
    "operator": "平台运营机构",
    "authority": "主管部门",
    "grower": "种植养殖主体",
    "processor": "产地加工企业",
    "manufacturer": "生产企业",
    "distributor": "经营企业",
    "institution": "医疗机构",
    "laboratory": "检验机构",
    "cooperative": "合作社",
    "enterprise": "其他企业",
    "public_body": "事业单位、科研院所",
}

LEVEL_WORDS = {"province": "省级", "prefecture": "市级", "county": "县级"}

LEAVING_REASON_WORDS = {
    "left": "离职",
    "moved": "调到别的单位",
    "retired": "退休",
    "role_ended": "任期届满、借调结束",
    "misused": "违规使用",
    "duplicate": "重复开通",
    "dissolved": "机构撤销",
    "other": "其他",
}

REMOVAL_REASON_WORDS = {
    "lost": "手机丢失或损坏",
    "replaced": "换了手机",
    "unreadable": "平台更换过密钥，验证码无法核对",
    "other": "其他",
}

OUTCOME_WORDS = {"done": "已完成", "refused": "被拒绝", "invalid": "内容有误", "failed": "系统故障"}

FINDING_WORDS = {
    "people.name_length": "名称要有 1 至 120 个字。",
    "people.organisation_exists": "已有机构用着或用过这个名称，请核对；若确是另一家，请在名称中加以区别。",
    "people.organisation_ended": "这个机构已经撤销，请另选一个。",
    "people.organisation_cycle": "机构不能归到自己的下级之下。这样会绕成一圈：{value}。",
    "people.organisation_has_parts": "还有下级机构：{value}。请先把它们归到别的机构，再撤销。",
    "people.successor_itself": "不能由它自己承接。",
    "people.reason_length": "原因要有 1 至 200 个字。",
    "people.division_form": "行政区划代码是六位数字，例如 621126（岷县）。",
    "people.division_unknown": "没有这个行政区划代码，请核对。",
    "people.division_outside": "主管部门的辖区要在上级部门的辖区之内。",
    "people.term_without_role": "给了期限却没有选中这个角色。",
    "people.term_over": "这个期限已经过去。",
    "people.term_order": "期限的结束要晚于开始。",
    "people.leaving_reason": "请从列表中选择原因。",
    "people.left_on_to_come": "离开的日子还没有到。要预先安排，请给角色填写结束时间。",
    "people.successor_unfit": "接手的人要是本机构里有效的另一个账户。",
    "people.removal_reason": "请从列表中选择原因。",
    "people.invitation_note": "请写明邀请的是谁，1 至 80 个字。",
    "people.invitation_days": "邀请的有效期为 1 至 30 天。",
    "people.code_wrong": "动态码不对，或已经用过。请等手机上换出下一个再输入；也可以输入一个没用过的恢复码。",
    "people.sign_in_again": "密码或动态码刚刚有变动，请重新登录。",
    "people.organisation_kind": "请从列表中选择机构类型。",
    "people.organisation_unknown": "没有这个机构，请返回列表重新选择。",
    "people.login_form": "登录名要有 3 至 64 个字符，用小写字母、数字和 . _ @ -，以字母或数字开头和结尾。",
    "people.login_taken": "这个登录名已有人使用，请另取一个。",
    "people.password_short": "密码至少要有 10 个字符。",
    "people.password_long": "密码最多 256 个字符。",
    "people.password_has_login": "密码中不要包含登录名。",
    "people.password_monotonous": "密码至少要有 5 个不同的字符。",
    "people.role_unknown": "请从列表中选择角色。",
    "people.role_not_grantable": "这个角色只能由系统管理员授予或收回。",
    "people.key_name_length": "密钥名称要有 1 至 80 个字。",
    "people.key_scopes_none": "请至少选择一种用途。",
    "people.key_scope_unknown": "请从列表中选择用途。",
    "people.key_scope_not_yours": "您的角色不能制作这种用途的密钥，请联系本机构管理员。",
    "people.key_days": "有效期为 1 至 1098 天。",
    "people.sign_in_wrong": "登录名或密码不对。请核对大小写后再试；忘记密码请联系本机构管理员重设。",
    "people.old_password_wrong": "现在的密码不对，请重新输入。",
}


def role_word(name: str) -> str:
    """recorder → 记录员; a role without a word is shown as it is."""
    return ROLE_WORDS.get(name, (name, ""))[0]


def role_words(names: Iterable[str]) -> str:
    """The words of several roles, in the order of their declaration."""
    held = set(names)
    return "、".join(role_word(role.name) for role in ROLES if role.name in held)


def scope_words(names: Iterable[str]) -> str:
    """The words of several scopes, in the order of their declaration."""
    held = set(names)
    return "、".join(SCOPE_WORDS[scope][0] for scope in SCOPES if scope in held)


def action_word(action: str) -> str:
    """What an audit entry's action is called; one without a word is shown as it is."""
    return ACTION_WORDS.get(action, action)


def done_word(action: str, method: str) -> str:
    """What an audit entry says was done: for an address that shows and does, what was done there when something was."""
    return DONE_WORDS[action] if method in {"POST", "PATCH"} and action in DONE_WORDS else action_word(action)


def role_choices() -> list[tuple[str, str]]:
    """(role, word and meaning) in the order of their declaration."""
    return [(role.name, "：".join(ROLE_WORDS[role.name])) for role in ROLES]


def scope_choices() -> list[tuple[str, str]]:
    """(scope, word and meaning) in the order of their declaration."""
    return [(scope, "：".join(SCOPE_WORDS[scope])) for scope in SCOPES]


def organisation_kind_choices() -> list[tuple[str, str]]:
    """(kind, word) in the order of their declaration."""
    return [(kind, ORGANISATION_KIND_WORDS[kind]) for kind in ORGANISATION_KINDS]


def wait_words(until: datetime, now: datetime) -> str:
    """How long to wait before the next attempt to sign in."""
    seconds = max(1, ceil((until - now).total_seconds()))
    wait = f"{seconds} 秒" if seconds < 60 else f"{ceil(seconds / 60)} 分钟"
    return f"尝试次数太多，请等 {wait}后再试。忘记密码请联系本机构管理员重设。"


def finding_words(finding: Finding) -> str:
    """What a finding says to a person, with the value that was seen where the words have a place for it."""
    return FINDING_WORDS.get(finding.code, finding.message).replace("{value}", finding.value)


def level_word(kind: str, division: str) -> str:
    """What an organisation is: of an authority with a division its level, too. authority, 621100 → 市级主管部门."""
    level = level_of(division) if kind == "authority" else None
    return f"{LEVEL_WORDS[level] if level else ''}{ORGANISATION_KIND_WORDS[kind]}"


def division_words(division: str) -> str:
    """A division with its full name: 621126 甘肃省定西市岷县; only the code when the standard has none of it."""
    return f"{division} {gbt2260.path(division)}" if gbt2260.exists(division) else division


def held_words(held: Iterable[Held], now: datetime) -> str:
    """Roles with their terms, in the order of their declaration: 记录员、审计员（2026-12-01 00:00 至 2027-01-01 00:00）."""
    by_role = {one.role: one for one in held}
    return "、".join(_held_word(by_role[role.name], now) for role in ROLES if role.name in by_role)


def _held_word(held: Held, now: datetime) -> str:
    since, until = (f"{localtime(one):%Y-%m-%d %H:%M}" if one else "" for one in (held.term.since, held.term.until))
    if held.term.is_over(now):
        return f"{role_word(held.role)}（已于 {until} 结束）"
    bounds = (
        f"{since} 起" if since and not until else f"{since} 至 {until}" if since else f"至 {until}" if until else ""
    )
    return f"{role_word(held.role)}（{bounds}）" if bounds else role_word(held.role)


def put_findings(form: Form, error: InvalidError) -> None:
    """Show each finding of a refused operation at the field of the form that its pointer names, else above
    the form.
    """
    for finding in error.findings:
        name = finding.pointer.strip("/")
        if name.startswith("terms/"):
            name = f"until_{name.removeprefix('terms/')}"
        words = finding_words(finding)
        at = name if name in form.fields else None
        if words not in form.errors.get(at or "__all__", []):
            form.add_error(at, words)
