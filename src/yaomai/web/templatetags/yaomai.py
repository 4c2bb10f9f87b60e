"""Which words can a template use beside Django's own?  (Loaded as builtins: no `load` is needed.)

Each part of the visual language is one tag here and one template under templates/parts/; `/style` shows them all.
"""

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import segno
from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from yaomai.ledger.figure import Figure
from yaomai.people.queries.organisation_tree import Branch
from yaomai.web import glossary, icons, labels, labels_people, private_glyphs, raw_json
from yaomai.web.chart import Chart
from yaomai.web.graph import Drawn, Picture, Placed
from yaomai.web.presentation import Amount, Answer, Fact, Link, Moments, Proof, Step, Tally, Verdict
from yaomai.web.table import Table

register = template.Library()

Context = dict[str, object]

LABEL_WIDTH, LABEL_HEIGHT = 80, 18  # of a step's word in the genealogy, in units of the drawing


# Words and values


@register.filter
def grouped(value: Decimal | int) -> str:
    """12345.60 → 12 345.60, exact."""
    return labels.grouped(value)


@register.filter
def unit(code: str) -> str:
    """KGM → 千克."""
    return labels.unit_word(code)


@register.filter
def term(code: str) -> str:
    """The glossary's word for a code."""
    return glossary.word(code)


@register.filter
def meaning(code: str) -> str:
    """The glossary's sentence for a code; empty when the glossary has none."""
    known = glossary.term(code)
    return known.meaning if known else ""


@register.filter
def tone(code: str) -> str:
    """The tone of a state: good, info, wait, fault or plain."""
    return labels.state(code).tone


@register.filter
def short(text: str, keep: int = 8) -> str:
    """The first and last characters of a long hash or key."""
    return text if len(text) <= 2 * keep + 1 else f"{text[:keep]}…{text[-keep:]}"


@register.filter
def glyphs(value: Any) -> Any:
    """Words of a document, with a shape for characters that have none; a number of a table is shown as it is."""
    return private_glyphs.shown(value) if isinstance(value, str) else value


@register.filter
def svg(value: float, plus: float = 0) -> str:
    """A coordinate of a drawing."""
    return f"{round(value + plus, 1):.10g}"


@register.filter
def row(placed: Placed, number: int) -> str:
    """The base line of the first or second row of words in a node's box."""
    return svg(placed.y + placed.height * (0.40 if number == 1 else 0.77))


@register.filter
def stack(placed: Placed) -> str:
    """The outline of the boxes that show behind the box of a group."""
    x, y, wide, high = placed.x, placed.y, placed.width, placed.height
    return "".join(f"M{svg(x, 3 * n + 2)} {svg(y, -3 * n + 3)}v-3h{svg(wide)}v{svg(high)}h-3" for n in (1, 2))


@register.filter
def second_row(placed: Placed) -> str:
    """The second row of words in a node's box: its code, or how many stand in it; before it the word of a grave state."""
    node = placed.node
    return f"{glossary.word(node.state)} {node.detail}" if node.state else node.detail


@register.filter
def told(placed: Placed) -> str:
    """A node in words, for those who hear the drawing."""
    node = placed.node
    state_word = glossary.word(node.state) if node.state else ""
    words = " ".join(word for word in (node.kind, node.label, node.detail, state_word) if word)
    return f"{words}（本页）" if node.is_here else words


@register.filter
def fit(text: str, width: int) -> str:
    """As much of `text` as stands in a box of this width: a Chinese character is about 15 wide, others 8."""
    room = width - 24
    used = 0
    for at, character in enumerate(text):
        used += 15 if ord(character) > 0x2E80 else 8
        if used > room:
            return f"{text[: max(at - 1, 1)]}…"
    return text


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """A time, in its own offset or locally (`labels.as_told`): the day, the time of day, and the offset where it is not China's."""
    if value is None:
        return SafeString("")
    value = labels.as_told(value)
    offset = value.strftime("%z")
    zone = "" if offset == "+0800" else f" {offset[:3]}:{offset[3:]}"
    return format_html(
        '<time datetime="{}">{} <span class="hour">{}{}</span></time>',
        value.isoformat(),
        value.strftime("%Y-%m-%d"),
        value.strftime("%H:%M:%S") if value.second else value.strftime("%H:%M"),
        zone,
    )


@register.simple_tag
def icon(shape: str) -> SafeString:
    """One of the drawings of icons.SHAPES."""
    return icons.drawn(shape)


