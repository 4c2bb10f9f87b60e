"""Which entities of a register may be one and the same, what did persons decide about them, and how is that undone?"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers import sight
from yaomai.registers.declaration import Kind
from yaomai.registers.operations.decide_match import may_decide, tell_apart
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries import entities, identity_clashes, match_decisions
from yaomai.registers.queries.identity_clashes import Clash
from yaomai.registers.queries.match_decisions import Decided
from yaomai.registers.queries.matching import Likely, duplicates
from yaomai.web import labels_matching
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.register_access import Register, with_register
from yaomai.web.register_shown import kind_path
from yaomai.web.table import keyset_mark

PAIRS_MOST = 50
REASON_LENGTH_MOST = 500


@open_to(signed_in, methods=("GET", "POST"))
@with_register
def register_matching(request: Request, register: Register) -> HttpResponse:
    """Pairs of entities that may be one, with reasons. A POST keeps that two are two."""
    viewer, kind = request.viewer, register.kind
    if not may_decide(viewer, kind):
        raise NotAllowedError(f"who keeps the register {kind.name} decides which of its entities are one")
    conflict = ""
    if request.method == "POST":
        conflict = _told_apart(viewer, kind, request)
        if not conflict:
            return HttpResponseRedirect(request.get_full_path())
    found, further = duplicates(viewer, kind, after=keyset_mark(request.GET) or 0)
    same = identity_clashes.clashes(viewer, kind)
    certain = {(one.one, one.two) for one in same}
    found = [one for one in found if (min(one.one, one.two.entity), max(one.one, one.two.entity)) not in certain]
    context = {
        "kind": kind,
        "path": kind_path(kind),
        "pairs": [
            *(_same_identity(kind, one) for one in same[:PAIRS_MOST]),
            *(_pair(viewer, kind, one) for one in found[:PAIRS_MOST]),
        ],
        "left": max(0, len(found) - PAIRS_MOST) + max(0, len(same) - PAIRS_MOST),
        "further": further,
        "decisions": _decisions(viewer, kind),
        "conflict": conflict,
    }
    return render(request, "registers/matching.html", context, status=409 if conflict else 200)


@open_to(signed_in, methods=("POST",))
@with_register
def register_matching_undo(request: Request, register: Register, record: int) -> HttpResponse:
    """Take back a decision about a name or a pair."""
    kind = register.kind
    if record not in {one.record for one in match_decisions.of_kind(request.viewer, kind.name, 10_000)}:
        raise NotFoundError(f"there is no decision {record} about names of {kind.name}, or it was taken back")
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH_MOST] or "撤销"
    withdraw(request.viewer, record=record, reason=reason, now=timezone.now())
    return HttpResponseRedirect(f"{kind_path(kind)}/matching")


def _told_apart(viewer: Viewer, kind: Kind, request: HttpRequest) -> str:
    """Keep that two entities are two. Empty when that is done; else what stands against it."""
    one, two, expected = (_number(request.POST.get(name, "")) for name in ("one", "two", "expected"))
    if one is None or two is None:
        return "没有说是哪两条。"
    try:
        tell_apart(viewer, kind.name, one, two, expected=expected, now=timezone.now())
    except ConflictError:
        return "刚才已有别人认定过其中一条，您的没有记下。下面是现在的情况；不同意，请再认定一次。"
    except InvalidError:
        return "其中一条已经不在了，没有记下。下面是现在的情况。"
    return ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _pair(viewer: Viewer, kind: Kind, one: Likely) -> dict[str, object]:
    first = min(one.one, one.two.entity)
    before = match_decisions.newest(viewer, kind.name, match_decisions.about(first))
    return {
        "one": one.one,
        "title": one.title,
        "two": one.two.entity,
        "other": one.two.title,
        "certainty": labels_matching.certainty(one.two.score),
        "supports": [labels_matching.words(each) for each in one.two.reasons if each.supports],
        "against": [labels_matching.words(each) for each in one.two.reasons if not each.supports],
        "expected": before.record if before else "",
    }


def _same_identity(kind: Kind, one: Clash) -> dict[str, object]:
    """A pair of which nobody can tell which is meant: they are one, or the one or the other is to be corrected."""
    labels = "、".join(kind.by_name[name].label for name in one.properties)
    return {
        "one": one.one,
        "title": one.title or f"#{one.one}",
        "two": one.two,
        "other": one.other or f"#{one.two}",
        "certainty": "同一代码",
        "supports": [f"{labels}相同；合并，或者改正其中一条"],
        "against": [],
        "is_certain": True,
    }


def _decisions(viewer: Viewer, kind: Kind) -> list[dict[str, object]]:
    """What was decided, newest first."""
    found = match_decisions.of_kind(viewer, kind.name)
    about = {one.record: int(one.text[1:]) for one in found if one.text.startswith("#")}
    named = {number for one in found for number in (one.entity, one.not_entity, about.get(one.record)) if number}
    titles = entities.titles(viewer, named)
    whose = organisation_names({one.organisation for one in found if one.organisation is not None})
    shown: list[dict[str, object]] = []
    for one in found:
        subject = titles.get(about[one.record], "") if one.record in about else one.text
        other = one.entity or one.not_entity
        said = "就是" if one.entity else "不是" if one.not_entity else "都不是，是名录里没有的"
        shown.append(
            {
                "record": one.record,
                "subject": subject or "一条不对您开放的",
                "said": said,
                "title": titles.get(other, "一条不对您开放的") if other else "",
                "href": f"{kind_path(kind)}/{other}" if other in titles else "",
                "who": whose[one.organisation].name if one.organisation in whose else "本平台",
                "when": one.record_time,
                "may_undo": _may_undo(viewer, kind, one),
            }
        )
    return shown


def _may_undo(viewer: Viewer, kind: Kind, one: Decided) -> bool:
    """Whether `withdraw` would let the viewer: those whose word it is, and the roles that keep the register."""
    return (one.is_own and sight.keeps_own(viewer)) or sight.may_decide(viewer, kind, None)
