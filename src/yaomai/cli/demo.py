"""The command that loads the demonstration and serves it."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yaomai.cli.serving import WitnessHome

WITNESSES = ("witness.university.example/yaomai", "witness.association.example/yaomai")
_FIRST_WITNESS_PORT = 8101


@click.command(short_help="Load the demonstration and serve it.")
@click.option(
    "--scale",
    type=click.IntRange(min=0, max=50),
    default=None,
    help="How large the made-up year is: 1 (which it is unless said otherwise) about 50,000 events, N about N times as many,"
    " 0 about a thousand.",
)
def demo(scale: int | None) -> None:
    """Load a made-up year of a province (seed lots, plots, harvests, slices, medicines), run two witnesses, and serve everything.

    What is on record already is not loaded again; a loading that was broken off goes on where it was.

    \b
    Example:
      yaomai demo --scale 0
    """
    # For the processes that it starts: anybody may be anybody who is invented, and no second factor is in the way.
    os.environ |= {"YAOMAI_DEMONSTRATION": "yes", "YAOMAI_TOTP_ROLES": "none"}

    from django.utils import timezone

    from yaomai import settings
    from yaomai.cli import serving
    from yaomai.cli.connected import say
    from yaomai.database.access import Access

    homes: list[serving.WitnessHome] = []
    records: list[str] = []

    def prepare(_: Access) -> None:
        from yaomai.demo.load import load

        records.append(load(settings.HOME, now=timezone.now(), say=say, scale=scale).record)
        homes.extend(_witness_homes(settings.HOME))  # after the loading, during which others may take a port
        _set_up_witnesses(homes)

    def greet(address: str) -> str:
        return _greeting(address, settings.HOME, records[0])

    sys.exit(serving.serve(witnesses=homes, prepare=prepare, greet=greet))


def _witness_homes(home: Path) -> "Iterator[WitnessHome]":
    """The witnesses' directories, at ports beside each other that are free."""
    from yaomai.cli import ports, serving

    first = next(
        port
        for port in range(_FIRST_WITNESS_PORT, _FIRST_WITNESS_PORT + 200, len(WITNESSES))
        if all(ports.can_listen("127.0.0.1", port + i) for i in range(len(WITNESSES)))
    )
    for number in range(len(WITNESSES)):
        yield serving.WitnessHome(home / "witnesses" / str(number + 1), first + number)


def _set_up_witnesses(homes: "Sequence[WitnessHome]") -> None:
    """Make the witnesses that are not there, have them trust the log, and the log name them, at the ports of this run."""
    from yaomai.cli import serving
    from yaomai.ledger.witness.home import initialise, read_key, trust
    from yaomai.standards.c2sp.policy import Witness

    setup = serving.log_setup()
    named = []
    for name, witness in zip(WITNESSES, homes, strict=True):
        if not witness.home.is_dir():
            initialise(witness.home, name)
        for log in setup.policy().logs:
            trust(witness.home, str(log.key))
        key = read_key(witness.home).verifier
        named.append(Witness(key.name, key, f"http://127.0.0.1:{witness.port}"))
    setup.set_witnesses(named, len(named))


def _greeting(address: str, home: Path, record: str) -> str:
    from yaomai.demo import load, plants

    def path(uri: str) -> str:
        return uri.removeprefix("https://id.gs1.org/")

    return f"""
药脉 answers at {address}  (stop with Ctrl-C)

  Try (README.md leads through all of it):
    {address}{path(plants.SHOWN_PACK)}
                                       what a phone shows of a pack of medicine; from there back to its plots
    {address}balance              lot {plants.FRAUD_CODE}: more came out of its drying than went in (sign in as jianguan)
    {address}{path(plants.FRAUD_LOT)}
                                       what a phone shows of that lot
    {address}alerts               a pack that was sold twice (sign in as jianguan)
    {address}{path(plants.DUPLICATED_PACK)}
                                       what a phone shows of that pack
    {address}recalls              the recall of lot {plants.RECALLED_CODE}: who holds how much of it
    {address}{path(plants.RECALLED_LOT)}
                                       what a phone shows of that lot
    {address}sign-in                   sign in as jianguan (inspector), guiyuan (grower), guanli (administrator);
                                       the password of all is {load.PASSWORD}; or change who you are in the bar above any page
    {address}registers                 enterprises, products, bases, brands, experts: each value opens to the cell it was read from
    {address}systems                   the 127 systems that the plans ask for, and what each is made of
    {address}organisations             who is above whom: province, city, county, and everybody under them
    {address}log/checkpoint            the signed head of the log, cosigned by two witnesses

  In another terminal:
    export YAOMAI_HOME={home}
    .venv/bin/yaomai trace {plants.SHOWN_PACK}
    .venv/bin/yaomai recall {plants.RECALLED_LOT}
    .venv/bin/yaomai epcis capture FILE.jsonld        record any EPCIS 2.0 file
    .venv/bin/yaomai ledger verify                    recompute everything on record
    .venv/bin/yaomai ledger prove {record} && .venv/bin/yaomai ledger check {record}.tlog-proof
    curl -H "Authorization: Bearer $(cat {home}/demonstration-key.txt)" -H 'Content-Type: application/json' \\
         --data-binary @FILE.jsonld {address}capture
"""
