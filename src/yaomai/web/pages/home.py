"""What does a person see who comes without a question, or with a code?"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import Finding, ProofError
from yaomai.ledger.engine.deed import deed_and_position, parse_reference
from yaomai.ledger.models import Deed
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.planning.queries import consistency, verdicts
from yaomai.registers import kinds
from yaomai.registers.queries import names, register_sizes
from yaomai.registers.queries import search as register_search
from yaomai.registers.queries.names import Named
from yaomai.registers.queries.search import Hit
from yaomai.standards.gs1 import element_string
from yaomai.standards.gs1.identifier import Identifier, identify
from yaomai.traceability.queries import balance, events, recalls, today, trace
from yaomai.web import found_names, frame, glossary, headers, showing, target_shown
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import Fact, FoundEntity, FoundGroup, HomePage, Link, SearchPage, Tally

NEWEST = 3
HITS_MOST = 30
REGISTERS_MOST = 8
_TALLIES_ARE_FRESH_S = 15.0


@open_to(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """The search box, what this is, the numbers of today, the newest deeds and the state of the log."""
    viewer = cast("Request", request).viewer
    steps = trace.steps_of(events.newest_records(viewer, NEWEST))
    tallies = (*_tallies.now(), *_findings(viewer))
    page = HomePage(
        steps=showing.steps(steps),
        log=frame.log_state(),
        examples=_examples(steps),
        today=tallies,
        registers=_registers.now(),
        registers_changed=_registers.changed,
        targets=_targets.now(),
        missed=_targets.missed,
        contradicting=_targets.contradicting,
    )
    return _with_camera(render(request, "home.html", {"page": page}))


def _examples(steps: list[trace.Step]) -> tuple[Link, ...]:
    """Codes that can be tried: of the things that the newest events made."""
    found = {part.thing.number: part.thing for step in steps for part in step.after()}
    links = [showing.thing_link(thing) for thing in list(found.values())[:2]]
    return tuple(Link(link.note or link.word, link.href) for link in links)


@dataclass
class _Tallies:
    """The numbers of today as this process last counted them: counting millions is not done for every visitor."""

    found: tuple[Tally, ...] = ()
    at: float = field(default=-_TALLIES_ARE_FRESH_S)

    def now(self) -> tuple[Tally, ...]:
        if time.monotonic() - self.at >= _TALLIES_ARE_FRESH_S:
            self.found, self.at = _count(timezone.localtime()), time.monotonic()
        return self.found


def _count(now: datetime) -> tuple[Tally, ...]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    open_recalls = len(recalls.recalls(ANYONE, open_only=True))
    return (
        Tally("今天入账的事件", today.events_recorded_since(midnight), "/ledger"),
        Tally(glossary.word("recall_open"), open_recalls, "/recalls", "起", "recall_open" if open_recalls else ""),
    )


def _findings(viewer: Viewer) -> tuple[Tally, ...]:
    """How many steps the mass balance finds at fault, for those whom its page is open to."""
    if not viewer.is_signed_in:
        return ()
    counts = balance.verdict_counts(viewer)
    found = sum(count for (verdict, _), count in counts.items() if verdict in balance.FAULTS)
    return (Tally("物料平衡的发现", found, "/balance", "项", "needs_replacement" if found else ""),)


_tallies = _Tallies()


@dataclass
class _Registers:
    """The registers with entries that everybody sees, the largest first, as this process last counted them; `changed`: when one of
    these entries was changed last.
    """

    found: tuple[Tally, ...] = ()
    changed: datetime | None = None
    at: float = field(default=-_TALLIES_ARE_FRESH_S)

    def now(self) -> tuple[Tally, ...]:
        if time.monotonic() - self.at >= _TALLIES_ARE_FRESH_S:
            sizes = register_sizes.sizes(ANYONE)
            counted = sorted(sizes, key=lambda one: one.entities, reverse=True)[:REGISTERS_MOST]
            self.found = tuple(
                Tally(one.kind.label, one.entities, f"/registers/{one.kind.name}", "条") for one in counted
            )
            times = [one.changed for one in sizes]
            self.changed, self.at = timezone.localtime(max(times)) if times else None, time.monotonic()
        return self.found


_registers = _Registers()


@dataclass
class _Targets:
    """How many targets of public plans are of each state, as this process last counted them; `missed`: one that was not reached,
    with what the verdict says first; `contradicting`: the public plans that contradict themselves, and how often.
    """

    found: tuple[Tally, ...] = ()
    missed: tuple[Link, str] | None = None
    contradicting: tuple[Link, ...] = ()
    at: float = field(default=-_TALLIES_ARE_FRESH_S)

    def now(self) -> tuple[Tally, ...]:
        if time.monotonic() - self.at >= _TALLIES_ARE_FRESH_S:
            rows = verdicts.board(ANYONE)
            self.found = target_shown.tallies([target_shown.state_code(one.state) for one in rows])
            self.missed = next((_missed(one) for one in rows if one.state == "missed"), None)
            self.contradicting = tuple(
                Link(one.title, f"/plans/{one.number}/consistency", f"{count} 处")
                for one, count in consistency.contradicting(ANYONE)
            )
            self.at = time.monotonic()
        return self.found


def _missed(one: verdicts.Row) -> tuple[Link, str]:
    judged = verdicts.verdict_of(ANYONE, one.target.target)
    said = target_shown.sentences(judged.verdict.reasons, one.target)[:1] if judged else ()
    return Link(one.target.now.name, target_shown.path_of(one.target.target)), "".join(said)


_targets = _Targets()


@open_to(anyone)
def search(request: HttpRequest) -> HttpResponse:
    """One box for any code or name: exactly one answer opens at once; else what may have been meant, of the registers, of plans,
    targets and indicators, and of what goods are marked with, and what was understood.
    """
    text = request.GET.get("q", "").strip()
    if not text:
        return HttpResponseRedirect("/")
    if _is_record(text):
        return HttpResponseRedirect(f"/records/{text}")
    found = _find(text) if "\x00" not in text else []
    hits = register_search.search(cast("Request", request).viewer, text, limit=HITS_MOST) if "\x00" not in text else []
    named = found_names.groups(cast("Request", request), text) if "\x00" not in text else ()
    if len(found) == 1 and not hits and not named:
        return HttpResponseRedirect(f"/things/{found[0].number}")
    if len(hits) == 1 and hits[0].is_exact and not found and not named:
        return HttpResponseRedirect(f"/registers/{hits[0].kind}/{hits[0].number}")
    for kind in {one.kind for one in hits}:
        cast("Request", request).reveals(kinds.kind(kind).visibility)
    meant = identify(element_string.uri_of(text) or text)
    page = SearchPage(
        text=text,
        understood=_understood(text, meant),
        found=tuple((showing.thing_link(one), showing.kind_word(one.scheme), showing.label(one)) for one in found),
        fault=fault_words(meant.fault),
        groups=_groups(hits) + named,
    )
    return _with_camera(render(request, "search.html", {"page": page}, status=200 if found or page.groups else 404))


def _groups(hits: Sequence[Hit]) -> tuple[FoundGroup, ...]:
    """The hits by register, the register with the best hit first; each with the property that answers, unless it is the title."""
    groups: dict[str, list[FoundEntity]] = {}
    for one in hits:
        kind = kinds.kind(one.kind)
        is_title = one.property == kind.title
        groups.setdefault(one.kind, []).append(
            FoundEntity(
                href=f"/registers/{one.kind}/{one.number}",
                title=one.pieces if is_title else ((one.title, False),),
                label="" if is_title else kind.by_name[one.property].label,
                text=() if is_title else one.pieces,
            )
        )
    return tuple(FoundGroup(name, kinds.kind(name).label, tuple(some)) for name, some in groups.items())


def _find(text: str) -> list[Named]:
    """The things of that code; where a symbol's data or printed brackets were meant, of what they mean."""
    uri = element_string.uri_of(text)
    exact = names.by_canonical([identify(uri).canonical]) if uri else {}
    return list(exact.values()) or list(names.find(text))


