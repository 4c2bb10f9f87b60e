"""Which commands found organisations, open accounts and issue keys?

They are the operator's: who can run them has the database anyway. What they record names the installation itself as the recorder,
and the audit trail keeps that they were run.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from yaomai.cli.connected import connected

_NUMBER_DIGITS_MOST = 19  # of a bigint; a longer row of digits can only be a name


@click.group()
def people() -> None:
    """Organisations, accounts and keys."""


@people.command()
@click.argument("name")
@click.option(
    "--kind", default="processor", show_default=True, help="What it is in the industry, such as grower or authority."
)
@click.option("--invented", is_flag=True, help="It is made up for a demonstration.")
def organisation(name: str, *, kind: str, invented: bool) -> None:
    """Found the organisation NAME; prints its number.

    \b
    Example:
      yaomai people organisation 岷县某某合作社 --kind grower
    """
    with connected():
        from django.utils import timezone

        from yaomai.people.operations.found_organisation import found_organisation
        from yaomai.people.viewer import INSTALLATION_VIEWER

        now = timezone.now()
        with noted("people organisation"):
            number = found_organisation(INSTALLATION_VIEWER, name, kind, now=now, invented=invented)
        click.echo(number)


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
