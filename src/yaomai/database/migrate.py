"""How is an installation's database brought to the state that this version of the program needs?

Roles and database, the access file, Django's migrations as the owner, then row-level security and privileges: each step leaves
alone what is right.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from yaomai.database import access as access_file
from yaomai.database import belonging, placement, policies, private_files, privileges, roles
from yaomai.database.access import Access
from yaomai.errors import InstallationError

Step = Callable[[psycopg.Connection[Any], Callable[[str], None]], None]
"""What a room above has still to do with a migrated database: on a connection of the owner, with a way to say what is done."""

_afterwards: list[Step] = []


def register_afterwards(step: Step) -> None:
    """Let `step` be done whenever the database was migrated; it leaves alone what is right. Declaring it again changes nothing."""
    if step not in _afterwards:
        _afterwards.append(step)


def prepare(home: Path, database_url: str = "") -> Access:
    """Make the home's directories, the web secret, the four roles, the database and the access file. Returns the access.

    Without a `database_url` the embedded server must be running (`embedded.Server` or `embedded.ensure_running`).
    Nothing is written before the server has let the administrator in and can take the installation. Raises InstallationError
    (also when the home has another database already) or SettingError in words.
    """
    known = belonging.check(home, database_url)
    if database_url:
        access, administrator = roles.access_by_url(database_url, known), roles.administrator_of(database_url)
    elif known is None or "administrator" not in known.passwords:
        raise InstallationError(f"the embedded server of {home} has not been started yet; start it before migrating")
    else:
        access, administrator = known, known.conninfo("administrator", name="postgres")
    access = roles.with_passwords(access)

    def keep() -> None:
        placement.make_home(home)
        if access != known:
            access_file.write(home, access)

    roles.ensure(administrator, access, keep)
    secret = home / "keys" / "web-secret"
    if not secret.is_file():
        private_files.write(secret, secrets.token_urlsafe(48) + "\n")
    return access


def migrate(home: Path, database_url: str = "", *, say: Callable[[str], None]) -> Access:
    """`prepare`, then run Django's migrations as the owner and set the privileges that the models declare.

    Points Django's connections of this process at the installation's database. Two at the same time run one after the other.
    """
    access = prepare(home, database_url)
    migrate_database(access, say=say)
    return access


def migrate_database(access: Access, *, say: Callable[[str], None]) -> None:
    """Migrations, row-level security and privileges on the database of `access`, whose roles exist."""
    import django
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    point_django_at(access)
    with psycopg.connect(access.conninfo("owner"), autocommit=True) as alone:
        alone.execute("SELECT pg_advisory_lock(hashtext('yaomai migrate'))")
        executor = MigrationExecutor(connections["owner"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            say(f"migrating the database: {len(plan)} step{'s' if len(plan) > 1 else ''}")
            call_command("migrate", database="owner", verbosity=0, interactive=False, skip_checks=True)
        if seen := policies.apply(alone):
            say(f"row-level security set on {', '.join(seen)}")
        changed = privileges.apply(alone, apps.get_models(include_auto_created=True))
        if changed:
            say(f"privileges set on {len(changed)} table{'s' if len(changed) > 1 else ''}")
        for step in _afterwards:
            step(alone, say)
    connections["owner"].close()


def point_django_at(access: Access) -> None:
    """Let Django's connections of this process, all four roles, go to the database of `access`."""
    from django.db import connections

    from yaomai.settings import database_entries

    connections.close_all()
    for alias, entry in database_entries(access.as_json()).items():
        connections.settings[alias].update(entry)
