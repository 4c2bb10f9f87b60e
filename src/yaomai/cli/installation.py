"""Commands about the installation itself: run it, bring its database up to date, examine it."""

import sys

import click


@click.command(short_help="Run the installation: database, web pages, worker.")
@click.option(
    "--with-witness",
    "witnesses",
    metavar="HOME[:PORT]",
    multiple=True,
    help="also run the witness whose key and state are in this directory, on this port (8101 and up if not said); repeatable",
)
def serve(witnesses: tuple[str, ...]) -> None:
    """Run the installation until Ctrl-C: PostgreSQL (unless DATABASE_URL names one), web pages, worker.

    \b
    Example:
      YAOMAI_ADDRESS=127.0.0.1:9000 yaomai serve
    """
    from yaomai.cli import serving

    sys.exit(
        serving.serve(witnesses=[serving.parse_witness(text, position) for position, text in enumerate(witnesses)])
    )


@click.command(short_help="Make the database, or bring it up to date.")
def migrate() -> None:
    """Make the database, its roles and the log's key, or bring them up to date; what is right stays untouched.

    \b
    Example:
      DATABASE_URL=postgresql://postgres:secret@db.example/yaomai yaomai migrate
    """
    from yaomai import settings
    from yaomai.cli import serving
    from yaomai.cli.connected import say
    from yaomai.database import embedded
    from yaomai.database import migrate as migration

    url = settings.value("DATABASE_URL")
    if url:
        access = migration.migrate(settings.HOME, url, say=say)
        serving.initialise_log()
        serving.follow_declared_indicators()
    else:
        with embedded.ensure_running(settings.HOME, say=say):
            access = migration.migrate(settings.HOME, say=say)
            serving.initialise_log()
            serving.follow_declared_indicators()
    click.echo(f"the database {access.name} on {access.host} is up to date")


@click.command(short_help="Examine the installation and say what to do.")
def doctor() -> None:
    """Examine the installation: each line is ok, a warning or a fault, with what to do; exit code 1 if there is a fault.

    \b
    Example:
      yaomai doctor
    """
    from yaomai.cli import examination

    sys.exit(examination.report())


@click.command(hidden=True)
def worker() -> None:
    """Append what is recorded to the log, sign and publish it; started by `yaomai serve`.

    \b
    Example:
      yaomai worker
    """
    from yaomai.cli import worker as work
    from yaomai.cli.connected import connected

    with connected():
        work.run()
