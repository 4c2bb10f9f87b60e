"""Is the installation as it should be, and if not, what is to be done?

Each check looks at one side of the installation and returns all it found. To add one, write it and name it in `CHECKS`.
A check that meets an error of its own is reported as a fault, and the others still run.
"""

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from importlib import metadata
from pathlib import Path

import click
import psycopg
from django.db import OperationalError

from yaomai.cli import ports, serving, supervisor
from yaomai.cli.connected import say
from yaomai.database import belonging, embedded, placement, policies, privileges, role_reach, roles
from yaomai.database.access import ROLES, Access
from yaomai.errors import YaomaiError

# The newest PostgreSQL minor releases known when this version of yaomai was made.
NEWEST_MINORS = {15: 20, 18: 6}
_LEAST_FREE = 1 << 30  # bytes: below it PostgreSQL may soon have to stop
_LITTLE_FREE = 10 << 30
_EARLIEST = 1_790_000_000  # 2026-09-21: this version of the program did not exist before
_CLOCKS_APART = 2.0  # seconds between this machine's clock and the database server's
_WITNESS_LATE = 60.0  # seconds after which a checkpoint that a witness has not cosigned is worth a word


class Grade(Enum):
    """How serious a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: the sentence says what is, `remedy` what to do about it."""

    grade: Grade
    sentence: str
    remedy: str = ""


@dataclass(slots=True)
class Installation:
    """What the checks look at. `access` is None while there is no database that answers."""

    home: Path
    database_url: str
    origin: str
    address: str
    policy_file: Path
    access: Access | None = None
    unanswered: str = ""
    notes: list[str] = field(default_factory=list)


Check = Callable[[Installation], Iterator[Finding]]


def ok(sentence: str) -> Finding:
    """All is well."""
    return Finding(Grade.OK, sentence)