def _is_record(text: str) -> bool:
    """Whether the text is the number of a record that is there."""
    try:
        deed, position = deed_and_position(parse_reference(text))
    except ProofError:
        return False
    return Deed.objects.filter(pk=deed, size__gte=position).exists()


def _understood(text: str, meant: Identifier) -> tuple[Fact, ...]:
    if meant.scheme == "uri" and meant.fault is None and not meant.canonical.lower().startswith(("urn:", "http")):
        return (Fact("不是整个的编码", "名称或编码的一部分", note="在名称和编码里找含有这些字的"),)
    facts = [Fact("种类", showing.kind_word(meant.scheme)), Fact("编码", meant.label, "id")]
    if meant.canonical not in (text, meant.label):
        facts.append(Fact("统一写法", meant.canonical, "id"))
    return tuple(facts)


_FAULTS = {
    "gs1.check_digit_wrong": "这个编码的校验位不对：其中至少有一位数字印错、抄错或读错了。",
    "gb32100.check_character_wrong": "这个统一社会信用代码的校验位不对：其中至少有一位印错、抄错或读错了。",
    "gb32100.credit_code_malformed": "这个统一社会信用代码的写法不对：位数不对，或有不该出现的字符。",
    "gs1.drug_trace_code_malformed": "药品追溯码是 20 位数字，这个不是。",
}
_MALFORMED = "这个编码的写法不合 GS1 的规则：位数不对，或有不该出现的字符。"


def fault_words(fault: Finding | None) -> str:
    """What is wrong with a code, in words for people; empty when nothing is."""
    return _FAULTS.get(fault.code, _MALFORMED) if fault else ""


def _with_camera(response: HttpResponse) -> HttpResponse:
    """A page with the button that scans may open the camera."""
    response.headers["Permissions-Policy"] = headers.HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    return response