@register.inclusion_tag("parts/state.html")
def state(code: str, size: str = "chip") -> Context:
    """A state: colour, shape and word together. `size`: chip, or large for the one answer of a page."""
    return {"state": labels.state(code), "code": code, "size": size, "meaning": meaning(code)}


@register.inclusion_tag("parts/verdict.html")
def verdict(value: Verdict) -> Context:
    """The one answer of a public page: large word, colour, shape, its reasons."""
    return {"verdict": value, "state": labels.state(value.state), "meaning": meaning(value.state)}


@register.simple_tag
def answer(value: Answer, level: int = 3) -> SafeString:
    """One of the four questions: how far it is answered, the facts, and what is missing. `level`: of its heading."""
    return format_html(
        '<section class="answer tone-{tone}" aria-labelledby="{code}"><div class="answer-head"><h{level} id="{code}">{title}'
        '<span class="note">{word}</span></h{level}>{state}</div>{lead}{facts}{missing}</section>',
        tone=labels.state(value.state).tone,
        code=value.code,
        level=level,
        title=value.title,
        word=glossary.word(value.code),
        state=state_chip(value.state),
        lead=format_html('<p class="answer-lead">{}</p>', value.lead) if value.lead else "",
        facts=facts(value.facts) if value.facts else "",
        missing=_missing(value.missing),
    )


def _missing(links: tuple[Link, ...]) -> SafeString:
    before = f'<li>{icons.drawn("warning")}<span><span class="unseen">缺：</span>'
    lines = "".join(f"{before}{linked(link)}</span></li>" for link in links)
    return SafeString(f'<ul class="answer-missing">{lines}</ul>' if lines else "")


@lru_cache(maxsize=256)
def state_chip(code: str) -> SafeString:
    """A state as a chip, as `{% state code %}` writes it; there are some dozens of them."""
    return SafeString(render_to_string("parts/state.html", state(code)))


@register.inclusion_tag("parts/moments.html")
def moments(value: Moments, path: str) -> Context:
    """As of when a page is shown, and two dates by which to see it as of another."""
    return {"moments": value, "path": path}


@register.inclusion_tag("parts/tabs.html")
def tabs(links: tuple[Link, ...], here: str, label: str = "各部分") -> Context:
    """The parts of one thing, each with its own address; `here` is the address of this one."""
    return {"links": links, "here": here, "label": label}


@register.inclusion_tag("parts/figure.html")
def figure(value: Figure | None, name: str = "") -> Context:
    """A figure: value and unit, a link to its origin that opens in the sheet."""
    if value is None:
        return {"figure": None}
    return {
        "figure": value,
        "shown": labels.grouped(value.value),
        "exact": format(value.value, "f"),
        "unit": labels.unit_word(value.unit),
        "about": "≈ " if value.is_about else "",
        "href": f"/figure/{quote(value.ref, safe='/:')}" if value.ref else "",
        "name": name,
    }


# Blocks


@register.simple_block_tag
def pagehead(content: str, kind: str = "", title: str = "", id: str = "", words: str = "") -> str:  # noqa: A002 - reads as the template's own word
    """The head of a page: kind, title, identifier with copy; between the tags its one lead fact."""
    parts = {"kind": kind, "title": title, "id": id, "words": words, "lead": SafeString(content.strip())}
    return render_to_string("parts/pagehead.html", parts)


@register.simple_block_tag
def section(content: str, title: str = "", note: str = "", key: str = "", form: str = "") -> str:
    """A section of a page: its word in the margin, its matter beside it.

    `form`: "wide" puts the matter below the word over the full width, "tight" brings several short ones together.
    """
    parts = {"title": title, "note": note, "key": key, "form": form, "content": content}
    return render_to_string("parts/section.html", parts)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> str:
    """A message in the page: info, good, wait (warning) or fault; shape and title say the tone too."""
    shape = {"info": "info", "good": "check", "wait": "warning", "fault": "cross"}[tone]
    return render_to_string("parts/notice.html", {"tone": tone, "shape": shape, "title": title, "content": content})


@register.simple_block_tag
def nothing(content: str, title: str = "") -> str:
    """What stands where there is nothing yet: what would be here, and how it comes here."""
    return render_to_string("parts/empty.html", {"title": title, "content": content})


# Parts


