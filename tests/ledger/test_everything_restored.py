"""A backup brings all of it back: every row of every table, every page as it was; and every projection follows from the record again."""

import difflib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from askers import signed_in
from cast import Cast, cheapen_passwords
from every_address import every_address
from full_world import full_world
from import_desk import ROWS, previewed
from make import faults, sequenced
from yaomai import settings
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.projections import DeedView, all_projections, of_kind
from yaomai.planning.models import Verdict
from yaomai.planning.operations.judge import judge_all
from yaomai.web import installation

PAGES_MAX = 150
LEFT_OUT = re.compile(
    r"/(audit|sign|my/totp|demonstration|static|style|glossary|systems/|qr/)"
)  # of no record, or of the asking itself
PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"'  # as Django masks it anew each time
    r"|\d\d:\d\d:\d\d(\.\d+)?"  # the time of this answer
    r"|共 [\d ]+ 笔账目"  # the foot of each page, which is kept for a moment
)
TABLES = """
SELECT format('%I', c.relname) FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""


@pytest.fixture
def world(log_setup, now, monkeypatch):
    """The full world, with a spreadsheet that was brought in, and verdicts; and who goes about in it."""
    cheapen_passwords(monkeypatch)
    monkeypatch.setattr(settings, "POLICY_FILE", log_setup.policy_file)
    monkeypatch.setattr(installation, "log_setup", lambda: log_setup)
    full_world(log_setup, now)
    roles = ("official", "inspector", "recorder", "administrator")
    account = Cast(timezone.now()).account("all", *roles, of="省药监局")
    client = signed_in(account)
    assert client.post(f"{previewed(client, ROWS)}/accept", {}).status_code == 302
    judge_all(now=now)
    sequenced(log_setup, now)
    return client


def rows(using: str = "owner") -> Mapping[str, Counter[str]]:
    """Every row of every table, as text."""
    with connections[using].cursor() as cursor:
        cursor.execute(TABLES)
        return {table: _rows(cursor, table) for (table,) in cursor.fetchall()}


def _rows(cursor, table: str) -> Counter[str]:
    cursor.execute("SELECT set_config('yaomai.everything', 'on', false)")
    cursor.execute(f"SELECT t::text FROM {table} t")
    return Counter(row for (row,) in cursor.fetchall())


def pages(client, wanted=()) -> dict[str, tuple[int, str]]:
    """The pages that one comes to from all that need no number or name, without what passes; or just those `wanted`."""
    first = (
        f"/{one.pattern}" for one in every_address() if "<" not in str(one.pattern) and "^" not in str(one.pattern)
    )
    waiting, found = list(wanted) or [one for one in first if not LEFT_OUT.match(one)], {}
    while waiting and len(found) < PAGES_MAX:
        address = waiting.pop(0)
        if address in found:
            continue
        answer = client.get(address)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = PASSING.sub("…", data.decode(errors="replace"))
        found[address] = (answer.status_code, answer.headers.get("Location", "") or text)
        if not wanted and answer.headers.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'href="(/[^"#]*)', text)
            waiting += [link.replace("&amp;", "&") for link in links if not LEFT_OUT.match(link)]
    return found


def other(before: str, after: str) -> list[str]:
    """What a page says otherwise than before."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=0)
    return [line for line in lines if not line.startswith("@")][2:8]


def test_after_a_restore_every_row_is_as_it_was(world, backed_up, restored):
    before = rows()
    assert {"registers_import", "planning_verdict"} <= {table for table, held in before.items() if held}
    assert faults(restored(backed_up())) == []
    after = rows()
    assert before.keys() == after.keys()
    assert [table for table in before if before[table] != after[table]] == []


@pytest.mark.slow
def test_after_a_restore_every_page_is_as_it_was(world, backed_up, restored):
    file = backed_up()
    seen = pages(world)
    assert len(seen) > 100
    assert {status for status, _ in seen.values()} <= {200, 302, 404, 405}
    assert {address for address, (status, _) in seen.items() if status == 404} <= {
        "/join",
        "/trace",
    }  # asked for nothing
    restored(file)
    again = pages(world, wanted=list(seen))
    assert {
        address: other(said[1], again[address][1]) for address, said in seen.items() if said != again[address]
    } == {}


def plain(value: object) -> object:
    """A row that can be counted: moments and numbers by what they are, not by how they are written."""
    if isinstance(value, list | tuple):
        return tuple(plain(one) for one in value)
    return (
        bytes(value)
        if isinstance(value, memoryview)
        else json.dumps(value, sort_keys=True)
        if isinstance(value, dict)
        else value
    )


def test_every_projection_follows_from_the_record_again(world, database):
    """Said without the code of verification: all bodies are read, all rows made of them anew, and all rows that are there compared."""
    made, there = defaultdict(Counter), {}
    with psycopg.connect(database.conninfo("owner")) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT set_config('yaomai.everything', 'on', false)")
        cursor.execute("SELECT id, kind, organisation, account, key, record_time FROM ledger_deed ORDER BY id")
        for number, kind, organisation, account, key, record_time in cursor.fetchall():
            cursor.execute(
                "SELECT id, body FROM ledger_record WHERE id >> 20 = %s AND body IS NOT NULL ORDER BY id", (number,)
            )
            bodies = [(record, bytes(body)) for record, body in cursor.fetchall()]
            view = DeedView(number, kind, Recorder(organisation, account, key), record_time, bodies)
            for projection in of_kind(kind) if bodies else ():
                made[projection.table].update(map(plain, projection.rebuild(view)))
        for projection in all_projections():
            cursor.execute(projection.select, (0, 2**63 - 1))
            there[projection.table] = Counter(map(plain, cursor.fetchall()))
    assert {table for table, held in there.items() if not held} == set()
    assert {
        table: (held - made[table], made[table] - held) for table, held in there.items() if held != made[table]
    } == {}


def test_verdicts_that_are_gone_are_reckoned_again(world, now):
    before = rows()["planning_verdict"]
    assert before
    Verdict.objects.all().delete()
    judge_all(now=now)
    assert rows()["planning_verdict"] == before
