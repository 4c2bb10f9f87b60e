"""Which systems do the plans ask for, what is each made of here, and what is proven of it?

systems.json holds the 127 systems that five plans of three provinces ask for: names, a purpose in our words, for whom, and
the clauses (document and lines) that ask for them. What each is made of follows from the declarations beside this package;
proofs.json is written by the test run (`tests/proofs.py`), for the declaration of that moment: once the file has changed,
nothing is proven until the tests that it names have run again.
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from yaomai.registers.declaration import System
from yaomai.systems import all_systems

Grade = Literal["E", "M", "I"]
# How a plan asks for it: it names it; it orders what cannot be run without it; it implies it.
Build = Literal["F", "P"]
# Whether it can be built and tested here in full, or rests on what no repository holds (official feeds, devices, legal authority).
State = Literal["unbuilt", "unproven", "failing", "partial", "working"]
STATES: tuple[State, ...] = ("working", "partial", "unproven", "failing", "unbuilt")


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a plan says something: the number of the document, and its lines, such as "114–116"."""

    document: str
    lines: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A system that the plans ask for. group: the first letter of its id. facts: what a plan states in numbers, and where."""

    id: str
    name: str
    english: str
    grade: Grade
    build: Build
    purpose: str
    users: tuple[str, ...]
    clauses: tuple[Clause, ...]
    facts: tuple[tuple[str, Clause], ...]

    @property
    def group(self) -> str:
        """The letter of its group."""
        return self.id[0]

    @property
    def documents(self) -> tuple[str, ...]:
        """The numbers of the documents that ask for it."""
        return tuple(dict.fromkeys(one.document for one in self.clauses))


@dataclass(frozen=True, slots=True)
class Group:
    """A group of systems: its letter, its Chinese and its English name."""

    letter: str
    name: str
    english: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A test that a declaration names, and how it ended: passed, failed, skipped; empty, when this declaration has not been
    tested.
    """

    test: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a system is: its state, its declaration (None: there is none), its proofs, and since which day they ended so."""

    asked: Asked
    state: State
    declared: System | None = None
    proofs: tuple[Proof, ...] = ()
    since: str = ""


@cache
def systems() -> Mapping[str, Asked]:
    """All systems by id, in the order of the catalogue."""
    return {
        one["id"]: Asked(
            id=one["id"],
            name=one["name"],
            english=one["english"],
            grade=one["grade"],
            build=one["build"],
            purpose=one["purpose"],
            users=tuple(one["users"]),
            clauses=tuple(map(_clause, one["clauses"])),
            facts=tuple((text, _clause(where)) for text, where in one["facts"]),
        )
        for one in _read("systems.json")["systems"]
    }


@cache
def groups() -> Sequence[Group]:
    """The groups, in the order of the catalogue."""
    return [Group(*one) for one in _read("systems.json")["groups"]]


@cache
def documents() -> Mapping[str, str]:
    """The plans: number to title."""
    return dict(_read("systems.json")["documents"])


def standings() -> Sequence[Standing]:
    """How far every system of the catalogue is. Raises ValueError for a declared system that the catalogue does not have."""
    declared = {one.id: one for one in all_systems()}
    if unknown := sorted(declared.keys() - systems().keys()):
        raise ValueError(f"systems are declared that the catalogue does not have: {', '.join(unknown)}")
    reported = _read("proofs.json")
    return [_standing(asked, declared.get(asked.id), reported.get(asked.id, {})) for asked in systems().values()]


def digest(system: System) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the file that declares a system: what a proof is a proof of."""
    module = next(
        name
        for name, one in sys.modules.items()
        if name.startswith("yaomai.systems.") and getattr(one, "SYSTEM", None) is system
    )
    source = resources.files("yaomai.systems").joinpath(f"{module.rpartition('.')[2]}.py").read_bytes()
    return hashlib.sha256(source).hexdigest()[:16]


def _standing(asked: Asked, declared: System | None, report: Mapping[str, object]) -> Standing:
    if declared is None:
        return Standing(asked, "unbuilt")
    outcomes = report.get("outcomes") if report.get("declaration") == digest(declared) else None
    known = outcomes if isinstance(outcomes, dict) else {}
    proofs = tuple(Proof(test, str(known.get(test, ""))) for test in declared.proven_by)
    since = str(report.get("since", "")) if known else ""
    return Standing(asked, _state(declared, {one.outcome for one in proofs}), declared, proofs, since)


def _state(declared: System, outcomes: set[str]) -> State:
    if "failed" in outcomes:
        return "failing"
    if outcomes != {"passed"}:  # one was left out, or not run, or none is named
        return "unproven"
    return "partial" if declared.gap else "working"


def _clause(text: str) -> Clause:
    return Clause(*text.split(" ", 1))


def _read(name: str) -> dict[str, Any]:
    found = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(found)
    return read
