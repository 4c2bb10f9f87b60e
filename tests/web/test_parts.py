"""Each part renders, escapes what it is given, and says so when it has nothing."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from yaomai.ledger.figure import Figure
from yaomai.traceability.queries.trace import time_zone
from yaomai.web import samples
from yaomai.web.graph import layout
from yaomai.web.presentation import Fact, Link, Proof, Verdict
from yaomai.web.table import Arrangement, Column, Table

EVIL = '<script>alert("x")</script>'


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context({"request": RequestFactory().get("/here"), **context}))


def test_figure_is_a_link_to_its_origin_with_the_exact_value() -> None:
    html = rendered("{% figure value '结余' %}", value=Figure(Decimal("12345.60"), "KGM", "trace/a b"))
    assert 'href="/figure/trace/a%20b"' in html
    assert '<data value="12345.60">12\u00a0345.60</data>' in html
    assert "千克" in html


def test_figure_without_a_reference_is_no_link_and_none_is_said() -> None:
    assert "<a" not in rendered("{% figure value %}", value=Figure(Decimal(1), "", ""))
    assert "未记录" in rendered("{% figure value %}", value=None)


@pytest.mark.parametrize("code", ["witnessed", "altered", "recalled", "a_state_nobody_declared"])
def test_state_has_a_word_and_a_shape(code: str) -> None:
    html = rendered("{% state code %}", code=code)
    assert "<svg" in html
    assert Template("{{ code|term }}").render(Context({"code": code})) in html


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("{% facts lines %}", {"lines": (Fact(EVIL, EVIL, note=EVIL), Fact("x", Link(EVIL, EVIL), "link"))}),
        ("{% pagehead kind=evil title=evil id=evil words=evil %}{{ evil }}{% endpagehead %}", {}),
        ("{% section title=evil note=evil %}{{ evil }}{% endsection %}", {}),
        ("{% notice 'fault' evil %}{{ evil }}{% endnotice %}", {}),
        ("{% nothing evil %}{{ evil }}{% endnothing %}", {}),
        ("{% raw evil evil evil %}", {}),
        ('{% raw json "x" %}', {"json": '{"</script><script>": "<script>", "a": <script>}'}),
        ("{% qr evil evil %}", {}),
        ("{% copy evil evil %}", {}),
        (
            "{% proof value %}",
            {"value": Proof("witnessed", EVIL, 1, 2, EVIL, EVIL, witnesses=(EVIL,), receipt_href=EVIL)},
        ),
        ("{% verdict value %}", {"value": Verdict(EVIL, (Link(EVIL, EVIL, EVIL),))}),
        ("{% figure value evil %}", {"value": Figure(Decimal(1), EVIL, EVIL)}),
        ("{% state evil %}", {}),
    ],
)
def test_nothing_given_becomes_markup(source: str, context: dict[str, object]) -> None:
    html = rendered(source, evil=EVIL, **context)
    assert "<script" not in html
    assert "script" in html


def test_facts_without_a_value_say_so() -> None:
    assert rendered("{% facts lines %}", lines=(Fact("收货方", None), Fact("投入", (), "amounts"))).count("未记录") == 2


def test_raw_keeps_every_digit_name_and_order() -> None:
    html = rendered("{% raw text %}", text='{"b":1.50,"a":1E+2,"b":[],"c":{"d":null}}')
    words = "".join(line for line in Template("{{ html|striptags }}").render(Context({"html": html})).split())
    assert (
        "{&quot;b&quot;:1.50,&quot;a&quot;:1E+2,&quot;b&quot;:[],&quot;c&quot;:{&quot;d&quot;:null}}"
        in words.replace('"', "&quot;")
    )


def test_raw_shows_text_that_is_not_json_as_it_is() -> None:
    assert "no { json" in rendered("{% raw text %}", text="no { json")


def test_time_of_another_zone_names_its_offset() -> None:
    own = datetime(2026, 1, 2, 3, 4, tzinfo=time_zone("+00:00"))
    assert "03:04 +00:00" in rendered("{% moment at %}", at=own)
    assert "2024-11-08" in rendered("{% moment at %}", at=samples.STEPS[3].time)
    assert rendered("{% moment at %}", at=None) == ""


@pytest.mark.parametrize("utc", [UTC, ZoneInfo("UTC")], ids=["of Django", "of psycopg"])
def test_a_recorded_time_is_told_in_local_time_without_offset(utc):
    html = rendered("{% moment at %}", at=datetime(2026, 1, 2, 20, 4, tzinfo=utc))
    assert "2026-01-03" in html
    assert "04:04</span>" in html
    assert "+00:00" not in html


def test_genealogy_is_also_told_in_words() -> None:
    html = rendered("{% graph picture %}", picture=samples.PICTURE)
    assert html.count("<rect") == len(samples.PICTURE.nodes)
    assert html.count("<tr>") == len(samples.PICTURE.edges) + 1
    assert "还没有谱系" in rendered("{% graph picture %}", picture=layout([], []))


def table(**changes: object) -> Table:
    columns = (Column("lot", "批号", "id", sortable=True, filterable=True),)
    shown: dict[str, object] = {"key": "lots", "caption": "批", "columns": columns, "rows": ({"lot": EVIL},)}
    return Table(**{**shown, "arrangement": Arrangement("lot", False, {}), **changes})


def test_table_offers_the_other_direction_and_keeps_the_filter() -> None:
    html = rendered("{% table t %}", t=table(arrangement=Arrangement("lot", False, {"lot": "X&1"})))
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-lot&amp;lot=X%261"' in html
    assert "<script" not in html


def test_table_without_rows_says_why() -> None:
    assert "还没有记录。" in rendered("{% table t %}", t=table(rows=()))
    nothing_left = table(rows=(), arrangement=Arrangement("lot", False, {"lot": "X"}))
    assert "没有符合条件的行" in rendered("{% table t %}", t=nothing_left)


def test_table_pages_by_keyset_marks() -> None:
    html = rendered("{% table t %}", t=table(older="77", has_newer=True))
    assert 'rel="next" href="?sort=lot&amp;after=77"' in html
    assert 'rel="prev" href="?sort=lot"' in html


def test_a_trace_page_says_when_it_does_not_show_all():
    """What was left out of a genealogy or of the steps is said, never passed over."""
    from dataclasses import replace

    from django.template.loader import render_to_string

    from yaomai.web import frame, samples

    words = "这里没有全部列出"
    shown = {"frame": frame.BARE, "page": samples.TRACE}
    assert words not in render_to_string("trace.html", shown)
    assert words in render_to_string("trace.html", shown | {"page": replace(samples.TRACE, is_whole=False)})
