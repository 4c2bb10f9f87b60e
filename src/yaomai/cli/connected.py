"""How does a command get at the installation's database?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yaomai.database.access import Access  # brings the database driver, which `yaomai --help` must not wait for


def say(line: str) -> None:
    """Tell the person at the terminal what is going on, apart from the command's own output."""
    click.echo(line, err=True)


@contextmanager
def connected() -> "Iterator[Access]":
    """Django set up and its connections on the installation's database, whose server runs at least until the end.

    Raises InstallationError when there is no database yet, or it cannot be reached.
    """
    from yaomai import settings
    from yaomai.database import embedded
    from yaomai.errors import InstallationError

    with embedded.ensure_running(settings.HOME, settings.value("DATABASE_URL"), say=say) as access:
        if "app" not in access.passwords:
            raise InstallationError(f"the installation {settings.HOME} has no database yet; run `yaomai migrate`")
        import django
        from django.db import connections

        from yaomai.database.migrate import point_django_at

        django.setup()
        point_django_at(access)
        try:
            yield access
        finally:
            connections.close_all()
