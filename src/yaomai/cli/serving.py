"""What does `yaomai serve` do, from its start to its stop?"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from yaomai.cli import ports, supervisor
from yaomai.cli.connected import say
from yaomai.database import belonging, embedded, migrate
from yaomai.database.access import Access
from yaomai.errors import InstallationError, SettingError

if TYPE_CHECKING:
    from yaomai.ledger.setup import LogSetup  # models cannot be imported before Django is set up

_FIRST_WITNESS_PORT = 8101
_STATIC = re.compile(r"""{%\s*static\s+['"]([^'"]+)['"]\s*%}""")


@dataclass(frozen=True, slots=True)
class WitnessHome:
    """A witness that is run beside this installation: the directory of its key and state, and its port."""

    home: Path
    port: int


def parse_witness(text: str, position: int) -> WitnessHome:
    """`HOME[:PORT]` as a witness; without a port the one after 8100 that `position` says."""
    home, separator, port = text.rpartition(":")
    if separator and port.isdigit():
        return WitnessHome(Path(home).expanduser().absolute(), int(port))
    return WitnessHome(Path(text).expanduser().absolute(), _FIRST_WITNESS_PORT + position)


def serve(
    *,
    witnesses: Sequence[WitnessHome] = (),
    prepare: Callable[[Access], None] | None = None,
    greet: Callable[[str], str] = "Yaomai answers at {}".format,
) -> int:
    """Run this installation until it is told to stop; returns the exit code.

    `prepare` is called once the database is migrated and Django is set up, before anything answers. `greet` makes the words
    that are printed when it answers, from its address. When the installation is served already: says where, and returns 0.
    """
    from yaomai import settings

    # What can be refused is refused before anything is made or started.
    address, workers = ports.parse_address(settings.value("YAOMAI_ADDRESS")), _web_workers()
    belonging.check(settings.HOME, settings.value("DATABASE_URL"))
    with supervisor.only_one(settings.HOME) as lock:
        if lock is None:
            say(
                f"yaomai is already running {supervisor.served_at(settings.HOME)}; {settings.HOME} is served by one at a time."
                f" To stop it: {supervisor.how_to_stop(settings.HOME)}"
            )
            return 0
        with ExitStack() as stop:
            try:
                with supervisor.stopping_on_signals():
                    family = supervisor.Family()
                    ports.can_listen(
                        *address
                    )  # raises when it is no address of this machine; a taken port is seen to later
                    _prepare(family, stop, prepare)
                    reached = _start(family, stop, witnesses, address, workers)
                    supervisor.note_address(lock, reached)
                    say(greet(reached))
                    words = family.wait()
            except KeyboardInterrupt:
                say("stopping")
                return 0
            say(f"{words}\nstopping the others")
            return 1


def _web_workers() -> int:
    """YAOMAI_WEB_WORKERS. Raises SettingError."""
    from yaomai import settings

    workers = settings.value("YAOMAI_WEB_WORKERS")
    if not workers.isdigit() or not int(workers):
        raise SettingError(f"YAOMAI_WEB_WORKERS is {workers!r}; write a number from 1")
    return int(workers)


def _prepare(family: supervisor.Family, stop: ExitStack, prepare: Callable[[Access], None] | None) -> None:
    """Start the database, leaving in `stop` how it is stopped, and bring everything in it up to date."""
    from yaomai import settings

    url = settings.value("DATABASE_URL")
    if not url:
        server = embedded.Server(settings.HOME, say=say)
        stop.callback(server.stop)
        server.start(wait=True)  # a command that is using it for itself is waited for
        if server.process is not None:
            family.watch_over("PostgreSQL", server.process, settings.HOME / "logs" / "postgresql.log")
    access = migrate.migrate(settings.HOME, url, say=say)
    initialise_log()
    follow_declared_indicators()
    check_static_files()
    if prepare is not None:
        prepare(access)
    from django.db import connections

    connections.close_all()  # from here on only the children speak to the database


def _start(
    family: supervisor.Family,
    stop: ExitStack,
    witnesses: Sequence[WitnessHome],
    address: tuple[str, int],
    workers: int,
) -> str:
    """Start witnesses, worker and web pages, leaving in `stop` how they are stopped; returns the address that now answers."""
    host, wished = address
    port = ports.free_port(host, wished)
    if port != wished:
        by = ports.holder(wished)
        say(f"port {wished} is taken{f' by {by}' if by else ''}; using {port}")
    environment = {**os.environ, "YAOMAI_ADDRESS": f"{host}:{port}", "PYTHONUNBUFFERED": "1"}
    stop.callback(family.stop)
    for number, witness in enumerate(witnesses, start=1):
        if not ports.can_listen("127.0.0.1", witness.port):
            by = ports.holder(witness.port)
            raise InstallationError(
                f"port {witness.port}, on which the witness of {witness.home} is to answer, is taken{f' by {by}' if by else ''}"
            )
        words = ("witness", "serve", str(witness.home), "--address", f"127.0.0.1:{witness.port}")
        family.start(f"witness{number}", supervisor.own_program(*words), environment)
    family.start("worker", supervisor.own_program("worker"), environment)
    family.start("web", supervisor.web_program(host, port, workers), environment)
    supervisor.wait_until_answers(family, host, port)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def initialise_log() -> None:
    """Make the log's key, its policy and its empty head, unless they are there."""
    if log_setup().initialise():
        say("made the log's key and its policy file")


def follow_declared_indicators() -> None:
    """Record what the program's indicators mean, where that is new or has changed."""
    from django.utils import timezone

    from yaomai.indicators.operations.follow_declared import follow_declared  # models need Django to be set up

    if count := follow_declared(now=timezone.now()):
        say(f"defined {count} indicator{'s' if count > 1 else ''}")


def log_setup() -> "LogSetup":
    """This installation's log."""
    from yaomai.web import installation  # its models cannot be imported before Django is set up

    return installation.log_setup()


def check_static_files() -> None:
    """Raise InstallationError naming every static file that a template asks for and no installed package brings."""
    from django.contrib.staticfiles import finders

    templates = (files("yaomai.web") / "templates").iterdir()
    named = {name for file in _every_file(templates) for name in _STATIC.findall(file.read_text())}
    missing = sorted(name for name in named if finders.find(name) is None)
    if missing:
        raise InstallationError(
            f"files of the web pages are missing ({', '.join(missing)}); install the packages of requirements/run.lock "
            f"into {sys.prefix}"
        )


def _every_file(entries: Iterable[Traversable]) -> Iterator[Traversable]:
    for entry in entries:
        if entry.is_dir():
            yield from _every_file(entry.iterdir())
        elif entry.name.endswith(".html"):
            yield entry
