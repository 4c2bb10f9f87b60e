"""How does a person make, see and end keys for machines?"""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.people.engine.roles import key_scopes
from yaomai.people.operations.end_key import end_key
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.queries import keys
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.pages.people.forms import KeyForm
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Column, Row, Table

_COLUMNS = (
    Column("name", "名称"),
    Column("key", "编号", "id"),
    Column("scopes", "用途"),
    Column("made_by", "制作人"),
    Column("state", "状态"),
    Column("expires", "有效期至", "time"),
    Column("last_use", "最近使用", "time"),
    Column("deed", "操作", "link"),
)
_HELD = "暂停：制作人已无此权限"
_NONE_OF_MINE = "设备或系统要提交、查询记录时，在这里为它制作一个密钥。"


def key_table(rows: list[keys.KeyRow], now: datetime, empty: str) -> Table:
    """Keys as a table; one that is good still has a link to end it. `empty` stands where there is none."""
    return Table(
        key="keys",
        caption="现有的密钥",
        columns=_COLUMNS,
        rows=tuple(_row(key, now) for key in rows),
        arrangement=Arrangement("", descending=False, filters={}),
        total=len(rows),
        empty=empty,
    )


def _row(key: keys.KeyRow, now: datetime) -> Row:
    state = "已停用" if key.ended else "已过期" if not key.is_good(now) else _HELD if key.is_held(now) else "有效"
    return {
        "name": key.name,
        "key": f"yk_{key.key}_…",
        "scopes": labels.scope_words(key.scopes),
        "made_by": key.made_by_name or ("命令行" if key.made_by is None else f"账户 {key.made_by}"),
        "state": state,
        "expires": timezone.localtime(key.expires),
        "last_use": timezone.localtime(key.last_use) if key.last_use else None,
        "deed": Link("停用", f"/my/keys/{key.key}/end") if key.is_good(now) else None,
    }


@open_to(signed_in, methods=("GET", "POST"), reveals=("people.key",))
def my_keys(request: Request) -> HttpResponse:
    """My keys, and a form that makes one. A new key is on the answer to the form and nowhere else, ever."""
    now = timezone.now()
    allowed = key_scopes(request.viewer.roles)
    form = KeyForm(request.POST if request.method == "POST" else None, allowed=allowed)
    if request.method == "POST" and form.is_valid():
        if request.viewer.organisation is None:
            raise NotAllowedError("a key belongs to an organisation, and this account has none")
        new = NewKey(
            request.viewer.organisation,
            form.cleaned_data["name"],
            form.cleaned_data["scopes"],
            form.cleaned_data["days"],
        )
        try:
            issued = issue_key(request.viewer, new, now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            shown = {
                "issued": issued,
                "name": new.name,
                "scopes": labels.scope_words(new.scopes),
                "expires": timezone.localtime(issued.expires),
            }
            response = render(request, "people/key_issued.html", shown, status=201)
            response["Cache-Control"] = "no-store"
            return response
    page = {"table": key_table(keys.my_keys(request.viewer), now, _NONE_OF_MINE), "form": form if allowed else None}
    return render(request, "people/my_keys.html", page, status=400 if form.errors else 200)


@open_to(signed_in, methods=("GET", "POST"), reveals=("people.key",))
def my_key_end(request: Request, key: int) -> HttpResponse:
    """Ask whether to end a key, and end it."""
    now = timezone.now()
    found = keys.key_to_end(request.viewer, key)
    if request.method == "POST":
        end_key(request.viewer, key, now=now)
        return HttpResponseRedirect("/my/keys")
    page = {"key": found, "scopes": labels.scope_words(found.scopes), "is_good": found.is_good(now)}
    return render(request, "people/key_end.html", page)
