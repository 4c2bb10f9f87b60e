"""Who did what?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.ledger.engine.deed import record_id, reference
from yaomai.people.queries.accounts import organisations
from yaomai.people.queries.audit import AuditFilter, AuditRow, actions, every_entry, kinds, who_did_what
from yaomai.people.queries.recorders import account_names, organisation_names
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.registers.declaration import Kind
from yaomai.registers.queries import deeds, entities
from yaomai.web import labels_people as labels
from yaomai.web import shown_kinds
from yaomai.web.access import Request, open_to, role
from yaomai.web.pages.people.forms import AuditForm
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Column, Row, Table, as_csv, keyset_mark

_COLUMNS = (
    Column("time", "时间", "time"),
    Column("who", "谁", "link"),
    Column("action", "做了什么"),
    Column("kinds", "涉及", "link"),
    Column("outcome", "结果"),
    Column("deed", "账目", "link"),
    Column("path", "地址", "id"),
    Column("address", "来自", "address"),
)
_EXPORTED = (
    Column("time", "时间", "time"),
    Column("who", "谁"),
    Column("organisation", "机构"),
    Column("action", "做了什么"),
    Column("kinds", "涉及的内容"),
    Column("entity", "涉及的条目"),
    Column("outcome", "结果"),
    Column("status", "状态码"),
    Column("deed", "账目", "id"),
    Column("path", "地址", "id"),
    Column("address", "来自", "address"),
)
_ABOUT = re.compile(r"^/people/(?P<of>accounts/)?(?P<number>[1-9][0-9]{0,17})(?:/|$)")
"""Addresses that name an account or an organisation."""
_REGISTER = re.compile(r"^(?:/api)?/registers/(?P<kind>[a-z_0-9]+)(?:/|$)")
_ENTITY = re.compile(r"^(?:/api)?/registers/(?P<kind>[a-z_0-9]+)/(?P<number>[1-9][0-9]{0,17})(?:/|$)")
"""Addresses of a register, and of an entity in one."""


def _who(row: AuditRow) -> str:
    if row.account is not None:
        return row.account_name or f"账户 {row.account}"
    if row.key is not None:
        return f"密钥 {row.key}（{row.key_name}）" if row.key_name else f"密钥 {row.key}"
    return "命令行" if row.status is None else "未登录者"


def _kinds_words(row: AuditRow) -> str:
    """What kinds of record were shown or changed; else the register that the address is of."""
    of_address = match["kind"] if (match := _REGISTER.match(row.path)) else ""
    if not row.kinds and shown_kinds.register(of_address) is not None:
        return shown_kinds.word(f"registers.{of_address}")
    return "、".join(shown_kinds.word(kind) for kind in row.kinds)


def _told(rows: Iterable[AuditRow]) -> Mapping[int, str]:
    """What each entry says was done, with whom it was done to: by entry. 授予角色：王敏."""
    about = {row.id: match for row in rows if (match := _ABOUT.match(row.path))}
    accounts = account_names(int(match["number"]) for match in about.values() if match["of"])
    named = organisation_names(int(match["number"]) for match in about.values() if not match["of"])
    told = {}
    for row in rows:
        word, match = labels.done_word(row.action, row.method), about.get(row.id)
        number = int(match["number"]) if match else 0
        whom = accounts.get(number, "") if match and match["of"] else named[number].name if number in named else ""
        told[row.id] = f"{word}：{whom}" if whom else word
    return told


def _touched(viewer: Viewer, rows: Iterable[AuditRow]) -> Mapping[int, Link]:
    """The entity of a register that each entry is about, by entry, called by its title where the viewer sees that. Of a deed that
    tells of many, the first, and how many.
    """
    rows = tuple(rows)
    of_deeds = deeds.about(row.deed for row in rows if row.deed is not None)
    found: dict[int, tuple[Kind, int, str]] = {}
    for row in rows:
        match = _ENTITY.match(row.path)
        if row.deed in of_deeds:
            about = of_deeds[row.deed]
            found[row.id] = (about.kind, about.first, f"等 {about.entities} 个" if about.entities > 1 else "")
        elif match is not None and (kind := shown_kinds.register(match["kind"])) is not None:
            found[row.id] = (kind, int(match["number"]), "")
    titles = entities.titles(viewer, {number for _, number, _ in found.values()})
    return {
        entry: Link(
            f"{kind.label}：{titles[number]}" if titles.get(number) else f"{kind.label} #{number}",
            f"/registers/{kind.name}/{number}" if number in titles else "",
            note,
        )
        for entry, (kind, number, note) in found.items()
    }


def _row(viewer: Viewer, row: AuditRow, told: str, touched: Link | None) -> Row:
    # Auditors see who it was; the account's page is for those who administer it.
    opens = row.account is not None and visible_properties(viewer, "people.account", row.organisation) is ALL
    deed = reference(record_id(row.deed, 1)) if row.deed is not None else ""
    return {
        "time": timezone.localtime(row.time),
        "who": Link(_who(row), f"/people/accounts/{row.account}" if opens else "", row.organisation_name),
        "action": told,
        "kinds": touched or (Link(words) if (words := _kinds_words(row)) else None),
        "outcome": labels.OUTCOME_WORDS[row.outcome],
        "deed": Link(deed, f"/records/{deed}") if deed else None,
        "path": f"{row.method} {row.path}".strip(),
        "address": row.address,
    }


@open_to(
    role("auditor", "administrator", "organisation_administrator"),
    reveals=("people.audit_entry", "people.account"),
)
def audit(request: Request) -> HttpResponse:
    """The audit trail, newest first or oldest first; the reading of it is on it, too, and so is each export."""
    before = keyset_mark(request.GET)
    now = timezone.now()
    form = AuditForm(
        request.GET,
        organisations=[(row.organisation, row.name) for row in organisations(request.viewer, now=now)],
        actions=actions(request.viewer),
        kinds=kinds(request.viewer),
    )
    wanted = form.wanted() if form.is_valid() else AuditFilter()
    oldest_first = not form.errors and form.cleaned_data["sort"] == "time"
    if request.GET.get("format") == "csv" and not form.errors:
        # To the middlewares a streamed answer is one like the others.
        return cast("HttpResponse", _export(request.viewer, wanted, now, oldest_first=oldest_first))
    page = who_did_what(request.viewer, wanted, before=before, oldest_first=oldest_first)
    filters = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    told, touched = _told(page.rows), _touched(request.viewer, page.rows)
    arrangement = Arrangement("", descending=False, filters=filters, after=str(before or ""))
    table = Table(
        key="audit",
        caption="旧的在前" if oldest_first else "新的在前",
        columns=_COLUMNS,
        rows=tuple(_row(request.viewer, row, told[row.id], touched.get(row.id)) for row in page.rows),
        arrangement=arrangement,
        older=str(page.before) if page.before else "",
        has_newer=before is not None,
        export_path="/audit?format=csv",
        empty="修改、被拒绝的请求和对敏感内容的查看会记在这里。",
    )
    is_filtered = any(value is not None for value in asdict(wanted).values())
    return render(
        request,
        "people/audit.html",
        {"table": table, "form": form, "is_filtered": is_filtered},
        status=400 if form.errors else 200,
    )


def _export(viewer: Viewer, wanted: AuditFilter, now: datetime, *, oldest_first: bool) -> StreamingHttpResponse:
    """All entries that fit, as CSV, portion by portion."""

    def portions() -> Iterator[bytes]:
        head_is_out = False
        for rows in every_entry(viewer, wanted, oldest_first=oldest_first):
            told, touched = _told(rows), _touched(viewer, rows)
            data = as_csv([_exported(row, told[row.id], touched.get(row.id)) for row in rows], _EXPORTED)
            yield data.split(b"\r\n", 1)[1] if head_is_out else data
            head_is_out = True

    response = StreamingHttpResponse(portions(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localtime(now):%Y%m%d-%H%M%S}.csv"'
    return response


def _exported(row: AuditRow, told: str, touched: Link | None) -> Row:
    return {
        "time": timezone.localtime(row.time),
        "who": _who(row),
        "organisation": row.organisation_name,
        "action": told,
        "kinds": _kinds_words(row),
        "entity": f"{touched.word} {touched.note}".strip() if touched else "",
        "outcome": labels.OUTCOME_WORDS[row.outcome],
        "status": str(row.status or ""),
        "deed": reference(record_id(row.deed, 1)) if row.deed is not None else "",
        "path": f"{row.method} {row.path}".strip(),
        "address": row.address,
    }
