"""How does this installation reach its database: where is it, and with which passwords?

Kept in `keys/database.json` under the installation's home, readable by its user only. `yaomai.settings` reads the same file.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yaomai.database import private_files
from yaomai.errors import InstallationError, SettingError

# owner: owns the database and migrates it. app: what people and machines do. sequencer: writes tiles and checkpoints.
# eraser: carries out erasures. None of them may make roles or databases.
ROLES = ("owner", "app", "sequencer", "eraser")


def role_name(role: str) -> str:
    """The PostgreSQL name of one of our `ROLES`."""
    return f"yaomai_{role}"


@dataclass(frozen=True, slots=True)
class Access:
    """Where the database is and how each role signs in.

    `options` are further libpq parameters (such as sslmode); `installation` tells our roles from another installation's on
    the same server. `passwords` has one per role, and "administrator" when the server is the embedded one.
    """

    host: str
    port: int
    name: str
    passwords: Mapping[str, str] = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
    installation: str = field(default_factory=lambda: secrets.token_hex(8))

    def conninfo(self, role: str, *, name: str | None = None) -> str:
        """libpq's connection string for `role` (one of ROLES, or "administrator" on the embedded server)."""
        return make_conninfo(
            host=self.host,
            port=self.port,
            dbname=name or self.name,
            user="postgres" if role == "administrator" else role_name(role),
            password=self.passwords[role],
            application_name=f"yaomai {role}",
            **self.options,
        )

    def as_json(self) -> dict[str, Any]:
        """What the access file holds."""
        return {
            "host": self.host,
            "port": self.port,
            "name": self.name,
            "options": dict(self.options),
            "installation": self.installation,
            "passwords": dict(self.passwords),
        }


def new_password() -> str:
    """A password nobody has to type: 192 random bits."""
    return secrets.token_urlsafe(24)


def file(home: Path) -> Path:
    """Where the access file of the installation at `home` is."""
    return home / "keys" / "database.json"


def read(home: Path) -> Access | None:
    """The access file of the installation at `home`; None when there is none yet. Raises InstallationError when unusable."""
    path = file(home)
    try:
        found = json.loads(path.read_text())
        return Access(
            host=found["host"],
            port=int(found["port"]),
            name=found["name"],
            passwords=dict(found["passwords"]),
            options=dict(found.get("options", {})),
            installation=found["installation"],
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise InstallationError(
            f"{path} may not be read ({error.strerror}); run as the owner of {home}, give it back its permissions, or name a"
            " directory of your own in YAOMAI_HOME"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallationError(
            f"{path} cannot be used ({type(error).__name__}: {error}); restore it from a backup of {home}"
        ) from error


def write(home: Path, access: Access) -> None:
    """Keep `access` for the installation at `home`, durably and in one step."""
    private_files.make_directory(file(home).parent)
    private_files.write(file(home), json.dumps(access.as_json(), indent=2) + "\n")


def parse_url(database_url: str) -> dict[str, str]:
    """The parts of DATABASE_URL by libpq's names, `dbname` included. Raises SettingError, which never quotes the password."""
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(database_url).items() if value is not None}
    except psycopg.ProgrammingError:
        raise SettingError(
            "DATABASE_URL cannot be read; write postgresql://administrator:password@host:port/name"
        ) from None
    missing = [name for name in ("host", "user", "dbname") if not parts.get(name)]
    if missing:
        raise SettingError(
            f"DATABASE_URL names no {' and no '.join(missing)}; "
            "write postgresql://administrator:password@host:port/name"
        )
    if not parts.get("port", "5432").isdigit():
        raise SettingError(f"DATABASE_URL names the port {parts['port']!r}; write one number, such as 5432")
    return parts