def warning(sentence: str, remedy: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(Grade.WARNING, sentence, remedy)


def fault(sentence: str, remedy: str) -> Finding:
    """It does not work, or is not safe."""
    return Finding(Grade.FAULT, sentence, remedy)


def python_version(_: Installation) -> Iterator[Finding]:
    """Which Python runs this, and as whom."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield ok(f"Python {version}")
    if os.geteuid() == 0:
        yield warning("yaomai runs as root", "run it as a user of its own when other people can reach it")


def packages(_: Installation) -> Iterator[Finding]:
    """Whether the installed packages are those of the lock file, where the checkout is at hand."""
    lock = Path(__file__).resolve().parents[3] / "requirements" / "run.lock"
    if not lock.is_file():
        yield ok("packages: installed without a checkout, so there is no lock file to compare with")
        return
    wanted = [line for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#"))]
    others = []
    for line in wanted:
        requirement, marker = (*line.strip(" \\").split(";", 1), "")[:2]
        name, version = requirement.strip().split("==", 1)
        try:
            if metadata.version(name) != version:
                others.append(f"{name} is {metadata.version(name)}, not {version}")
        except metadata.PackageNotFoundError:
            if not marker:  # with a marker it is for another operating system
                others.append(f"{name} is absent")
    if others:
        yield warning(
            f"packages differ from requirements/run.lock: {'; '.join(others)}",
            "pip install --require-hashes -r requirements/run.lock",
        )
    else:
        yield ok(f"packages: the {len(wanted)} of requirements/run.lock")


def directories(installation: Installation) -> Iterator[Finding]:
    """Whether home and keys belong to us and are closed to others."""
    home = installation.home
    if not home.is_dir():
        yield fault(f"{home} is absent", "run `yaomai migrate`")
        return
    if home.stat().st_uid != os.geteuid():
        yield fault(f"{home} belongs to somebody else", "run as its owner, or set YAOMAI_HOME")
    open_to_others = [path for path in (home / "keys", home / "logs") if path.is_dir() and _mode(path) & 0o077]
    if _mode(home) & 0o022:  # what is private in it is closed by itself
        open_to_others.append(home)
    for path in open_to_others:
        yield fault(f"{path} can be read or written by others (permissions {_mode(path):04o})", f"chmod go-rw {path}")
    if not open_to_others:
        yield ok(f"{home} is closed to others")


def keys(installation: Installation) -> Iterator[Finding]:
    """Whether the keys are there, and readable by their owner only."""
    directory = installation.home / "keys"
    needed = [directory / "database.json", directory / "web-secret"]
    for path in needed:
        if not path.is_file():
            yield fault(f"{path} is absent", "run `yaomai migrate`, or restore it from a backup")
    if not list((directory / "log").glob("*.key")):
        yield fault(f"there is no key of the log in {directory / 'log'}", "run `yaomai migrate`, or restore it")
    files = [path for path in directory.rglob("*") if path.is_file()]
    exposed = [path for path in files if _mode(path) & 0o177]
    for path in exposed:
        yield fault(f"{path} has the permissions {_mode(path):04o}", f"chmod 600 {path}")
    if files and not exposed:
        yield ok(f"keys: {len(files)} files, readable by their owner only")


def disk(installation: Installation) -> Iterator[Finding]:
    """How much room is left where the data are."""
    where = installation.home if installation.home.is_dir() else installation.home.parent
    if not installation.database_url and (installation.home / "postgresql").is_dir():
        where = placement.place(installation.home).directory
    if not where.is_dir():
        return
    free = shutil.disk_usage(where).free
    words = f"{free / (1 << 30):.1f} GiB are free in {where}"
    if free < _LEAST_FREE:
        yield fault(words, "make room: PostgreSQL stops when the disk is full")
    elif free < _LITTLE_FREE:
        yield warning(words, "make room soon")
    else:
        yield ok(words)


def database(installation: Installation) -> Iterator[Finding]:
    """Whether the database answers, in which version, and to whom."""
    if installation.access is None:
        yield fault(f"no database: {installation.unanswered}", "run `yaomai migrate`, unless the words say what to do")
        return
    access = installation.access
    absent = [role for role in ROLES if role not in access.passwords]
    if absent:
        yield fault(f"no passwords of the roles {', '.join(absent)}", "run `yaomai migrate`")
        return
    for role in ROLES:
        try:
            with psycopg.connect(access.conninfo(role), connect_timeout=10) as connection:
                if role == "app":
                    yield _server_version(connection, embedded_one=not installation.database_url)
                    yield from _clocks(connection)
                yield from _powers(connection, role)
        except psycopg.Error as error:
            yield fault(
                f"the role {role} cannot use the database: {str(error).strip()}",
                "see that the database's server runs; if it does, `yaomai migrate` puts its roles right",
            )


def _server_version(connection: "psycopg.Connection[tuple[object, ...]]", *, embedded_one: bool) -> Finding:
    major, minor = divmod(connection.info.server_version, 10000)
    kind = "embedded PostgreSQL" if embedded_one else "PostgreSQL"
    if major < roles.OLDEST_SERVER:
        return fault(f"{kind} {major}.{minor}", f"upgrade it to {roles.OLDEST_SERVER} or later")
    behind = NEWEST_MINORS.get(major, 0) - minor
    if behind > 0:
        return warning(
            f"{kind} {major}.{minor} is {behind} minor release{'s' if behind > 1 else ''} behind {major}.{NEWEST_MINORS[major]}",
            "for a server that others rely on, run an up-to-date PostgreSQL and name it in DATABASE_URL"
            if embedded_one
            else "upgrade it: minor releases carry corrections only",
        )
    return ok(f"{kind} {major}.{minor}")


def _powers(connection: "psycopg.Connection[tuple[object, ...]]", role: str) -> Iterator[Finding]:
    row = connection.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is not None and any(row):
        yield fault(
            f"the role {role} has powers it must not have (superuser, roles, databases …)", "run `yaomai migrate`"
        )


def _clocks(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[Finding]:
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    apart = abs(float(str(row[0])) - time.time()) if row else 0.0
    if apart > _CLOCKS_APART:
        yield warning(
            f"this machine's clock and the database server's are {apart:.0f} s apart", "let both follow a time server"
        )


def rights(installation: Installation) -> Iterator[Finding]:
    """Whether migrations, privileges and row-level security in the database are those that the program declares."""
    if installation.access is None or "owner" not in installation.access.passwords:
        return
    from django.apps import apps
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    for migration, _ in missing:
        yield fault(f"the migration {migration} has not been carried out", "run `yaomai migrate`")
    with psycopg.connect(installation.access.conninfo("owner")) as connection:
        found = privileges.differences(connection, apps.get_models(include_auto_created=True))
        found += policies.differences(connection)
        excesses = role_reach.excesses(connection)
    for sentence in found:
        yield fault(sentence, "run `yaomai migrate`, and find out who changed it")
    for sentence in excesses:
        what, _, statement = sentence.partition(": ")
        yield fault(what, f"as the database's administrator: {statement}; and find out who changed it")
    if not missing and not found and not excesses:
        yield ok("tables, privileges, append-only triggers, row-level security and roles are as declared")


def clock(_: Installation) -> Iterator[Finding]:
    """Whether this machine's clock can be right."""
    if time.time() < _EARLIEST:
        yield fault(
            f"this machine's clock says {time.strftime('%Y-%m-%d')}, which is past", "let it follow a time server"
        )


def port(installation: Installation) -> Iterator[Finding]:
    """Whether the wished port is ours or free."""
    host, wished = ports.parse_address(installation.address)
    if supervisor.is_served(installation.home):
        yield ok(f"yaomai is running {supervisor.served_at(installation.home)}")
    elif ports.can_listen(host, wished):
        yield ok(f"port {wished} of {host} is free")
    else:
        by = ports.holder(wished)
        yield warning(
            f"port {wished} of {host} is taken{f' by {by}' if by else ''}",
            "`yaomai serve` would take the next free one; set YAOMAI_ADDRESS to another to be sure of it",
        )


def log(installation: Installation) -> Iterator[Finding]:
    """Whether the log has a name of its own, a policy, and witnesses."""
    from yaomai import settings

    default = next(setting.default for setting in settings.DECLARED if setting.name == "YAOMAI_LOG_ORIGIN")
    if installation.origin == default:
        yield warning(
            f"the log still has the demonstration's name, {default}",
            "before anything real is recorded, set YAOMAI_LOG_ORIGIN to a name under a domain of your own",
        )
    setup = serving.log_setup()
    if not installation.policy_file.is_file():
        yield fault(f"the policy {installation.policy_file} is absent", "run `yaomai migrate`, or restore it")
        return
    if setup.keyring.head() is None:
        yield warning(
            "nobody vouches that this database is the newest state (it was restored): until that is confirmed the log"
            " signs nothing",
            "`yaomai serve` asks the witnesses, `yaomai ledger confirm` says what they answer"
            " (without witnesses see `yaomai ledger confirm --help`)",
        )
    setup.keyring.signing_keys()
    halted = setup.halted()
    if halted:
        yield fault(f"the log is halted: {halted}", "see 'When the log halts' in docs/operating.md")
    witnesses = setup.policy().witnesses
    if witnesses:
        yield ok(f"the policy names {len(witnesses)} witness{'es' if len(witnesses) > 1 else ''}")
    else:
        yield warning(
            "the policy names no witness: that nothing was rewritten rests on this installation's word alone",
            "ask another organisation to run `yaomai witness`, and add its key to the policy",
        )


def witnesses(installation: Installation) -> Iterator[Finding]:
    """Whether each witness cosigns what the log signs."""
    if installation.access is None or not installation.policy_file.is_file():
        return
    from yaomai.ledger.models import Checkpoint, Cosignature

    named = [witness for witness in serving.log_setup().policy().witnesses if witness.url]
    late = 0
    for witness in named:
        seen = Cosignature.objects.filter(witness=witness.key.name).order_by("-checkpoint_id").first()
        size = seen.checkpoint_id if seen else 0
        waiting = Checkpoint.objects.filter(size__gt=size).order_by("size").first()
        if waiting is None or time.time() - waiting.signed_at.timestamp() <= _WITNESS_LATE:
            continue
        late += 1
        last = f"cosigned {size:,} leaves last" if seen else "has cosigned nothing yet"
        yield warning(
            f"the witness {witness.key.name} {last}; newer checkpoints wait since"
            f" {waiting.signed_at.isoformat(timespec='seconds')}",
            f"see that `yaomai serve` runs here, and ask its organisation whether {witness.url} answers and trusts the log's key",
        )
    if named and not late:
        yield ok("every witness has cosigned what was signed until a minute ago")


def static_files(_: Installation) -> Iterator[Finding]:
    """Whether the files of the web pages are there."""
    serving.check_static_files()
    yield ok("the files of the web pages are there")


def signing_in(_: Installation) -> Iterator[Finding]:
    """Is a second factor asked of roles that there are, and can nobody become somebody else here?"""
    from yaomai import settings
    from yaomai.people.engine.roles import BY_NAME

    if unknown := sorted(settings.TOTP_ROLES - BY_NAME.keys()):
        yield fault(
            f"YAOMAI_TOTP_ROLES names roles that there are not: {', '.join(unknown)}",
            f"name some of {', '.join(BY_NAME)}, or none",
        )
    elif not settings.TOTP_ROLES:
        yield warning("no role asks for a second factor", "unset YAOMAI_TOTP_ROLES, or name roles in it")
    else:
        yield ok(f"a second factor is asked of: {', '.join(sorted(settings.TOTP_ROLES))}")
    if settings.IS_DEMONSTRATION:
        yield warning(
            "YAOMAI_DEMONSTRATION is yes: whoever opens a page may become any invented person",
            "unset it, unless this is the demonstration",
        )


def _mode(path: Path) -> int:
    """The permissions alone."""
    return stat.S_IMODE(path.stat().st_mode)


CHECKS: tuple[Check, ...] = (
    python_version,
    packages,
    directories,
    keys,
    disk,
    clock,
    database,
    rights,
    port,
    log,
    witnesses,
    static_files,
    signing_in,
)


def examine(installation: Installation) -> Iterator[Finding]:
    """Everything that all checks found, in their order."""
    for check in CHECKS:
        try:
            yield from check(installation)
        except YaomaiError as error:
            yield fault(str(error), "see the words above")
        except (psycopg.OperationalError, OperationalError) as error:
            yield fault(
                f"{check.__name__} could not be examined: the database does not answer ({str(error).strip()})",
                "start the database's server, or see what the check of the database says",
            )
        except OSError as error:
            yield fault(
                f"{check.__name__} could not be examined: {error.filename or ''}: {error.strerror or error}",
                "run as the owner of YAOMAI_HOME, or give the files back their permissions",
            )
        except Exception as error:  # noqa: BLE001 — one broken check must not hide what the others have to say
            yield fault(f"the check {check.__name__} failed: {type(error).__name__}: {error}", "report this")


def report() -> int:
    """Print what was found; returns the exit code, 1 when there is a fault."""
    import django

    from yaomai import settings
    from yaomai.database.migrate import point_django_at

    for setting in settings.DECLARED:
        shown = settings.value(setting.name)
        if setting.name == "DATABASE_URL" and shown:
            shown = "(set)"  # it holds a password
        click.echo(f"{setting.name:22} {shown or '(empty)'}")
    click.echo()
    installation = Installation(
        home=settings.HOME,
        database_url=settings.value("DATABASE_URL"),
        origin=settings.LOG_ORIGIN,
        address=settings.value("YAOMAI_ADDRESS"),
        policy_file=settings.POLICY_FILE,
    )
    worst = 0
    with ExitStack() as stack:
        django.setup()
        try:
            known = belonging.check(installation.home, installation.database_url)
            if known is None or "app" not in known.passwords:  # looking must not make one
                installation.unanswered = "there is none yet"
            else:
                running = embedded.ensure_running(installation.home, installation.database_url, say=say)
                installation.access = stack.enter_context(running)
                point_django_at(installation.access)
        except YaomaiError as error:
            installation.unanswered = str(error)
        colours = {Grade.OK: "green", Grade.WARNING: "yellow", Grade.FAULT: "red"}
        for finding in examine(installation):
            click.echo(f"{click.style(f'{finding.grade.value:7}', fg=colours[finding.grade])}  {finding.sentence}")
            if finding.remedy:
                click.echo(f"         → {finding.remedy}")
            worst = max(worst, int(finding.grade is Grade.FAULT))
    return worst
