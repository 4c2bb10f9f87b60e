"""The command that tells of a thing where it came from, where it went, what is known of its quality, and who answers for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from yaomai.cli.connected import connected

if TYPE_CHECKING:
    from yaomai.registers.queries.names import Named
    from yaomai.traceability.engine.genealogy import ChainLink, Direction, Reached
    from yaomai.traceability.queries.answers import Answers

_SHOWN = 200
_LISTED = 20


class _Moment(click.ParamType[datetime]):
    """A moment as EPCIS writes it: with an offset, so that it means the same everywhere."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from yaomai.standards.epcis.timestamp import read_time

        moment = value if isinstance(value, datetime) else read_time(str(value))
        if moment is None:
            self.fail(f"{value!r} is no moment with an offset; write it like 2026-09-01T08:00:00+08:00", param, ctx)
        return moment


@click.command()
@click.argument("identifier", metavar="ID")
@click.option("--forward", "direction", flag_value="forward", help="Only what came of it.")
@click.option("--back", "direction", flag_value="back", help="Only what it came from.")
@click.option("--known-on", type=_Moment(), help="As was known then: what was recorded later does not count.")
@click.option("--at", type=_Moment(), help="As the world was then: what happened later does not count.")
@click.option(
    "--most", type=click.IntRange(1, 100_000), default=_SHOWN, show_default=True, help="So many nodes each way."
)
@click.option("--json", "as_json", is_flag=True, help="For machines: everything as one JSON object.")
def trace(
    *, identifier: str, direction: str | None, known_on: datetime | None, at: datetime | None, most: int, as_json: bool
) -> None:
    """The genealogy of ID (a code in any spelling) and the four questions: origin, whereabouts, quality, responsibility.

    Ends with 0 when the thing is known, 1 when no event names it, 2 when the command was mistyped.

    \b
    Example:
      yaomai trace https://id.gs1.org/01/06901234000023/10/LOT-B --back
    """
    with connected():
        from yaomai.people.viewer import INSTALLATION_VIEWER
        from yaomai.registers.queries import names
        from yaomai.traceability.queries.answers import answers
        from yaomai.traceability.queries.genealogy import reach
        from yaomai.traceability.queries.trace import find_thing

        thing = find_thing(identifier)
        found = answers(INSTALLATION_VIEWER, thing, known_on=known_on, at=at)
        ways: tuple[Direction, ...] = ("back", "forward")
        walks = {
            way: reach([thing.number], way, known_on=known_on, at=at, limit=most)
            for way in ways
            if direction in (None, way)
        }
        known = {**found.names, **names.by_number(node for walk in walks.values() for node in walk.nodes if node > 0)}
    lines = [_json(thing, found, walks, known)] if as_json else _text(thing, found, walks, known)
    for line in lines:
        click.echo(line)


def _text(
    thing: "Named", found: "Answers", walks: "Mapping[Direction, Reached]", known: "Mapping[int, Named]"
) -> Iterator[str]:
    yield _called(thing.number, known)
    titles = {"back": "came from", "forward": "led to"}
    for way, walk in walks.items():
        yield ""
        yield f"{titles[way]}: {len(walk.things) - 1} things by {len(walk.steps)} steps{'' if walk.is_whole else ', and more'}"
        yield from _tree(thing.number, walk.links, way, known)
    for title in ("origin", "whereabouts", "quality", "responsibility"):
        answer = getattr(found, title)
        yield ""
        yield f"{title}: {answer.verdict}"
        yield from _few([_evidence(one, known, found) for one in _said(answer)])
        yield from _few([f"  missing: {_missing(one, known)}" for one in answer.missing])
        yield from _few(
            [
                f"  withheld: {', '.join(one.members)} of {_record(one.record)}"
                for one in getattr(answer, "withheld", ())
            ]
        )


def _few(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_LISTED]
    if len(lines) > _LISTED:
        yield f"  … {len(lines) - _LISTED} more (--json has all)"


