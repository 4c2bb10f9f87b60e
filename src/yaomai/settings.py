"""Which settings are there, what does each mean, and what are they now?

Every setting is an environment variable, declared below with its default and one sentence. This module is also Django's
settings module; what Django needs is derived from the declared ones. Code below `web` and `cli` does not read settings: values
are passed to it.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yaomai.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the environment variable, its default, and what it means in one sentence."""

    name: str
    default: str
    sentence: str


DECLARED = (
    Setting(
        "YAOMAI_HOME",
        "~/.local/state/yaomai",
        "The directory that holds keys, the embedded database and logs; back it up with `yaomai backup`.",
    ),
    Setting(
        "DATABASE_URL",
        "",
        "postgresql://administrator:password@host:port/name of a PostgreSQL server (15 or later) to use; "
        "empty: an embedded server is run under YAOMAI_HOME.",
    ),
    Setting("YAOMAI_ADDRESS", "127.0.0.1:8000", "host:port on which `yaomai serve` answers."),
    Setting(
        "YAOMAI_PUBLIC_URL",
        "",
        "The address under which people reach this installation, as printed into QR codes; empty: taken from YAOMAI_ADDRESS.",
    ),
    Setting(
        "YAOMAI_LOG_ORIGIN",
        "ledger.yaomai.example/demo",
        "The log's name (C2SP origin line): unique in the world, never changed once something was signed.",
    ),
    Setting("YAOMAI_WEB_WORKERS", "1", "How many processes answer web requests."),
    Setting(
        "YAOMAI_ALLOWED_HOSTS",
        "127.0.0.1,localhost,[::1]",
        "Host names under which the web pages may be asked for, separated by commas.",
    ),
    Setting(
        "YAOMAI_HTTPS",
        "no",
        "yes: the site is reached by HTTPS only, and cookies are sent over nothing else.",
    ),
    Setting(
        "YAOMAI_PROXIES",
        "0",
        "How many proxies stand in front, each appending to X-Forwarded-For: the client is that many hops from its right.",
    ),
    Setting(
        "YAOMAI_TOTP_ROLES",
        "administrator",
        "Roles, separated by commas, that are in force only for persons whose sign-in asks for a code, too; none: no role is.",
    ),
    Setting(
        "YAOMAI_DEMONSTRATION",
        "no",
        "yes: whoever opens a page may become any invented person; `yaomai demo` sets it, and nobody else should.",
    ),
)

_NUMBER_DIGITS_MOST = 2
_DEFAULTS = {setting.name: setting.default for setting in DECLARED}


def value(name: str) -> str:
    """The value of the declared setting `name`: from the environment, else its default."""
    return os.environ.get(name) or _DEFAULTS[name]


def yes(name: str) -> bool:
    """The value of a yes/no setting. Raises SettingError for any other word."""
    word = value(name).lower()
    if word not in {"yes", "no"}:
        raise SettingError(f"{name} is {word!r}; write yes or no")
    return word == "yes"


def number(name: str) -> int:
    """The value of a setting that is a small number. Raises SettingError for anything else."""
    word = value(name)
    if not (word.isascii() and word.isdigit() and len(word) <= _NUMBER_DIGITS_MOST):
        raise SettingError(f"{name} is {word!r}; write a number from 0 to 99")
    return int(word)


HOME = Path(value("YAOMAI_HOME")).expanduser().absolute()
KEYS = HOME / "keys"
DATABASE_ACCESS_FILE = KEYS / "database.json"
POLICY_FILE = HOME / "policy.txt"
PUBLIC_URL = (value("YAOMAI_PUBLIC_URL") or f"http://{value('YAOMAI_ADDRESS')}").rstrip("/")
LOG_ORIGIN = value("YAOMAI_LOG_ORIGIN")
PROXIES = number("YAOMAI_PROXIES")
TOTP_ROLES = frozenset(role.strip() for role in value("YAOMAI_TOTP_ROLES").split(",") if role.strip()) - {"none"}
IS_DEMONSTRATION = yes("YAOMAI_DEMONSTRATION")


def _kept(file: Path) -> str | None:
    """What is in a file of the keys directory; None when it is not there. Raises SettingError when it may not be read."""
    try:
        return file.read_text()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SettingError(
            f"{file} may not be read ({error.strerror}): run as the owner of {HOME}, give it back its permissions"
            f" (chmod -R u+rwX {HOME}), or set YAOMAI_HOME to a directory of your own"
        ) from error


def _access() -> dict[str, Any]:
    """What the access file says; written by `yaomai migrate` and by the embedded server. Before that, connecting says so."""
    kept = _kept(DATABASE_ACCESS_FILE)
    if kept is None:
        return {"host": str(HOME / "no-database-yet-run-yaomai-migrate"), "port": 5432, "name": "yaomai"}
    try:
        access: dict[str, Any] = json.loads(kept)
    except ValueError as error:
        raise SettingError(f"{DATABASE_ACCESS_FILE} is not JSON: {error}") from error
    return access


def database_entries(access: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the database of `access` (as the access file holds it): one alias a database role."""
    passwords = access.get("passwords", {})
    return {
        alias: {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": access["host"],
            "PORT": str(access["port"]),
            "NAME": access["name"],
            "USER": f"yaomai_{role}",
            "PASSWORD": passwords.get(role, ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"application_name": f"yaomai {role}", **access.get("options", {})},
        }
        for alias, role in (("default", "app"), ("owner", "owner"), ("sequencer", "sequencer"), ("eraser", "eraser"))
    }


def _secret_key() -> str:
    """The secret that signs sessions: kept in the keys directory, or made up for this process when there is none yet."""
    return (_kept(KEYS / "web-secret") or "").strip() or secrets.token_urlsafe(48)


# What Django reads.
DATABASES = database_entries(_access())
SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in value("YAOMAI_ALLOWED_HOSTS").split(",") if host.strip()]
INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "yaomai.ledger",
    "yaomai.people",
    "yaomai.archive",
    "yaomai.registers",
    "yaomai.traceability",
    "yaomai.indicators",
    "yaomai.planning",
    "yaomai.systems",
    "yaomai.web",
]
MIDDLEWARE = [
    "yaomai.web.headers.SecurityHeadersMiddleware",
    "yaomai.web.api.problems.EpcisProblemsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yaomai.web.access.AccessMiddleware",
    "yaomai.web.nul_characters.NulRefusalMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yaomai.web.pages.errors.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "yaomai.web.urls"
WSGI_APPLICATION = "yaomai.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["yaomai.web.frame.context"],
            "builtins": ["yaomai.web.templatetags.yaomai"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = yes("YAOMAI_HTTPS")
SESSION_COOKIE_SAMESITE = "Lax"
# Behind a proxy that speaks TLS the browser's origin is https://…, what reaches us is http: forms of our own pages are ours.
CSRF_TRUSTED_ORIGINS = [f"{urlsplit(PUBLIC_URL).scheme}://{urlsplit(PUBLIC_URL).netloc}"]
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_FAILURE_VIEW = "yaomai.web.pages.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["yaomai.web.uploads.BoundedUpload"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
