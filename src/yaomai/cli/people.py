"""Which commands administer organisations, accounts, roles, invitations and keys?

They are the operator's: who can run them has the database anyway. What they record names the installation itself as the recorder,
and the audit trail keeps that they were run.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from yaomai.cli.connected import connected

_NUMBER_DIGITS_MOST = 19  # of a bigint; a longer row of digits can only be a name


@click.group()
def people() -> None:
    """Organisations, accounts, roles, invitations and keys."""


@people.command()
@click.argument("name")
@click.option(
    "--kind", default="processor", show_default=True, help="What it is in the industry, such as grower or authority."
)
@click.option("--parent", help="The organisation that it is under: its number, or its exact name.")
@click.option("--division", default="", help="Where it is responsible or sits: six digits (GB/T 2260), such as 621126.")
@click.option("--invented", is_flag=True, help="It is made up for a demonstration.")
def organisation(name: str, *, kind: str, parent: str | None, division: str, invented: bool) -> None:
    """Found the organisation NAME; prints its number.

    \b
    Example:
      yaomai people organisation 岷县某某合作社 --kind grower --division 621126
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.found_organisation import found_organisation
        from yaomai.people.viewer import INSTALLATION_VIEWER

        above = _organisation_number(parent) if parent else None
        now = timezone.now()
        with noted("people organisation"):
            number = found_organisation(
                INSTALLATION_VIEWER, name, kind, now=now, invented=invented, parent=above, division=division
            )
        click.echo(number)


@people.command()
@click.argument("organisation")
@click.option("--name", help="What it is called from now on.")
@click.option("--kind", help="Of what kind it is from now on.")
@click.option(
    "--parent", help="Under which organisation it is from now on: a number, or an exact name; none: under nobody."
)
@click.option("--division", help="Where it is responsible or sits from now on: six digits (GB/T 2260).")
def change(organisation: str, *, name: str | None, kind: str | None, parent: str | None, division: str | None) -> None:
    """Rename ORGANISATION (a number, or an exact name), or move it; what it was stays on record.

    \b
    Example:
      yaomai people change 7 --parent 定西示范中医药产业办公室
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.change_organisation import OrganisationFacts, change_organisation
        from yaomai.people.queries.accounts import organisation as organisation_now
        from yaomai.people.viewer import INSTALLATION_VIEWER

        now = timezone.now()
        number = _organisation_number(organisation)
        known = organisation_now(INSTALLATION_VIEWER, number, now=now)
        above = known.parent if parent is None else None if parent == "none" else _organisation_number(parent)
        wanted = OrganisationFacts(
            known.name if name is None else name,
            known.kind if kind is None else kind,
            above,
            known.division if division is None else division,
        )
        with noted("people change"):
            change_organisation(INSTALLATION_VIEWER, number, wanted, now=now)


@people.command()
@click.argument("organisation")
@click.option("--reason", required=True, help="Why; without names of persons, it is never erased.")
@click.option("--successor", help="Which organisation goes on with what it had: a number, or an exact name.")
def dissolve(organisation: str, *, reason: str, successor: str | None) -> None:
    """Record that ORGANISATION (a number, or an exact name) was dissolved; its accounts and keys end.

    \b
    Example:
      yaomai people dissolve 7 --reason 并入三号合作社 --successor 3
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.end_organisation import end_organisation
        from yaomai.people.viewer import INSTALLATION_VIEWER

        number = _organisation_number(organisation)
        heir = _organisation_number(successor) if successor else None
        with noted("people dissolve"):
            end_organisation(INSTALLATION_VIEWER, number, reason=reason, successor=heir, now=timezone.now())


@people.command()
def tree() -> None:
    """Print who is above whom: number, name, kind and division of each organisation.

    \b
    Example:
      yaomai people tree
    """
    with connected():
        from yaomai.people.queries.organisation_tree import Branch, organisation_tree

        def show(branches: tuple[Branch, ...], depth: int) -> None:
            for one in branches:
                ended = ", dissolved" if one.ended else ""
                where = f" {one.division}" if one.division else ""
                click.echo(f"{'  ' * depth}{one.organisation} {one.name} ({one.kind}{where}{ended})")
                show(one.below, depth + 1)

        show(organisation_tree(with_ended=True), 0)


