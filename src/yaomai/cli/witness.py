"""Commands of a witness: a separate small process, which another organisation runs from the same package."""

from datetime import UTC, datetime
from pathlib import Path

import click

_HOME = click.argument("home", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def witness() -> None:
    """A witness of logs, run by another organisation: it cosigns only what continues what it has seen."""


@witness.command()
@_HOME
@click.option("--name", required=True, help="a URL without its scheme that your organisation owns")
def init(home: Path, name: str) -> None:
    """Make a witness in the directory HOME: its key and its empty state.

    \b
    Example:
      yaomai witness init ./witness --name witness.example.edu.cn/yaomai
    """
    from yaomai.ledger.witness.home import initialise

    click.echo(
        f"made a witness; its public key, to be given to the log and to those who check receipts:\n{initialise(home, name)}"
    )


@witness.command()
@_HOME
@click.argument("vkey")
def trust(home: Path, vkey: str) -> None:
    """Cosign for the log with the public key VKEY (also the second key of a log whose key is rotated).

    \b
    Example:
      yaomai witness trust ./witness 'ledger.yaomai.example/demo+1a2b3c4d+AV…'
    """
    from yaomai.ledger.witness.home import trust as add

    click.echo("trusted" if add(home, vkey) else "was trusted already")


@witness.command()
@_HOME
@click.argument("vkey")
def distrust(home: Path, vkey: str) -> None:
    """Cosign for the public key VKEY no more; what was cosigned stays remembered.

    \b
    Example:
      yaomai witness distrust ./witness 'ledger.yaomai.example/demo+1a2b3c4d+AV…'
    """
    from yaomai.ledger.witness.home import distrust as remove

    remove(home, vkey)
    click.echo("trusted no more")


@witness.command()
@_HOME
@click.option("--address", default="127.0.0.1:8101", show_default=True, help="host:port on which the witness answers")
def serve(home: Path, address: str) -> None:
    """Answer logs until Ctrl-C.

    \b
    Example:
      yaomai witness serve ./witness --address 0.0.0.0:8101
    """
    from yaomai.cli.ports import parse_address
    from yaomai.ledger.witness.server import serve as answer

    host, port = parse_address(address)
    answer(home, host, port)


@witness.command()
@_HOME
def status(home: Path) -> None:
    """Show the witness's public key, and for each log what it cosigned last and what it refused.

    \b
    Example:
      yaomai witness status ./witness
    """
    from yaomai.ledger.witness.home import status as look

    found = look(home)
    click.echo(f"witness {found.key}")
    for log in found.logs:
        last = (
            f"cosigned {log.latest.head.size} leaves at {datetime.fromtimestamp(log.latest.cosigned_at, UTC).isoformat()}"
            if log.latest
            else "nothing cosigned yet"
        )
        click.echo(f"{log.origin}: {len(log.keys)} trusted keys, {last}, {log.refused} requests refused")
