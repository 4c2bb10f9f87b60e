"""Whoever reads of a sensitive kind, wherever that is shown, is on the audit trail."""

import pytest
from django.utils import timezone

from askers import signed_in
from make_import_files import plain
from yaomai.archive.operations.keep_file import keep_file
from yaomai.people.models import AuditEntry
from yaomai.registers.engine.column_mapping import ColumnMapping
from yaomai.registers.import_models import Import
from yaomai.registers.operations.begin_import import begin_import
from yaomai.registers.operations.draw_panel import NewDraw, call_draw
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.operations.state import Origin, Saying, Told, state

HEADS = ("专家姓名", "编号", "专业领域", "身份证号")
FILE = [HEADS, ("甲", "Z1", "法规与知识产权", "620102197001010011"), ("乙", "Z1", "没有这个领域", "x")]


@pytest.fixture
def world(cast):
    """A table of experts on its way into the register, an expert told of by one of its cells, a draw: their numbers."""
    now = timezone.now()
    official = cast.person("guan", "official", of="省局")
    file = keep_file(official, "专家.xlsx", plain(FILE, sheet="s"), now=now).record
    begun = begin_import(official, "expert", file, now=now)
    map_columns(official, begun, ColumnMapping.from_json(Import.objects.get(id=begun).mapping), now=now)
    says = (Saying("name", "丙", place="s!A2"), Saying("number", "Z3"), Saying("fields", ["law"]))
    expert = state(official, [Told("expert", None, says)], origin=Origin("cell", file), now=now).entities[0]
    draw = call_draw(official, NewDraw("K09/panel", "评审", {"law": 1}, [], "明天的号码"), now=now)
    return {"official": official, "file": file, "import": begun, "expert": expert, "draw": draw}


PAGES = (
    "/registers/expert",
    "/registers/expert?format=csv",
    "/registers/expert?format=xlsx",
    "/registers/expert?format=json",
    "/api/registers/expert",
    "/api/registers/expert/{expert}",
    "/registers/expert/{expert}",
    "/registers/expert/{expert}/history",
    "/registers/expert/{expert}/edit",
    "/registers/expert/import",
    "/registers/expert/figures",
    "/registers/expert/draw",
    "/registers/expert/matching",
    "/figure/register/K09/experts/2026-11-22",
    "/search?q=丙",
    "/statements/{expert}.1",
    "/statements/{expert}.1/withdraw",
    "/imports/{import}/columns",
    "/imports/{import}/rows",
    "/imports/{import}/accept",
    "/imports/{import}/faulty.xlsx",
    "/files/{file}",
    "/files/{file}/download",
    "/files/{file}/s/A2",
    "/draws/{draw}",
    "/draws/{draw}?format=json",
)


def test_every_page_that_shows_experts_is_on_the_audit_trail(world):
    client = signed_in(world["official"].account)
    silent = []
    for page in PAGES:
        path = page.format(**world)
        before = AuditEntry.objects.count()
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        assert answer.getvalue()
        new = AuditEntry.objects.order_by("-id")[: AuditEntry.objects.count() - before]
        if not any("registers.expert" in one.kinds.split() for one in new):
            silent.append(path)
    assert not silent


def test_a_cell_shown_without_its_file_is_on_the_trail(cast, world):
    inspector = signed_in(cast.account("jian", "inspector", of="别处"))
    before = AuditEntry.objects.count()
    assert inspector.get(f"/files/{world['file']}/s/A2").status_code == 200
    assert AuditEntry.objects.count() == before + 1
