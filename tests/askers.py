"""Everybody who may ask for a page, as test clients: nobody in particular, each role, machines with each scope."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from cast import Cast
from yaomai.people.engine.roles import ROLES, SCOPES
from yaomai.people.operations.use_key import use_key
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.web import session

HOST = {"SERVER_NAME": "localhost"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass(frozen=True, slots=True)
class Asker:
    """One who asks: the words that a declaration uses of it, and how to make a client of it that nothing has happened to yet."""

    name: str
    words: frozenset[str]  # of: anyone, signed_in, role:<name>, key:<scope>
    client: Callable[[], Client]


def browser(**defaults: object) -> Client:
    """A browser that nobody is signed in at."""
    return Client(headers=BROWSER, **HOST, **defaults)


def signed_in(account: int) -> Client:
    """A browser with a session of this account."""
    client = browser()
    found = by_account(account, now=timezone.now())
    assert found is not None
    kept = client.session
    kept[session._ACCOUNT] = account
    kept[session._STAMP] = found.stamp
    kept.save()
    client.cookies["sessionid"] = kept.session_key
    return client


def machine(key: str, **defaults: object) -> Client:
    """A program that sends this key."""
    return Client(headers={"Authorization": f"Bearer {key}"}, **HOST, **defaults)


def everybody(cast: Cast) -> Mapping[str, Asker]:
    """All askers, by name."""
    askers = [Asker("anonymous", frozenset({"anyone"}), browser)]
    roles: list[tuple[str, ...]] = [(), *((role.name,) for role in ROLES)]
    for held in roles:
        name = held[0] if held else "without-role"
        account = cast.account(name.replace("_", "-"), *held)
        words = {"anyone", "signed_in", *(f"role:{role}" for role in held)}
        askers.append(Asker(name, frozenset(words), lambda account=account: signed_in(account)))
    for scope in SCOPES:
        key = cast.key(scope)
        words = {"anyone", f"key:{scope}"}
        askers.append(Asker(f"key {scope}", frozenset(words), lambda key=key: machine(key)))
    return {asker.name: asker for asker in askers}


def with_session(account: int) -> dict[str, object]:
    """What a real browser needs (Playwright's `storage_state`): a context that this account is signed in at."""
    cookie = {
        "name": "sessionid",
        "value": signed_in(account).cookies["sessionid"].value,
        "domain": "127.0.0.1",
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    return {"storage_state": {"cookies": [cookie], "origins": []}}


WHO = {
    "陇西一厂": [(), *((role.name,) for role in ROLES)],
    "岷县农业农村局": [(), ("official",)],
    "省药监局": [(), ("official",)],
}


def viewers(cast: Cast) -> dict[str, tuple[Viewer, Client]]:
    """Everybody: nobody in particular, each role, members, officials of a county and of the province, keys."""
    found: dict[str, tuple[Viewer, Client]] = {"anyone": (ANYONE, browser())}
    for place, roles in WHO.items():
        for held in roles:
            login = f"{'-'.join(held) or 'none'}-{len(found)}".replace("_", "-")
            account = cast.account(login, *held, of=place)
            known = by_account(account, now=timezone.now())
            assert known is not None
            found[login] = (known.viewer, signed_in(account))
    for scope in ("query", "capture"):
        key = cast.key(scope)
        found[f"key {scope}"] = (use_key(key, now=timezone.now()), machine(key))
    return found


SEPARATED = re.compile("(?<=[0-9])[\u00a0\u202f\u2009 ,](?=[0-9])")
"""What a page puts between groups of digits."""


def text_of(response: Any) -> str:
    """What an answer says, a workbook's sheets included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return SEPARATED.sub("", body.decode(errors="replace"))
