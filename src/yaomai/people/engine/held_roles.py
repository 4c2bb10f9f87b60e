"""For how long does somebody hold a role, and which roles are in force at a moment?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from yaomai.errors import Finding


@dataclass(frozen=True, slots=True)
class Term:
    """From when on (included) until when (excluded); None: without a bound. Times are aware."""

    since: datetime | None = None
    until: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies in it."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment < self.until)

    def is_over(self, moment: datetime) -> bool:
        """Whether it has ended by then."""
        return self.until is not None and self.until <= moment


ALWAYS = Term()


@dataclass(frozen=True, slots=True)
class Held:
    """A role and for how long it is held."""

    role: str
    term: Term = ALWAYS


def in_force(held: Iterable[Held], moment: datetime) -> frozenset[str]:
    """The roles whose term covers the moment."""
    return frozenset(one.role for one in held if one.term.covers(moment))


def standing(held: Iterable[Held], moment: datetime) -> tuple[Held, ...]:
    """Those that have not ended by the moment: in force, or still to come."""
    return tuple(one for one in held if not one.term.is_over(moment))


def as_members(terms: Mapping[str, Term]) -> dict[str, dict[str, str]]:
    """Terms as members of a body: by role, `from` and `until` in ISO 8601; roles without a bound are left out."""
    members = {}
    for role in sorted(terms):
        bounds = {"from": terms[role].since, "until": terms[role].until}
        if written := {name: bound.isoformat() for name, bound in bounds.items() if bound is not None}:
            members[role] = written
    return members


def written(terms: Mapping[str, Mapping[str, str]]) -> str:
    """Members of a body as a column holds them: canonical JSON; empty for none."""
    return orjson.dumps(terms, option=orjson.OPT_SORT_KEYS).decode() if terms else ""


def read(roles: str, terms: str) -> tuple[Held, ...]:
    """Roles (separated by spaces) and `terms` as columns hold them."""
    members: Mapping[str, Mapping[str, str]] = orjson.loads(terms) if terms else {}
    return tuple(Held(role, _term(members.get(role, {}))) for role in roles.split())


def _term(members: Mapping[str, str]) -> Term:
    since, until = members.get("from"), members.get("until")
    return Term(
        datetime.fromisoformat(since) if since else None,
        datetime.fromisoformat(until) if until else None,
    )


def term_findings(roles: Collection[str], terms: Mapping[str, Term], now: datetime) -> list[Finding]:
    """What is wrong with granting these roles for these terms at `now`."""
    findings = [
        Finding(
            "people.term_without_role", f"/terms/{role}", "a term is given for a role that is not granted", role[:80]
        )
        for role in sorted(set(terms) - set(roles))
    ]
    for role in sorted(set(terms) & set(roles)):
        term = terms[role]
        if term.until is not None and term.until <= now:
            value = term.until.isoformat()
            findings.append(Finding("people.term_over", f"/terms/{role}", "this term is over already", value))
        elif term.since is not None and term.until is not None and term.until <= term.since:
            value = f"{term.since.isoformat()} to {term.until.isoformat()}"
            findings.append(Finding("people.term_order", f"/terms/{role}", "a term ends after it begins", value))
    return findings
