"""Who did what?"""

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.people.queries.accounts import organisations
from yaomai.people.queries.audit import AuditFilter, AuditRow, actions, who_did_what
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, open_to, role
from yaomai.web.pages.people.forms import AuditForm
from yaomai.web.table import Arrangement, Column, Row, Table, keyset_mark

_COLUMNS = (
    Column("time", "时间", "time"),
    Column("who", "谁"),
    Column("organisation", "机构"),
    Column("action", "做了什么"),
    Column("outcome", "结果"),
    Column("path", "地址", "id"),
    Column("address", "来自", "address"),
)


def _who(row: AuditRow) -> str:
    if row.account is not None:
        return row.account_name or f"账户 {row.account}"
    if row.key is not None:
        return f"密钥 {row.key}（{row.key_name}）" if row.key_name else f"密钥 {row.key}"
    return "命令行" if row.status is None else "未登录者"


def _row(row: AuditRow) -> Row:
    return {
        "time": timezone.localtime(row.time),
        "who": _who(row),
        "organisation": row.organisation_name,
        "action": labels.action_word(row.action),
        "outcome": labels.OUTCOME_WORDS[row.outcome],
        "path": f"{row.method} {row.path}".strip(),
        "address": row.address,
    }


@open_to(
    role("auditor", "administrator", "organisation_administrator"),
    reveals=("people.audit_entry", "people.account"),
)
def audit(request: Request) -> HttpResponse:
    """The audit trail, newest first; the reading of it is on it, too."""
    before = keyset_mark(request.GET)
    now = timezone.now()
    form = AuditForm(
        request.GET,
        organisations=[(row.organisation, row.name) for row in organisations(request.viewer, now=now)],
        actions=actions(request.viewer),
    )
    wanted = form.wanted() if form.is_valid() else AuditFilter()
    page = who_did_what(request.viewer, wanted, before=before)
    filters = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    table = Table(
        key="audit",
        caption="新的在前",
        columns=_COLUMNS,
        rows=tuple(_row(row) for row in page.rows),
        arrangement=Arrangement("", descending=False, filters=filters, after=str(before or "")),
        older=str(page.before) if page.before else "",
        has_newer=before is not None,
        empty="修改、被拒绝的请求和对敏感内容的查看会记在这里。",
    )
    is_filtered = any(value is not None for value in asdict(wanted).values())
    return render(
        request,
        "people/audit.html",
        {"table": table, "form": form, "is_filtered": is_filtered},
        status=400 if form.errors else 200,
    )
