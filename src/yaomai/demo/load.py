"""How does the demonstration come into an installation? Once, through the same operations as everything else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yaomai.database import private_files
from yaomai.demo.chain import GROWER, PROCESSOR, SELLER, TESTER, Party, deliveries
from yaomai.ledger.engine.deed import Recorder, reference
from yaomai.people.models import Organisation
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.traceability.operations.capture import capture

AUTHORITY = Party("示范市药品监督管理局", "authority", "jianguan")
OPERATOR = Party("药脉示范平台", "operator", "guanli")
PASSWORD = "yaomai-demo-2026"  # noqa: S105  # of accounts that exist in a demonstration only, and is printed with it
KEY_DAYS = 365

_ROLES = {
    OPERATOR: ("administrator", "auditor"),
    AUTHORITY: ("inspector", "official"),
    GROWER: ("recorder",),
    PROCESSOR: ("recorder",),
    TESTER: ("recorder",),
    SELLER: ("recorder",),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What somebody needs who tries the demonstration: logins (all with PASSWORD), the file with a key for machines, a record."""

    logins: tuple[tuple[str, str], ...]
    key_file: Path
    record: str


def load(home: Path, *, now: datetime, say: Callable[[str], None]) -> Loaded:
    """Load the demonstration unless it is there. What was begun and broken off is finished."""
    key_file = home / "demonstration-key.txt"
    for party, roles in _ROLES.items():
        if not Organisation.objects.filter(name=party.name).exists():
            say(f"founding {party.name} (invented)")
            number = found_organisation(INSTALLATION_VIEWER, party.name, party.kind, now=now, invented=True)
            open_account(
                INSTALLATION_VIEWER,
                NewAccount(party.login, f"{party.name}记录员", number, roles, PASSWORD),
                now=now,
            )
    numbers = dict(Organisation.objects.values_list("name", "organisation"))
    record = ""
    for delivery in deliveries():
        captured = capture(delivery.data, recorder=Recorder(organisation=numbers[delivery.party.name]), now=now)
        record = record or reference(captured.events[0].record)
        if captured.deed:
            say(f"recorded {len(captured.events)} events of {delivery.party.name}")
    if not key_file.is_file():
        viewer = Viewer(roles=INSTALLATION_VIEWER.roles)
        key = issue_key(viewer, NewKey(numbers[GROWER.name], "示范采集机", ("capture", "query"), KEY_DAYS), now=now)
        private_files.write(key_file, f"{key.written}\n")
    return Loaded(tuple((party.login, party.name) for party in _ROLES), key_file, record)
