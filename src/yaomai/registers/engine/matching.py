"""Which of the entities that are there does somebody mean who writes this name?

The names that are there are held in memory by keys that likely names share (rare pairs of characters, word marks, readings), so
that each incoming name is compared with some hundred of them and not with all. Whoever is meant is **decided** only by a code whose
check is right, or by a name that is certain (`likeness.CERTAIN`) and clearly more alike than any other entity's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import Indel

from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Code
from yaomai.registers.engine.folding import fold
from yaomai.registers.engine.likeness import CERTAIN, Likeness, Reason, compare
from yaomai.registers.engine.names import Anatomy, anatomy
from yaomai.registers.engine.pinyin import syllables
from yaomai.registers.engine.plain_likeness import compare_people, compare_plain

CANDIDATES_MOST = 5
_OFFERED = 0.5
_CLEARLY = 0.03
_LIKELY_ENOUGH = 0.1
_COMPARED_MOST = 120
_ALIKE_AT_ALL = 0.5
_COMMON_KEY = 1_500
_ADDRESS_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Incoming:
    """What somebody wrote: a name, codes by property, where it is (GB/T 2260, empty: not said), an address."""

    text: str
    codes: Mapping[str, str] = field(default_factory=dict)
    division: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An entity that is there: its names, the title first, its codes by property, where it is."""

    entity: int
    names: tuple[str, ...]
    codes: Mapping[str, str] = field(default_factory=dict)
    division: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant: how alike it is (0 to 1), and why it is and why it may not be."""

    entity: int
    title: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a name means: `decided`, if that is certain; else those who may be meant, the likeliest first."""

    decided: int | None
    candidates: tuple[Candidate, ...]

    @property
    def is_none_of_them(self) -> bool:
        """Whether a person decided that it means none of those that are there."""
        return any(reason.code == "decided_none" for one in self.candidates for reason in one.reasons)


def what_of(kind: Kind) -> str:
    """How the names of a kind are compared: those of organisations have a credit code or are parties of EPCIS documents."""
    has_credit_code = any(isinstance(one.type, Code) and one.type.scheme == "uscc" for one in kind.properties)
    if has_credit_code or kind.epcis == "Party":
        return "organisation"
    return "people" if kind.by_name[kind.title].label == "姓名" else "plain"


class Register:
    """The entities of a kind, to be matched with. `what`: how names are compared: as those of organisations, of people, or
    otherwise (`what_of`).
    """

    def __init__(self, known: Iterable[Known], what: str = "organisation") -> None:
        self._what = what
        self._known: list[Known] = []
        self._names: list[tuple[int, Anatomy, str]] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_code: dict[tuple[str, str], list[int]] = {}
        for one in known:
            self._add(one)

    def _add(self, one: Known) -> None:
        place = len(self._known)
        self._known.append(one)
        for name, value in one.codes.items():
            self._by_code.setdefault((name, value.upper()), []).append(place)
        for text in one.names:
            number, parts = len(self._names), _parts(text, self._what)
            self._names.append((place, parts, text))
            for key in set(_keys(parts, self._what)):
                self._by_key.setdefault(key, []).append(number)

    def match(self, asked: Incoming, *, faulty: Sequence[str] = (), beside: int | None = None) -> Match:
        """Whom it means. `faulty`: properties whose code has a wrong check; `beside`: an entity that is not considered (itself)."""
        by_code = [place for place in self._of_code(asked, faulty) if self._known[place].entity != beside]
        scored = self._scored(asked, beside)
        reasons = tuple(Reason("code_faulty", {"property": one}, supports=False) for one in faulty)
        candidates = sorted((self._weighed(asked, *each, faulty) for each in scored.items()), key=_order)
        if len(by_code) == 1:
            (place,) = by_code
            found = next((one for one in candidates if one.entity == self._known[place].entity), None)
            first = self._coded(place, found)
            rest = tuple(one for one in candidates if one.entity != first.entity)
            return Match(first.entity, (first, *rest)[:CANDIDATES_MOST])
        for place in by_code:
            candidates = [one for one in candidates if one.entity != self._known[place].entity]
        candidates = [*(self._coded(place, None) for place in by_code), *candidates]
        candidates = [
            Candidate(one.entity, one.title, one.score, (*one.reasons, *reasons))
            for one in candidates[:CANDIDATES_MOST]
        ]
        return Match(None if by_code else _decided(candidates), tuple(candidates))

    def _of_code(self, asked: Incoming, faulty: Sequence[str]) -> list[int]:
        found = {
            place
            for name, value in asked.codes.items()
            if name not in faulty
            for place in self._by_code.get((name, value.upper()), ())
        }
        return sorted(found)

    def _coded(self, place: int, found: Candidate | None) -> Candidate:
        one = self._known[place]
        reasons = found.reasons if found else ()
        return Candidate(one.entity, one.names[0], 1.0, (Reason("same_code"), *reasons))

    def _scored(self, asked: Incoming, beside: int | None) -> dict[int, tuple[Likeness, str]]:
        """The best likeness of each entity that is worth a look, and the name that is so like."""
        best: dict[int, tuple[Likeness, str]] = {}
        if not self._names:
            return best
        parts = _parts(asked.text, self._what)
        for number in self._worth_a_look(parts):
            place, other, text = self._names[number]
            if self._known[place].entity == beside or _is_far_off(parts, other):
                continue
            found = _compared(parts, other, self._what)
            if found.score >= _OFFERED and (place not in best or found.score > best[place][0].score):
                best[place] = found, text
        return best

    def _worth_a_look(self, parts: Anatomy) -> set[int]:
        postings = sorted(
            (len(posting), key) for key in set(_keys(parts, self._what)) if (posting := self._by_key.get(key))
        )
        found: set[int] = set()
        for size, key in postings:
            if key[0] in "tc" or (size <= _COMMON_KEY and len(found) < _COMPARED_MOST):
                found.update(self._by_key[key][: 2 * _COMPARED_MOST])
        return found

    def _weighed(self, asked: Incoming, place: int, found: tuple[Likeness, str], faulty: Sequence[str]) -> Candidate:
        """The candidate, with what codes, division and address add."""
        one, (like, text) = self._known[place], found
        score, reasons = like.score, list(like.reasons)
        if text != one.names[0]:
            reasons.insert(0, Reason("other_name", {"name": text}))
        for name, value in asked.codes.items():
            theirs = one.codes.get(name)
            if theirs is None or name in faulty:
                continue
            if theirs.upper() != value.upper():
                reasons.append(Reason("code_differs", {"property": name, "one": value, "two": theirs}, supports=False))
                score = min(score, CERTAIN - 0.05)
        if asked.division and one.division:
            if _apart(asked.division, one.division):
                reasons.append(Reason("division_differs", {"one": asked.division, "two": one.division}, supports=False))
                score -= 0.06
            else:
                reasons.append(Reason("division_agrees"))
                score += 0.02
        address = fold(asked.address)
        if len(address) >= _ADDRESS_LENGTH and one.address and fold(one.address) == address:
            reasons.append(Reason("same_address"))
            score += 0.03
        return Candidate(one.entity, one.names[0], round(max(0.0, min(1.0, score)), 3), tuple(reasons))

    def pairs(self, some: Iterable[Known]) -> Iterator[tuple[Known, Candidate]]:
        """Entities that may be the same as one of these, each pair once, if both are among them."""
        told: set[tuple[int, int]] = set()
        for one in some:
            asked = Incoming(one.names[0], one.codes, one.division, one.address)
            for candidate in self.match(asked, beside=one.entity).candidates:
                pair = (min(one.entity, candidate.entity), max(one.entity, candidate.entity))
                if candidate.score >= CERTAIN - _LIKELY_ENOUGH and pair not in told:
                    told.add(pair)
                    yield one, candidate

    def __len__(self) -> int:
        return len(self._known)


