"""Which commands are there?

`COMMANDS` names each and where it is; its module is imported only when the command is asked for, so that `yaomai --help` is quick.
Command modules import the rest of the program inside their functions for the same reason.
"""

import errno
import os
import sys
from importlib import import_module

import click

from yaomai.errors import InvalidError, YaomaiError

# command → module in this package : the click command in it
COMMANDS = {
    "serve": "installation:serve",
    "migrate": "installation:migrate",
    "doctor": "installation:doctor",
    "worker": "installation:worker",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "ledger": "ledger:ledger",
    "epcis": "epcis:epcis",
    "trace": "trace:trace",
    "recall": "recall:recall",
    "plan": "plan:plan",
    "witness": "witness:witness",
    "people": "people:people",
    "demo": "demo:demo",
}


class _Commands(click.Group):
    """The top of the program: finds commands by name, and says errors in words instead of showing where they were raised."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(f"yaomai.cli.{module}"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"yaomai.cli.{module}.{attribute} is not a click command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InvalidError as error:
            for finding in error.findings:
                seen = f" (seen: {finding.value})" if finding.value else ""
                click.echo(f"{finding.pointer or '/'}: {finding.message}{seen}", err=True)
            raise click.ClickException(f"{len(error.findings)} faults found; nothing was done") from error
        except YaomaiError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            words = _words_of(error)
            if not words:
                raise
            raise click.ClickException(words) from error
        except Exception as error:
            if not _is_lost_connection(error):
                raise
            raise click.ClickException(
                f"the database does not answer ({str(error).strip()}); `yaomai doctor` says what is wrong"
            ) from error


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def _words_of(error: OSError) -> str:
    """What the operating system refused, where, and what to do; "" for what only a developer can make sense of."""
    if not error.filename and error.errno not in _NO_ROOM:
        return ""
    remedy = {
        **dict.fromkeys(_NO_ROOM, "make room on the disk, then repeat the command"),
        **dict.fromkeys(
            _NOT_ALLOWED,
            "run as the owner of it, or give it back its permissions (chmod u+rwX); if it belongs to the installation's home,"
            " YAOMAI_HOME can name another directory",
        ),
    }.get(error.errno or 0, "see that path, then repeat the command; `yaomai doctor` examines the installation")
    return f"{error.filename or 'the disk'}: {error.strerror}; {remedy}"


def _is_lost_connection(error: Exception) -> bool:
    """Whether `error` is the database driver's or Django's word for no connection, without importing either."""
    known = (getattr(sys.modules.get(name), "OperationalError", None) for name in ("psycopg", "django.db"))
    return isinstance(error, tuple(kind for kind in known if isinstance(kind, type)))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Settings are environment variables; `yaomai doctor` shows them.",
)
@click.version_option(package_name="yaomai", message="yaomai %(version)s")
def main() -> None:
    """药脉 Yaomai: the open platform on which a province runs its medicine industry."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaomai.settings")