@register.simple_tag
def facts(lines: tuple[Fact, ...]) -> SafeString:
    """A definition list of facts; a fact without a value says so."""
    return SafeString(f'<dl class="facts">{"".join(map(_fact, lines))}</dl>')


def _fact(fact: Fact) -> str:
    # Put together here, not by a template: a public page is made of these, and this takes a tenth of the time.
    return f"<div><dt>{escape(fact.label)}</dt><dd>{_value(fact)}{_note(fact.note)}</dd></div>"


def _value(fact: Fact) -> str:
    value = fact.value
    if not value:
        return '<span class="quiet">未记录</span>'
    if isinstance(value, Link):
        return linked(value)
    if isinstance(value, datetime):
        return moment(value)
    if fact.kind == "state":
        return state_chip(str(value))
    if fact.kind == "figure":
        return render_to_string("parts/figure.html", figure(value, fact.label))  # type: ignore[arg-type]  # by its kind
    if fact.kind == "amounts":
        return render_to_string("parts/amounts.html", amounts(value))  # type: ignore[arg-type]  # by its kind
    shown = private_glyphs.shown(str(value))
    return f'<span class="id">{shown}</span>' if fact.kind == "id" else shown


def _note(note: str) -> str:
    return f'<span class="note">{escape(note)}</span>' if note else ""


def linked(link: Link) -> str:
    """A word that leads somewhere, as parts/link.html writes it."""
    word = f'<a href="{escape(link.href)}">{escape(link.word)}</a>' if link.href else escape(link.word)
    return f"{word}{_note(link.note)}"


@register.inclusion_tag("parts/amounts.html")
def amounts(lines: tuple[Amount, ...]) -> Context:
    """Quantities of things, one a line."""
    return {"amounts": lines}


@register.inclusion_tag("parts/steps.html")
def steps(lines: tuple[Step, ...]) -> Context:
    """The timeline of a thing: when, which step, how much, where, who, proof state."""
    return {"steps": lines}


@register.inclusion_tag("parts/tallies.html")
def tallies(lines: tuple[Tally, ...]) -> Context:
    """A few numbers side by side; each leads to what it counts."""
    return {"tallies": lines}


@register.inclusion_tag("parts/proof.html")
def proof(value: Proof) -> Context:
    """What the ledger proves about a record, and how anyone can check it."""
    return {"proof": value}


@register.inclusion_tag("parts/graph.html")
def graph(picture: Picture, label: str = "谱系图") -> Context:
    """A genealogy: drawing with nodes that are links, and the same as a table."""
    words = {placed.node.key: placed.node for placed in picture.nodes}
    lines = [(words[drawn.edge.start], drawn.edge.label, words[drawn.edge.end]) for drawn in picture.edges]
    has_groups = any(node.count > 1 for node in words.values())
    return {
        "picture": picture,
        "label": label,
        "lines": lines,
        "labelled": _labelled(picture.edges),
        "has_groups": has_groups,
    }


@register.inclusion_tag("parts/chart.html")
def chart(value: Chart) -> Context:
    """A series over time, drawn; the page shows the same values as a table."""
    return {"chart": value}


def _labelled(edges: tuple[Drawn, ...]) -> list[Drawn]:
    """The edges whose word is drawn: once where edges of one step meet or part, and never over another word."""
    shown: list[Drawn] = []
    for drawn in edges:
        same = any(
            drawn.edge.label == other.edge.label
            and (drawn.edge.end == other.edge.end or drawn.edge.start == other.edge.start)
            for other in shown
        )
        over = any(
            abs(drawn.label_x - other.label_x) < LABEL_WIDTH and abs(drawn.label_y - other.label_y) < LABEL_HEIGHT
            for other in shown
        )
        if drawn.edge.label and not same and not over:
            shown.append(drawn)
    return shown


