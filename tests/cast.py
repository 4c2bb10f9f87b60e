"""The organisations, accounts and keys with which tests about people play, made by the operations themselves."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import Argon2PasswordHasher

from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer


def cheapen_passwords(monkeypatch):
    """Let Argon2 do the least work that it accepts: a test waits for what it tests, not for guessing to be dear."""
    for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, cost, least)


PROVINCE, OFFICES = "620000", ("局", "厅", "办公室", "别处")
"""Organisations with such a word in their name are responsible for the province."""
PASSWORD = "correct horse battery"


@dataclass(slots=True)
class Cast:
    """Makes what a test needs; names are the test's own."""

    now: datetime
    organisations: dict[str, int] = field(default_factory=dict)

    def organisation(self, name: str, kind: str = "processor") -> int:
        """The number of an organisation, founded the first time it is named."""
        if name not in self.organisations:
            division = PROVINCE if any(one in name for one in OFFICES) else ""
            self.organisations[name] = found_organisation(
                INSTALLATION_VIEWER, name, kind, division=division, now=self.now, invented=True
            )
        return self.organisations[name]

    def account(self, login: str, *roles: str, of: str = "陇西一厂") -> int:
        """The number of a new account with PASSWORD."""
        new = NewAccount(login, f"{login} 的姓名", self.organisation(of), roles, PASSWORD)
        return open_account(INSTALLATION_VIEWER, new, now=self.now)

    def person(self, login: str, *roles: str, of: str = "陇西一厂") -> Viewer:
        """A new account's viewer."""
        found = by_account(self.account(login, *roles, of=of), now=self.now)
        assert found is not None
        return found.viewer

    def key(self, *scopes: str, of: str = "陇西一厂", days: int = 30) -> str:
        """A new key, as a machine sends it."""
        new = NewKey(self.organisation(of), "扫码枪", scopes, days)
        return issue_key(INSTALLATION_VIEWER, new, now=self.now).written
