"""Which systems do the plans ask for, how far is each, and what proves it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yaomai.registers import kinds
from yaomai.registers.declaration import Kind
from yaomai.systems import catalogue
from yaomai.systems.catalogue import Asked, Group, Standing
from yaomai.web import glossary
from yaomai.web.access import anyone, open_to
from yaomai.web.labels_systems import BUILDS, GRADES, OUTCOMES, SORTS
from yaomai.web.presentation import Fact, Link, Tally


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: text, state, document, group."""

    text: str
    state: str
    document: str
    group: str

    @property
    def is_narrowed(self) -> bool:
        """Whether it is narrowed at all."""
        return any((self.text, self.state, self.document, self.group))

    def fits(self, one: Standing) -> bool:
        """Whether a system is among what is wanted; every word of the text must stand in its id, names, purpose or users."""
        asked = one.asked
        told = " ".join((asked.id, asked.name, asked.english, asked.purpose, *asked.users)).casefold()
        return (
            all(word in told for word in self.text.casefold().split())
            and self.state in ("", one.state)
            and (not self.document or self.document in asked.documents)
            and self.group in ("", asked.group)
        )


@open_to(anyone)
def systems(request: HttpRequest) -> HttpResponse:
    """All systems of the catalogue by group, or those that are asked for: text, state, document, group."""
    wanted = Wanted(
        *(request.GET.get(name, "").replace("\x00", "").strip()[:80] for name in ("q", "state", "document", "group"))
    )
    every = catalogue.standings()
    found = [one for one in every if wanted.fits(one)]
    by_group = [(group, [one for one in found if one.asked.group == group.letter]) for group in catalogue.groups()]
    context = {
        "wanted": wanted,
        "found": len(found),
        "all": len(every),
        "tallies": tuple(_tally(state, every) for state in catalogue.STATES),
        "groups": [(group, standings) for group, standings in by_group if standings],
        "states": [(state, glossary.word(f"system_{state}")) for state in catalogue.STATES],
        "documents": list(catalogue.documents().items()),
        "all_groups": catalogue.groups(),
    }
    return render(request, "systems.html", context)


@open_to(anyone)
def system(request: HttpRequest, number: str) -> HttpResponse:
    """One system: its purpose, the clauses that ask for it, what it is made of, what it lacks, the tests that prove it."""
    every = catalogue.standings()
    places = {one.asked.id: place for place, one in enumerate(every)}
    place = places.get(number)
    if place is None:
        raise Http404(f"the catalogue has no system {number[:20]!r}; it has A01 to {every[-1].asked.id}")
    one = every[place]
    context = {
        "one": one,
        "group": _group(one.asked),
        "facts": _facts(one.asked),
        "clauses": _clauses(one.asked),
        "kinds": _kinds(one),
        "used": _used(one),
        "indicators": [
            Link(each.name, f"/indicators/{each.key}") for each in (one.declared.indicators if one.declared else ())
        ],
        "reckoned": _reckoned(one),
        "proofs": [(proof.test, OUTCOMES.get(proof.outcome, "system_unproven")) for proof in one.proofs],
        "before": every[place - 1].asked if place else None,
        "after": every[place + 1].asked if place + 1 < len(every) else None,
    }
    return render(request, "system.html", context)


def _tally(state: str, every: Sequence[Standing]) -> Tally:
    code = f"system_{state}"
    count = sum(one.state == state for one in every)
    return Tally(glossary.word(code), count, f"/systems?state={state}", "个", code if count else "")


def _group(asked: Asked) -> Group:
    return next(group for group in catalogue.groups() if group.letter == asked.group)


def _facts(asked: Asked) -> tuple[Fact, ...]:
    return (
        Fact("给谁用", "、".join(asked.users)),
        Fact("英文", asked.english),
        Fact("规划怎么提", GRADES[asked.grade]),
        Fact("能做到哪里", BUILDS[asked.build]),
    )


def _clauses(asked: Asked) -> list[tuple[str, str, str, list[str]]]:
    """By document: its number, its title, the lines, and what it states in numbers."""
    return [
        (
            document,
            title,
            "、".join(one.lines for one in asked.clauses if one.document == document),
            [f"{text}（第 {where.lines} 行）" for text, where in asked.facts if where.document == document],
        )
        for document, title in catalogue.documents().items()
        if document in asked.documents or any(where.document == document for _, where in asked.facts)
    ]


def _kinds(one: Standing) -> list[tuple[Link, str]]:
    return [(_link(kind), f"{len(kind.properties)} 项") for kind in (one.declared.kinds if one.declared else ())]


def _used(one: Standing) -> list[Link]:
    known: Mapping[str, Kind] = {kind.name: kind for kind in kinds.all_kinds()}
    return [_link(known[name]) for name in (one.declared.uses if one.declared else ()) if name in known]


def _reckoned(one: Standing) -> tuple[Fact, ...]:
    """Figures and rules by their sort, each as it is called."""
    labels: dict[str, list[str]] = {}
    for each in (*one.declared.figures, *one.declared.rules) if one.declared else ():
        labels.setdefault(SORTS[type(each)], []).append(each.label)
    return tuple(Fact(sort, "、".join(called)) for sort, called in labels.items())


def _link(kind: Kind) -> Link:
    return Link(kind.label, f"/registers/{kind.name}")
