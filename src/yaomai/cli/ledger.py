"""Commands about the record: verify it, prove a record, check a receipt, keys and witnesses of the log."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yaomai.cli.connected import connected

if TYPE_CHECKING:
    from yaomai.ledger.engine.receipt import Verified


@click.group()
def ledger() -> None:
    """The record: verify it, prove a record, check a receipt, keys and witnesses."""


@ledger.command()
def verify() -> None:
    """Recompute the whole record and its log, and name everything that was changed behind the application's back.

    \b
    Example:
      yaomai ledger verify
    """
    from yaomai.cli.verification import report

    with connected():
        faults = report()
    sys.exit(1 if faults else 0)


@ledger.command()
@click.argument("record")
@click.option(
    "--output", type=click.Path(path_type=Path), help="write the receipt to this file instead of RECORD.tlog-proof"
)
@click.option("--withhold", is_flag=True, help="leave the content out: the receipt then proves only its hash")
def prove(record: str, output: Path | None, *, withhold: bool) -> None:
    """Write the receipt of RECORD (a record number such as 1024.3, or an eventID).

    \b
    Example:
      yaomai ledger prove 3.2
    """
    from yaomai.cli.serving import log_setup
    from yaomai.ledger.engine.deed import reference

    with connected():
        from yaomai.ledger.queries.prove import prove as make_receipt

        identity = _record_of(record)
        receipt = make_receipt(identity, log_setup().policy(), disclose=not withhold)
    file = output or Path(f"{reference(identity)}.tlog-proof")
    file.write_bytes(receipt.format())
    click.echo(f"wrote {file}; check it anywhere with: yaomai ledger check {file} --policy {log_setup().policy_file}")


def _record_of(text: str) -> int:
    from yaomai.errors import NotFoundError, ProofError
    from yaomai.ledger.engine.deed import parse_reference
    from yaomai.traceability.queries.events import record_called

    try:
        return parse_reference(text)
    except ProofError as error:
        found = record_called(text)
        if found is None:
            raise NotFoundError(f"{error}; and no event has that eventID") from error
        return found


@ledger.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="public keys of the log and its witnesses (tlog-policy); if not given, this installation's",
)
@click.option("--body", type=click.Path(path_type=Path), help="write the proved content to this file")
def check(file: Path, policy: Path | None, body: Path | None) -> None:
    """Check the receipt in FILE (a .tlog-proof, or the text of a QR code), offline: no database, no network.

    \b
    Example:
      yaomai ledger check 3.2.tlog-proof --policy policy.txt
    """
    from yaomai import settings
    from yaomai.errors import ProofError, SettingError
    from yaomai.ledger.engine import receipt as receipts
    from yaomai.standards.c2sp import policy as policies

    whose = policy or settings.POLICY_FILE
    if not whose.is_file():
        raise SettingError(
            "to check a receipt one needs the public keys of its log and witnesses: name the policy file with --policy;"
            " every installation gives its own at /log/policy, and the organisations whose keys are in it can confirm them"
        )
    known = policies.parse(whose.read_bytes())
    data = file.read_bytes()
    try:
        if data.startswith(b"YM1:"):
            data = receipts.from_text(data.decode("ascii", "replace"))
        proved = receipts.verify(receipts.parse(data), known)
    except ProofError as error:
        raise ProofError(
            f"NOT PROVED: the receipt was altered or damaged, or it is not of a log that {whose} names ({error})"
        ) from error
    for line in _report(proved):
        click.echo(line)
    if body is not None and proved.body is not None:
        body.write_bytes(proved.body)
        click.echo(f"wrote the content to {body}")
    elif body is not None:
        click.echo(f"the receipt withholds its content: there is nothing to write to {body}", err=True)


def _report(proved: "Verified") -> list[str]:
    from datetime import UTC, datetime

    header = proved.header
    who = {k: v for k, v in dict(header["recorder"]).items() if v is not None}  # type: ignore[call-overload]  # a JSON object
    lines = [
        f"PROVED: record {header['deed']}.{proved.position} of kind {header['kind']}, recorded {header['record_time']}",
        f"  by {', '.join(f'{k} {v}' for k, v in who.items()) or 'the installation itself'}",
        f"  is in the log {proved.checkpoint.origin}, leaf {proved.leaf_index} of {proved.checkpoint.size}",
    ]
    lines += [
        f"  witnessed by {name} at {datetime.fromtimestamp(at, UTC).isoformat()}"
        for name, at in proved.witnessed_at.items()
    ] or ["  (the policy demands no witness)"]
    if proved.body is None:
        lines.append(f"  its content is withheld; its salted hash is {proved.record_hash.hex()}")
    else:
        lines.append(f"  its content, {len(proved.body)} bytes:")
        lines.append(proved.body.decode("utf-8", "backslashreplace"))
    return lines


@ledger.command()
@click.option(
    "--i-know-nothing-later-was-signed", is_flag=True, help="vouch for it yourself, where there are no witnesses"
)
def confirm(*, i_know_nothing_later_was_signed: bool) -> None:
    """After a restore: ask the witnesses whether this database is the newest state, so that the log may sign again.

    \b
    Example:
      yaomai ledger confirm
    """
    from django.utils import timezone

    from yaomai.cli.serving import log_setup

    with connected():
        from yaomai.ledger.operations.cosign import confirm as ask
        from yaomai.ledger.operations.cosign import vouch

        setup = log_setup()
        if i_know_nothing_later_was_signed:
            vouch(setup.keyring, setup.policy())
            setup.go_on()
            click.echo("the operator vouches for this state; the log signs again")
            return
        for state in ask(setup.keyring, setup.policy(), now=timezone.now()):
            click.echo(f"{state.witness}: {'has seen nothing later' if state.cosigned else state.words}")
        setup.go_on()
        click.echo("confirmed; the log signs again")


@ledger.group()
def key() -> None:
    """The log's signing keys: list, add, retire."""