@register.inclusion_tag("parts/table.html", takes_context=True)
def table(context: template.Context, value: Table) -> Context:
    """A table that sorts, filters, pages and exports by its address; rows become cards on a phone."""
    at = value.arrangement
    request = context.get("request")
    anchor = f"#table-{value.key}" if at.prefix else ""  # one of several tables: the page does not jump to its top
    heads = [
        {
            "column": column,
            "is_sorted": column.key == at.sort,
            "direction": "descending" if at.descending else "ascending",
            "href": f"?{at.query(sort=f'-{column.key}' if _turns(column.key, value) else column.key, after='')}{anchor}",
        }
        for column in value.columns
    ]
    sorts = [
        (f"{mark}{column.key}", f"{column.label}{words}")
        for column in value.columns
        if column.sortable
        for mark, words in (("", "，由小到大"), ("-", "，由大到小"))
    ]
    return {
        "table": value,
        "heads": heads,
        "sorts": sorts,
        "sort": f"-{at.sort}" if at.descending else at.sort,
        "filters": [(column, at.filters.get(column.key, "")) for column in value.columns if column.filterable],
        "path": request.path if request else "",
        "anchor": anchor,
        "clear": f"?{replace(at, filters={}).query(after='')}{anchor}",
        "can_arrange": bool(value.rows or at.filters) and any(c.sortable or c.filterable for c in value.columns),
        "rows": [[(column, row.get(column.key)) for column in value.columns] for row in value.rows],
        "export": f"{value.export_path}{'&' if '?' in value.export_path else '?'}{at.query(after='')}"
        if value.export_path
        else "",
        "newer": "?" + at.query(after=value.newer) if value.has_newer else "",
        "older": "?" + at.query(after=value.older) if value.older else "",
    }


def _turns(key: str, value: Table) -> bool:
    return key == value.arrangement.sort and not value.arrangement.descending


@register.inclusion_tag("parts/pager.html")
def pager(newer: str = "", older: str = "", words: str = "", back: str = "较新的", on: str = "较早的") -> Context:
    """Newer and older (keyset pages have no numbers); back, on: what the two are called."""
    return {"newer": newer, "older": older, "words": words, "back": back, "on": on}


@register.inclusion_tag("parts/copy.html")
def copy(text: str, what: str = "") -> Context:
    """A button that copies `text`; `what` names it for those who hear the page."""
    return {"text": text, "what": what}


def qr_drawing(text: str, level: str = "m") -> str:
    """A QR code (ISO/IEC 18004) of `text` as SVG."""
    written = io.BytesIO()
    segno.make(text, error=level, micro=False, boost_error=False).save(
        written,
        kind="svg",
        xmldecl=False,
        border=4,
        omitsize=True,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return written.getvalue().decode()


@register.inclusion_tag("parts/qr_image.html")
def qr_image(href: str, text: str, words: str = "") -> Context:
    """The same as `qr`, drawn at an address of its own: fetched when it comes into sight, and kept by the browser."""
    return {"href": href, "text": text, "words": words}


@register.inclusion_tag("parts/qr.html")
def qr(text: str, words: str = "", level: str = "m") -> Context:
    """A QR code (ISO/IEC 18004) of `text` as inline SVG, dark on white in every theme; `level` l leaves room for a long text."""
    drawing = qr_drawing(text, level)
    return {"svg": mark_safe(drawing), "text": text, "words": words}  # noqa: S308 - segno writes modules only, none of the text


@register.inclusion_tag("parts/progress.html")
def progress(label: str, done: int | None = None, total: int | None = None, unit_word: str = "") -> Context:
    """How far a job is: with `done` and `total` determinate, without them indeterminate."""
    return {"label": label, "done": done, "total": total, "unit": unit_word}


@register.inclusion_tag("parts/field.html")
def field(bound: object, kind: str = "") -> Context:
    """A field of a Django form: label, help, control, and its errors beside it."""
    return {"field": bound, "kind": kind}


@register.inclusion_tag("parts/errors.html")
def errors(form: object, title: str = "") -> Context:
    """The summary of a form's errors, each a link to its field; `title` says what did not happen, where that is not saving."""
    return {"form": form, "title": title}


@register.simple_tag
def organisation_level(branch: Branch) -> str:
    """What an organisation of the tree is: its kind, of an authority with its level."""
    return labels_people.level_word(branch.kind, branch.division)


@register.inclusion_tag("parts/searchbox.html")
def searchbox(text: str = "") -> Context:
    """The one box for any code, large; where the browser can read codes (BarcodeDetector), with a button for its camera."""
    return {"text": text}


@register.inclusion_tag("parts/checked.html")
def checked(value: Proof) -> Context:
    """A button by which the browser itself checks the receipt; without a receipt, or where the browser cannot, nothing."""
    return {"proof": value}


@register.inclusion_tag("parts/raw.html")
def raw(text: str, name: str = "原文", href: str = "") -> Context:
    """JSON as received, every line wrapped, with copy and download."""
    return {"lines": raw_json.lines(text), "text": text, "name": name, "href": href}
