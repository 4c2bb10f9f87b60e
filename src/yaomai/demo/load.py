"""How does the demonstration come into an installation? Once, through the same operations as everything else."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connections

from yaomai.database import private_files
from yaomai.demo import plants
from yaomai.demo.journal import CONTEXTS, Delivery
from yaomai.demo.people import OFFICIAL, PEOPLE, above, division_of, signed_in_as
from yaomai.demo.plans import load_plans
from yaomai.demo.province import AUTHORITY, GUIYUAN, PARTIES
from yaomai.demo.registers import load_registers
from yaomai.demo.statistics import load_statistics
from yaomai.demo.year import deliveries
from yaomai.errors import InstallationError
from yaomai.ledger.engine.deed import Recorder, reference
from yaomai.people.models import Account, Organisation
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.planning.models import Verdict
from yaomai.planning.operations.judge import judge_all
from yaomai.standards.epcis.context import read_context
from yaomai.traceability.engine.event_rows import event_rows
from yaomai.traceability.engine.kept_document import event_fields
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.models import Recall
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall

PASSWORD = "yaomai-demo-2026"  # noqa: S105  # of accounts that exist in a demonstration only, and is printed with it
KEY_DAYS = 365
_SAY_EVERY = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Loaded:
    """What somebody needs who tries the demonstration: logins (all with PASSWORD), the file with a key for machines, a record."""

    logins: tuple[tuple[str, str], ...]
    key_file: Path
    record: str


def load(home: Path, *, now: datetime, say: Callable[[str], None], scale: int | None = None) -> Loaded:
    """Load the demonstration unless it is there. What was begun and broken off is finished.

    `scale`: None is the one that was begun with, else 1.

    Raises InstallationError when another scale was begun with: two years would contradict each other.
    """
    chosen = _chosen_scale(home, scale)
    numbers = _parties(now, say)
    if not _is_recalled():  # the recall is what is recorded last
        _capture(deliveries(chosen), numbers, now, say)
        _recall(now, say)
    load_registers(scale=chosen, numbers=numbers, now=now, say=say)
    official = signed_in_as(OFFICIAL, now=now)
    load_plans(official, now=now, say=say)
    load_statistics(official, now=now, say=say)
    if not Verdict.objects.exists():  # the worker keeps them fresh from now on
        say(f"judged the plans' targets: {judge_all(now=now)} verdicts")
    key_file = home / "demonstration-key.txt"
    if not key_file.is_file():
        viewer = Viewer(roles=INSTALLATION_VIEWER.roles)
        new = NewKey(numbers[GUIYUAN.party.name], "示范采集机", ("capture", "query"), KEY_DAYS)
        private_files.write(key_file, f"{issue_key(viewer, new, now=now).written}\n")
    logins = tuple((person.login, person.party.name) for person in PEOPLE)
    return Loaded(logins, key_file, _record_of(plants.SHOWN_PACK))


def _chosen_scale(home: Path, wished: int | None) -> int:
    """The scale to load at, which is written down beside the key before anything is loaded."""
    file = home / "demonstration-scale.txt"
    if not file.is_file():
        chosen = 1 if wished is None else wished
        file.write_text(f"{chosen}\n")
        return chosen
    begun = int(file.read_text())
    if wished not in (None, begun):
        raise InstallationError(
            f"{home} holds the demonstration at scale {begun}, and scale {wished} was asked for; name another directory by"
            " YAOMAI_HOME, or remove this one's data first (make forget)"
        )
    return begun


def _parties(now: datetime, say: Callable[[str], None]) -> dict[str, int]:
    """Found the organisations that are not there, open the accounts that are not; the organisations' numbers by name."""
    founded = set(Organisation.objects.values_list("name", flat=True))
    if missing := [party for party in PARTIES if party.name not in founded]:
        say(f"founding {len(missing)} organisations (invented)")
    numbers = dict(Organisation.objects.values_list("name", "organisation"))
    for party in missing:  # whoever is above others comes before them
        office = above(party)
        numbers[party.name] = found_organisation(
            INSTALLATION_VIEWER,
            party.name,
            party.kind,
            now=now,
            invented=True,
            parent=numbers[office.name] if office else None,
            division=division_of(party),
        )
    opened = set(Account.objects.values_list("login", flat=True))
    for person in PEOPLE:
        if person.login not in opened:
            new = NewAccount(person.login, person.name, numbers[person.party.name], person.roles, PASSWORD)
            open_account(INSTALLATION_VIEWER, new, now=now)
    return numbers


def _is_recalled() -> bool:
    return Recall.objects.filter(identifier__canonical=plants.RECALLED_LOT).exists()


def _recall(now: datetime, say: Callable[[str], None]) -> None:
    """An inspector of the authority recalls the planted bad lot."""
    inspector = Account.objects.get(login=AUTHORITY.login)
    viewer = Viewer(account=inspector.account, organisation=inspector.organisation, roles=frozenset({"inspector"}))
    scope = Scope("lot", plants.RECALLED_LOT)
    number = start_recall(viewer, scope, recall_class=plants.RECALL_CLASS, reason=plants.RECALL_REASON, now=now)
    say(f"recall {number} started: {plants.RECALLED_CODE}")


def _capture(documents: Sequence[Delivery], numbers: dict[str, int], now: datetime, say: Callable[[str], None]) -> None:
    waiting = _not_on_record(documents)
    total = sum(one.events for one in waiting)
    if waiting:
        say(f"recording {total} events in {len(waiting)} documents")
    done, said = 0, time.monotonic()
    for one in waiting:
        capture(one.data, recorder=Recorder(organisation=numbers[one.party.name]), now=now)
        done += one.events
        if done == total or time.monotonic() - said > _SAY_EVERY:
            said = time.monotonic()
            say(f"  {done} of {total} events recorded, up to {one.moment:%Y-%m-%d}")


def _not_on_record(documents: Sequence[Delivery]) -> list[Delivery]:
    """The documents that are not on record: a document comes on record as a whole, so its last event tells."""
    context = read_context(CONTEXTS)
    rows = [event_rows(event_fields(one.last_event), context) for one in documents]
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_hash, declaration_hash FROM traceability_event WHERE event_hash = ANY(%s)",
            ([row.event_hash for row in rows],),
        )
        known = {(bytes(content), bytes(declaration)) for content, declaration in cursor.fetchall()}
    return [
        one for one, row in zip(documents, rows, strict=True) if (row.event_hash, row.declaration_hash) not in known
    ]


def _record_of(thing: str) -> str:
    """The number of the first record that names the thing."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT min(t.record) FROM traceability_event_thing t JOIN registers_identifier i ON i.id = t.identifier_id"
            " WHERE i.canonical = %s",
            (thing,),
        )
        return reference(cursor.fetchone()[0])