def _tree(start: int, links: "Sequence[ChainLink]", way: "Direction", known: "Mapping[int, Named]") -> Iterator[str]:
    """The genealogy as an indented tree; what stands further up already is only named again."""
    following: dict[int, list[tuple[int, ChainLink]]] = {}
    for link in links:
        one, other = (link.start, link.end) if way == "forward" else (link.end, link.start)
        following.setdefault(one, []).append((other, link))
    seen = {start}
    ahead = [(other, link, 1) for other, link in reversed(following.get(start, []))]
    while ahead:
        node, link, depth = ahead.pop()
        again = node in seen and node in following
        name = f"step {_record(-node)}" if node < 0 else _called(node, known)
        yield f"{'  ' * depth}{link.kind:<10} {link.event_time:%Y-%m-%d}  {name}{'  (as above)' if again else ''}"
        if node not in seen:
            seen.add(node)
            ahead += [(other, one, depth + 1) for other, one in reversed(following.get(node, []))]


def _called(node: int, known: "Mapping[int, Named]") -> str:
    from yaomai.standards.gs1.identifier import identify

    named = known.get(node)
    if named is None:
        return f"number {node}"
    return f"{identify(named.canonical).label} {named.name}".rstrip()


def _record(record: int) -> str:
    from yaomai.ledger.engine.deed import reference

    return f"record {reference(record)}"


def _said(answer: Any) -> Iterable[Any]:
    """Everything that an answer rests on, whatever it calls it."""
    for name in ("roots", "gathered", "holdings", "said", "steps"):
        yield from getattr(answer, name, ())


def _evidence(one: Any, known: "Mapping[int, Named]", found: "Answers") -> str:
    """One piece of evidence in a line: what, of which thing, how much, when, where, with whom, by which record."""
    words = []
    for member in fields(one):
        value = getattr(one, member.name)
        if value is None or value is False or value in ((), ""):
            continue
        match member.name:
            case "thing" | "place" | "party" | "to_place" | "to_party" | "reference":
                words.append(f"{'to ' if member.name.startswith('to_') else ''}{_called(value, known)}")
            case "organisation":
                organisation = found.organisations.get(value)
                words.append(organisation.name if organisation else f"organisation {value}")
            case "event_time":
                words.append(f"{value:%Y-%m-%d %H:%M}")
            case "sources" | "destinations":
                side = "from" if member.name == "sources" else "to"
                words += [f"{side} {_called(number, known)} ({kind})" for kind, number in value]
            case "quantity":
                words.append(f"{value:f}")
            case "record":
                words.append(_record(value))
            case "things" if isinstance(value, tuple):
                words.append(_called(value[0], known))
            case "things":
                words.append(f"in {value}")
            case "party_withheld":
                words.append("party withheld")
            case "kind" | "state" | "biz_step" | "disposition" | "word" | "uom":
                words.append(str(value))
    return "  " + "  ".join(dict.fromkeys(words))


def _missing(one: Any, known: "Mapping[int, Named]") -> str:
    words = [one.code]
    words += [_called(one.thing, known)] if one.thing is not None else []
    words += [_record(one.record)] if one.record is not None else []
    if one.step is not None:
        words.append(f"step {_record(-one.step)}" if one.step < 0 else _called(one.step, known))
    return "  ".join(words)


def _json(thing: "Named", found: "Answers", walks: "Mapping[Direction, Reached]", known: "Mapping[int, Named]") -> str:
    """Numbers are those of the dictionary, steps are below zero or transformationIDs; `names` says what they stand for."""
    import msgspec

    return msgspec.json.encode(
        {
            "thing": thing.number,
            "known_on": found.known_on,
            "at": found.at,
            "genealogy": {
                way: {
                    "things": sorted(walk.things),
                    "steps": sorted(walk.steps),
                    "carriers": sorted(walk.carriers),
                    "links": walk.links,
                    "is_whole": walk.is_whole,
                }
                for way, walk in walks.items()
            },
            "origin": found.origin,
            "whereabouts": found.whereabouts,
            "quality": found.quality,
            "responsibility": found.responsibility,
            "names": {str(number): {"code": one.canonical, "name": one.name} for number, one in sorted(known.items())},
            "organisations": {str(number): one.name for number, one in sorted(found.organisations.items())},
        }
    ).decode()