def _is_far_off(one: Anatomy, two: Anatomy) -> bool:
    """Whether two names need no closer look: other word marks, and hardly half of their characters in common."""
    return one.mark != two.mark and Indel.normalized_similarity(one.core, two.core) < _ALIKE_AT_ALL


def _order(one: Candidate) -> tuple[float, int]:
    return -one.score, one.entity


def _decided(candidates: Sequence[Candidate]) -> int | None:
    if not candidates or candidates[0].score < CERTAIN:
        return None
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return candidates[0].entity if candidates[0].score - second >= _CLEARLY else None


def _apart(one: str, two: str) -> bool:
    """Whether two divisions lie in different ones, so that neither holds the other."""
    ours, theirs = (each.removesuffix("00").removesuffix("00") for each in (one, two))
    return not (ours.startswith(theirs) or theirs.startswith(ours))


def _parts(text: str, what: str) -> Anatomy:
    if what == "organisation":
        return anatomy(text)
    return Anatomy(fold(text), (), "", fold(text), "", "", "", is_branch=False, is_group=False, numerals=())


def _compared(one: Anatomy, two: Anatomy, what: str) -> Likeness:
    if what == "organisation":
        return compare(one, two)
    return compare_people(one.text, two.text) if what == "people" else compare_plain(one.text, two.text)


def _keys(parts: Anatomy, what: str) -> Iterator[str]:
    """What a name shares with names that may mean the same."""
    yield f"t{parts.text}"
    core = parts.core
    if core:
        yield f"c{core}"
    if what == "organisation":
        yield from _organisation_keys(parts)
    for two in pairwise(core):
        yield f"b{''.join(two)}"
    for first, second in pairwise(syllables(core)):
        yield f"s{first} {second}"


def _organisation_keys(parts: Anatomy) -> Iterator[str]:
    if parts.mark:
        yield f"m{parts.mark}"
    where = next((code for place in reversed(parts.places) for code in sorted(place.codes)), "")
    if where:
        yield f"p{where}{parts.core[:2]}"
        yield f"h{where}{parts.core[:1]}{parts.core[-1:]}"
        if len(parts.mark) >= 2:
            yield f"q{where}{parts.mark[0]}{parts.trade[:2]}"
            yield f"r{where}{parts.mark[-1]}{parts.trade[:2]}"
