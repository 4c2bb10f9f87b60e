"""Which database does a home belong to, and is it the one that was asked for?

One home has one database for its whole life: its keys sign the log that is in that database and no other.
"""

from pathlib import Path

from yaomai.database import access as access_file
from yaomai.database.access import Access
from yaomai.errors import InstallationError


def check(home: Path, database_url: str = "") -> Access | None:
    """The access of the installation at `home`; None when it has no database yet. Makes nothing.

    Raises InstallationError when the home has another database than `database_url` names (empty: than the embedded one), or its
    access file cannot be used; SettingError when `database_url` cannot be read.
    """
    parts = access_file.parse_url(database_url) if database_url else None
    known = access_file.read(home)
    if known is None or not known.name:  # only passwords, put there beforehand
        return known
    embedded = "administrator" in known.passwords
    if parts is None:
        if embedded:
            return known
        asked = "DATABASE_URL is not set, which asks for an embedded one"
        remedy = "set DATABASE_URL to that database"
    else:
        named = (parts["host"], int(parts.get("port", "5432")), parts["dbname"])
        if not embedded and named == (known.host, known.port, known.name):
            return known
        asked = f"DATABASE_URL names the database {named[2]} on {named[0]}:{named[1]}"
        remedy = "unset DATABASE_URL" if embedded else "set DATABASE_URL to that database"
    has = "an embedded database" if embedded else f"the database {known.name} on {known.host}:{known.port}"
    moved = (
        "" if embedded or parts is None
        else f"; if the same database now has another address, put that into {access_file.file(home)}"
    )  # fmt: skip
    raise InstallationError(
        f"the home {home} has {has}, but {asked}; nothing was changed. Either {remedy}, or name another home in YAOMAI_HOME"
        f" to begin a new installation{moved}"
    )
