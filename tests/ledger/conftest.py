"""A log with a witness that really runs, and restored copies of it."""

import itertools
from dataclasses import replace

import pytest
from psycopg import sql

from log_and_witness import WitnessProcess
from make import recorded, sequenced
from yaomai.database import migrate, roles
from yaomai.ledger import backup_file
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.operations import keep_log, restore
from yaomai.ledger.operations.back_up import Order, back_up
from yaomai.ledger.setup import LogSetup
from yaomai.ledger.witness import home as witness_home


@pytest.fixture
def impatient(monkeypatch):
    """The log's rounds follow each other quickly."""
    monkeypatch.setattr(keep_log, "ROUND_S", 0.01)
    monkeypatch.setattr(keep_log, "WITNESS_ROUND_S", 0.02)
    monkeypatch.setattr(keep_log, "CONFIRM_ROUND_S", 0.05)


@pytest.fixture
def witness(tmp_path, log_setup):
    """A running witness that trusts the log, and without which the log's policy takes nothing for witnessed."""
    process = WitnessProcess(tmp_path / "witness")
    (key,) = log_setup.keyring.signing_keys()
    witness_home.trust(process.home, str(key.verifier))
    log_setup.set_witnesses([process.in_policy()], 1)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def signed_log(log_setup, now):
    """Three deeds of which two are leaves and signed, and one waits."""
    recorded([b"one", b"two"], [b"three"], now=now)
    sequenced(log_setup, now)
    recorded([b"four"], now=now)
    return log_setup


@pytest.fixture
def backed_up(database, log_setup, tmp_path, now):
    """Makes a backup of the log's database as it is, and returns the file."""
    numbers = itertools.count(1)

    def make(*, with_keys: bool = True):
        file = tmp_path / f"backup-{next(numbers)}.tar"
        back_up(Order(file, with_keys, "0.1.0", now), database, log_setup, lambda *_: None)
        return file

    return make


@pytest.fixture
def fresh(database, administrator, tmp_path):
    """Makes an empty database with a home for its log; Django's connections go back to the first one afterwards."""
    numbers, made = itertools.count(1), []

    def make():
        name = f"{database.name}_restored_{next(numbers)}"
        administrator.execute(
            sql.SQL("CREATE DATABASE {} OWNER yaomai_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'").format(
                sql.Identifier(name)
            )
        )
        made.append(name)
        home = tmp_path / name
        return replace(database, name=name), LogSetup(
            Keyring(home / "log-keys", "log.example/test"), home / "policy.txt"
        )

    yield make
    migrate.point_django_at(database)
    for name in made:
        roles.drop(administrator, name)


@pytest.fixture
def restored(fresh):
    """Restores a backup into a new database and home, to which Django then speaks; returns the log's setup there."""

    def make(file):
        manifest = backup_file.check(file, lambda _: None)
        access, setup = fresh()
        restore.check_fits(file, manifest, setup)
        restore.restore(file, manifest, access, setup, say=print, tell=lambda _: None)
        return setup

    return make