@key.command("list")
def list_keys() -> None:
    """List the log's public keys: those that sign now, and retired ones that old receipts still need.

    \b
    Example:
      yaomai ledger key list
    """
    from yaomai.cli.serving import log_setup

    with connected():
        setup = log_setup()
        signing = {key.verifier for key in setup.keyring.signing_keys()}
        for log in setup.policy().logs:
            click.echo(f"{log.key.key_id.hex()}  {'signs' if log.key in signing else 'retired'}  {log.key}")


@key.command("add")
def add_key() -> None:
    """Add a signing key: from now on checkpoints carry both signatures. Tell the witnesses the new public key.

    \b
    Example:
      yaomai ledger key add
    """
    from django.utils import timezone

    from yaomai.cli.serving import log_setup

    with connected():
        from yaomai.ledger.operations.rotate_key import add

        new = add(log_setup(), now=timezone.now())
    click.echo(
        f"added; every witness has to trust it before the old one is retired:\n  yaomai witness trust HOME '{new}'"
    )


@key.command("retire")
@click.argument("key_id")
def retire_key(key_id: str) -> None:
    """Destroy the private key KEY_ID (as `yaomai ledger key list` shows it). Its public key stays for old receipts.

    \b
    Example:
      yaomai ledger key retire 1a2b3c4d
    """
    from django.utils import timezone

    from yaomai.cli.serving import log_setup

    with connected():
        from yaomai.ledger.operations.rotate_key import retire

        retire(log_setup(), key_id, now=timezone.now())
    click.echo(f"retired {key_id}; receipts that it signed stay valid")


@ledger.command()
@click.argument("witnesses", nargs=-1)
@click.option(
    "-k", "quorum", type=int, required=True, help="how many of them must have cosigned a checkpoint (0: none)"
)
def witnesses(witnesses: tuple[str, ...], quorum: int) -> None:
    """Say which witnesses cosign this log, each as VKEY=URL.

    \b
    Example:
      yaomai ledger witnesses -k 1 'witness.example.edu.cn+1a2b3c4d+BA…=https://witness.example.edu.cn'
    """
    from django.utils import timezone

    from yaomai.cli.serving import log_setup
    from yaomai.standards.c2sp.note import VerifierKey
    from yaomai.standards.c2sp.policy import Witness

    if quorum == 0:
        click.confirm("Without witnesses nobody outside could tell a rewritten history. Go on?", abort=True)
    with connected():
        from yaomai.ledger.operations.change_policy import change_policy

        setup = log_setup()
        named = []
        for text in witnesses:
            vkey, _, url = text.rpartition("=http")
            verifier = VerifierKey.parse(vkey)
            named.append(Witness(verifier.name, verifier, f"http{url}"))
        change_policy(setup, named, quorum, now=timezone.now())
    click.echo(f"{quorum} of {len(named)} witnesses must cosign; wrote {setup.policy_file}")


@ledger.command()
@click.argument("records", nargs=-1, required=True)
@click.option("--reason", required=True, help="why, and on what legal basis: it is kept on record")
@click.confirmation_option("--yes", prompt="What is erased cannot be brought back. Erase it?", help="do not ask")
def erase(records: tuple[str, ...], reason: str) -> None:
    """Erase the content of RECORDS (personal data); that it was erased, and why, stays on record.

    \b
    Example:
      yaomai ledger erase 3.2 --reason 'PIPL art. 47, asked for by the person' --yes
    """
    from django.utils import timezone

    with connected():
        from yaomai.ledger.engine.deed import INSTALLATION, parse_reference, reference
        from yaomai.ledger.operations.erase import erase as erase_records
        from yaomai.registers.queries.left_words import left_words

        numbers = [parse_reference(one) for one in records]
        left = left_words(numbers)
        done = erase_records(numbers, reason=reason, recorder=INSTALLATION, now=timezone.now())
    click.echo(f"erased {len(records)} records by deed {done.deed_id}; backups made before still hold them")
    for one in left:
        rows = ", ".join(f"import {number} row {row}" for number, row in one.rows)
        click.echo(
            f"the words of {reference(one.record)} still stand in record {reference(one.file)}"
            f" ({', '.join(one.places[:_PLACES_SHOWN]) or 'no place named'}){f' and {rows}' if rows else ''};"
            " erase that record as well to be rid of them"
        )


_PLACES_SHOWN = 5