@people.command()
@click.argument("login")
@click.option("--organisation", required=True, help="The organisation's number, or its exact name.")
@click.option("--name", help="The person's name; the login when it is not given.")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the first password from standard input (one line) and ask nothing."
)
def account(login: str, *, organisation: str, name: str | None, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Open an account for LOGIN; asks for its first password and prints the account's number.

    \b
    Example:
      yaomai people account zhangsan --organisation 3 --role recorder
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.open_account import NewAccount, open_account
        from yaomai.people.viewer import INSTALLATION_VIEWER

        number = _organisation_number(organisation)
        password = (
            sys.stdin.readline().rstrip("\r\n")
            if password_stdin
            else click.prompt("First password", hide_input=True, confirmation_prompt=True, err=True)
        )
        new = NewAccount(login, name or login, number, roles, password)
        with noted("people account"):
            opened = open_account(INSTALLATION_VIEWER, new, now=timezone.now())
        click.echo(opened)


@people.command()
@click.option("--organisation", required=True, help="The organisation's number, or its exact name.")
@click.option("--name", default="command line", show_default=True, help="By which people will know the machine.")
@click.option("--scope", "scopes", multiple=True, required=True, help="capture or query; may be given several times.")
@click.option("--days", default=365, show_default=True, help="For how many days it is good.")
def key(*, organisation: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Issue a key for a machine and print it: this once, it is kept nowhere.

    \b
    Example:
      yaomai people key --organisation 3 --scope capture --days 365
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.issue_key import NewKey, issue_key
        from yaomai.people.viewer import INSTALLATION_VIEWER

        new = NewKey(_organisation_number(organisation), name, scopes, days)
        with noted("people key"):
            issued = issue_key(INSTALLATION_VIEWER, new, now=timezone.now())
        click.echo(issued.written)
        click.echo(f"good until {issued.expires.isoformat()}; it is shown this once", err=True)


@people.command()
@click.argument("login")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times. None: no role any more.")
@click.option("--from", "since", type=click.DateTime(), help="From when on these roles are in force; local time.")
@click.option("--until", type=click.DateTime(), help="Until when these roles are in force; local time.")
def roles(login: str, *, roles: tuple[str, ...], since: datetime | None, until: datetime | None) -> None:
    """Give the account LOGIN exactly these roles.

    \b
    Example:
      yaomai people roles zhangsan --role recorder --until 2027-01-01
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.engine.held_roles import ALWAYS, Term
        from yaomai.people.operations.grant_roles import grant_roles
        from yaomai.people.queries.accounts import account_number
        from yaomai.people.viewer import INSTALLATION_VIEWER

        bounds = (timezone.make_aware(one) if one else None for one in (since, until))
        term = Term(*bounds)
        number = account_number(login)
        with noted("people roles"):
            terms = dict.fromkeys(roles, term) if term != ALWAYS else {}
            grant_roles(INSTALLATION_VIEWER, number, roles, terms=terms, now=timezone.now())


@people.command()
@click.argument("login")
@click.option("--reason", default="left", show_default=True, help="A declared word, such as left, moved or retired.")
@click.option("--on", "left_on", type=click.DateTime(["%Y-%m-%d"]), help="Since which day the person is gone; today.")
@click.option("--successor", help="The login of who goes on with the duties, and gets the roles.")
def leave(login: str, *, reason: str, left_on: datetime | None, successor: str | None) -> None:
    """End the account LOGIN, its sessions and the keys that its holder made.

    \b
    Example:
      yaomai people leave zhangsan --reason moved --successor lisi
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.end_account import Leaving, end_account
        from yaomai.people.queries.accounts import account_number
        from yaomai.people.viewer import INSTALLATION_VIEWER

        now = timezone.now()
        day = left_on.date() if left_on else timezone.localdate(now)
        leaving = Leaving(reason, day, account_number(successor) if successor else None)
        with noted("people leave"):
            end_account(INSTALLATION_VIEWER, account_number(login), leaving, now=now)


@people.command()
@click.option("--organisation", required=True, help="The organisation's number, or its exact name.")
@click.option("--for", "note", required=True, help="For whom it is, in your own words.")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times.")
@click.option("--days", default=7, show_default=True, help="For how many days the link is good.")
def invite(*, organisation: str, note: str, roles: tuple[str, ...], days: int) -> None:
    """Print a link by which one person opens the own account: this once, it is kept nowhere.

    \b
    Example:
      yaomai people invite --organisation 3 --for 王敏 --role recorder
    """
    with connected():
        from django.utils import timezone

        from yaomai import settings
        from yaomai.people.operations.invite import NewInvitation
        from yaomai.people.operations.invite import invite as make
        from yaomai.people.viewer import INSTALLATION_VIEWER

        new = NewInvitation(_organisation_number(organisation), note, roles, days)
        with noted("people invite"):
            issued = make(INSTALLATION_VIEWER, new, now=timezone.now())
        click.echo(f"{settings.PUBLIC_URL}/join?code={issued.code}")
        click.echo(f"good once, until {issued.expires.isoformat()}; it is shown this once", err=True)


@people.command("totp-off")
@click.argument("login")
@click.option(
    "--reason", default="lost", show_default=True, help="A declared word: lost, replaced, unreadable or other."
)
def totp_off(login: str, *, reason: str) -> None:
    """Take the second factor of the account LOGIN away: it signs in by its password alone, until it sets up another one.

    \b
    Example:
      yaomai people totp-off zhangsan --reason lost
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.totp import remove_totp
        from yaomai.people.queries.accounts import account_number
        from yaomai.people.viewer import INSTALLATION_VIEWER

        with noted("people totp-off"):
            remove_totp(INSTALLATION_VIEWER, account_number(login), reason=reason, now=timezone.now())


def _organisation_number(text: str) -> int:
    """The number that is written, or that of the organisation with this name. Raises NotFoundError."""
    from yaomai.people.queries.accounts import organisation_number

    is_number = text.isascii() and text.isdigit() and len(text) < _NUMBER_DIGITS_MOST
    return int(text) if is_number else organisation_number(text)


@contextmanager
def noted(action: str) -> Iterator[None]:
    """Put the command on the audit trail, with how it ended."""
    from django.utils import timezone

    from yaomai.errors import InvalidError, RefusedError
    from yaomai.ledger.operations.record import noting
    from yaomai.people.operations.write_audit_entry import Call, Outcome, write_audit_entry
    from yaomai.people.viewer import INSTALLATION_VIEWER

    outcome: Outcome = "failed"
    deeds: list[int] = []
    try:
        with noting() as deeds:
            yield
        outcome = "done"
    except InvalidError:
        outcome = "invalid"
        raise
    except RefusedError:
        outcome = "refused"
        raise
    finally:
        deed = deeds[0] if deeds and outcome == "done" else None
        write_audit_entry(INSTALLATION_VIEWER, Call(action, outcome, deed=deed), now=timezone.now())
