"""The command that says what a recall reaches, starts one, and ends one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from yaomai.cli.connected import connected
from yaomai.cli.people import noted

if TYPE_CHECKING:
    from yaomai.traceability.engine.recall import Scope
    from yaomai.traceability.engine.stock import Discrepancy
    from yaomai.traceability.queries.recall_reach import Reach

_LISTED = 40
_KINDS = ("lot", "place", "party", "step", "organisation")


@click.command()
@click.argument("identifier", metavar="ID")
@click.option(
    "--kind", type=click.Choice(_KINDS), help="What ID is; by default as its code says, a record number being a step."
)
@click.option("--start", is_flag=True, help="Start the recall, in the name of the installation.")
@click.option("--class", "recall_class", type=click.IntRange(1, 3), help="With --start: 1 (gravest), 2 or 3.")
@click.option("--reason", help="With --start or --end: why.")
@click.option("--end", is_flag=True, help="ID is the number of a recall that is over.")
@click.option("--json", "as_json", is_flag=True, help="For machines: everything as one JSON object.")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Write a spreadsheet to this file.")
@click.option("--csv", type=click.Path(path_type=Path, dir_okay=False), help="Write every lot and code to this file.")
def recall(
    *,
    identifier: str,
    kind: str | None,
    start: bool,
    recall_class: int | None,
    reason: str | None,
    end: bool,
    **forms: bool | Path | None,
) -> None:
    """What a recall of ID would reach: a lot, a single code, a place, a party, a step (its record number), an organisation.

    ID in any spelling. Lists the sums of each product and who has how much. With --start the recall is recorded, and its number
    printed on the error stream; with --end it is ended. Exit code 0: done; 1: refused, or nothing is known by that code.

    \b
    Example:
      yaomai recall https://id.gs1.org/01/06901234000023/10/LOT-B
      yaomai recall 1024.3 --xlsx reached.xlsx
      yaomai recall 06901234000023 --kind place --start --class 1 --reason "农药残留超标"
    """
    _must_fit(start=start, end=end, recall_class=recall_class, reason=reason)
    with connected():
        from django.utils import timezone

        from yaomai.errors import InvalidError
        from yaomai.people.viewer import INSTALLATION_VIEWER
        from yaomai.traceability.operations.recall import end_recall, start_recall
        from yaomai.traceability.queries import recall_scope
        from yaomai.traceability.queries.recall_reach import reach, reach_of_scope

        now = timezone.now()
        if end:
            with noted("recall --end"):
                end_recall(INSTALLATION_VIEWER, _number(identifier), reason or "", now=now)
            return
        scope = _scope(identifier, kind)
        if start:
            with noted("recall --start"):
                number = start_recall(
                    INSTALLATION_VIEWER, scope, recall_class=recall_class or 0, reason=reason or "", now=now
                )
            click.echo(f"started recall {number}; its page is at /recalls/{number}", err=True)
            found = reach(INSTALLATION_VIEWER, number)
        else:
            if findings := recall_scope.unknown_scope(scope, recall_scope.start(scope)):
                raise InvalidError(findings)
            found = reach_of_scope(INSTALLATION_VIEWER, scope)
        _write(found, forms)


def _must_fit(*, start: bool, end: bool, recall_class: int | None, reason: str | None) -> None:
    """Raises UsageError for options that do not go together."""
    if start and end:
        raise click.UsageError("--start and --end exclude each other")
    if start and (recall_class is None or not reason):
        raise click.UsageError("--start needs --class and --reason")
    if end and not reason:
        raise click.UsageError("--end needs --reason")
    if not start and recall_class is not None:
        raise click.UsageError("--class goes with --start; without it nothing is recorded")
    if not (start or end) and reason:
        raise click.UsageError("--reason goes with --start or --end; without them nothing is recorded")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise click.UsageError(f"{text[:80]!r} is no number of a recall; --end takes the number that --start printed")
    return int(text)


def _scope(identifier: str, kind: str | None) -> "Scope":
    from yaomai.ledger.engine.deed import parse_reference
    from yaomai.people.queries.accounts import organisation_number
    from yaomai.standards.gs1.identifier import identify
    from yaomai.traceability.engine.recall import Scope

    code = identifier.strip()
    if kind == "organisation":
        return Scope("party", supplier=int(code) if code.isascii() and code.isdigit() else organisation_number(code))
    deed, dot, position = code.partition(".")
    if kind == "step" or (kind is None and dot and deed.isdigit() and position.isdigit()):
        return Scope("step", step=parse_reference(code))
    said: dict[str, Literal["lot", "place", "party"]] = {"place": "place", "party": "party"}
    return Scope(said.get(kind or identify(code).kind, "lot"), identifier=code)


def _write(found: "Reach", forms: dict[str, bool | Path | None]) -> None:
    import orjson
    from django.utils import timezone

    from yaomai.web import recall_sheet, recall_shown

    if isinstance(path := forms["xlsx"], Path):
        path.write_bytes(recall_sheet.workbook(found, now=timezone.now()))
        click.echo(f"wrote {path}", err=True)
    if isinstance(path := forms["csv"], Path):
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(recall_sheet.csv_lines(found))
        click.echo(f"wrote {path}", err=True)
    if forms["as_json"]:
        click.echo(orjson.dumps(recall_shown.reach_as_json(found)))
        return
    for line in _text(found):
        click.echo(line)


def _text(found: "Reach") -> Iterator[str]:
    """The sums, then the holders, as tables for a terminal."""
    if not found.rows:
        yield "nothing is reached"
        return
    verdict = "agree" if found.agrees else "do NOT agree"
    yield f"{len(found.rows)} lines of goods with {len(found.holders)} holders; the sums {verdict}"
    yield ""
    yield "product: made = used + held + in transit + sold + destroyed"
    for total in found.product_totals:
        one = total.balance
        parts = " + ".join(f"{n:f}" for n in (one.used, one.held, one.in_transit, one.sold, one.destroyed))
        name = total.name or total.product
        mark = "=" if one.made == one.accounted else "≠"
        rest = "" if one.is_measured else "; and amounts that are not said"
        yield f"  {name}: {one.made:f} {mark} {parts} {one.uom or ''}".rstrip() + rest
    yield ""
    yield "holders: held, arriving, sold, destroyed, used"
    for number, line in enumerate(found.holder_totals):
        if number == _LISTED:
            yield f"  … {len(found.holder_totals) - _LISTED} more (--json, --xlsx and --csv have all)"
            break
        named = found.holders.get(line.holder)
        amounts = ", ".join(f"{n:f}" for n in (line.held, line.arriving, line.sold, line.destroyed, line.used))
        rest = "" if line.is_measured else "; and an amount that is not said"
        who = (named.shown if named else "") or "unknown"
        yield f"  {who}: {line.name or line.product}: {amounts} {line.uom or ''}".rstrip() + rest
    for contradiction in found.discrepancies[:_LISTED]:
        yield _discrepancy(found, contradiction)
    if not found.is_whole:
        yield "too much was reached to list all of it"


def _discrepancy(found: "Reach", one: "Discrepancy") -> str:
    from yaomai.ledger.engine.deed import reference

    amount = "an amount that is not said" if one.amount is None else f"{one.amount:f} {one.uom or ''}".rstrip()
    return f"does not agree: {one.code} {amount} of {found.things[one.thing].label}, record {reference(one.record)}"
