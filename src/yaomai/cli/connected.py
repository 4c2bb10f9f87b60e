"""How does a command get at the installation's database?"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yaomai.database.access import Access  # brings the database driver, which `yaomai --help` must not wait for


def say(line: str) -> None:
    """Tell the person at the terminal what is going on, apart from the command's own output."""
    with suppress(OSError):  # the terminal was closed: there is nobody to tell, and stopping must go on
        click.echo(line, err=True)


@contextmanager
def connected() -> "Iterator[Access]":
    """Django set up and its connections on the installation's database, whose server runs at least until the end.

    Raises InstallationError when there is no database yet, it is not the one that DATABASE_URL names, or it cannot be reached.
    """
    from yaomai import settings
    from yaomai.database import belonging, embedded
    from yaomai.errors import InstallationError

    url = settings.value("DATABASE_URL")
    known = belonging.check(settings.HOME, url)
    if known is None or "app" not in known.passwords:  # looking must not make one
        raise InstallationError(f"the installation {settings.HOME} has no database yet; run `yaomai migrate`")
    with embedded.ensure_running(settings.HOME, url, say=say) as access:
        import django
        from django.db import connections

        from yaomai.database.migrate import point_django_at

        django.setup()
        point_django_at(access)
        try:
            yield access
        finally:
            connections.close_all()
