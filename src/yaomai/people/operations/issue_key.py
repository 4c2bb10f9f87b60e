"""Issue a key: a machine of an organisation may call the interfaces that the key's scopes name, until it
expires.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.authority import administers
from yaomai.people.engine import keys
from yaomai.people.engine.roles import SCOPES, key_scopes
from yaomai.people.models import Key, Organisation
from yaomai.people.viewer import Viewer

NAME_LENGTH_MOST = 80
DAYS_MOST = 3 * 366


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key to be issued: for which organisation, a name by which people know the machine, what for, for how
    many days.
    """

    organisation: int
    name: str
    scopes: Collection[str]
    days: int


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """An issued key. `written` is the key itself: it is shown once and kept nowhere."""

    number: int
    written: str
    expires: datetime


def issue_key(viewer: Viewer, new: NewKey, *, now: datetime) -> IssuedKey:
    """Record the key and return it.

    Raises NotAllowedError for an organisation that is not the viewer's own (unless the viewer administers it)
    and for a machine's key, which issues none; InvalidError with all that is wrong.
    """
    is_own = viewer.account is not None and viewer.organisation == new.organisation
    if viewer.key is not None or not (is_own or administers(viewer, new.organisation)):
        raise NotAllowedError(f"keys of organisation {new.organisation} are made by its own people")
    name = " ".join(new.name.split())
    if findings := _findings(viewer, new, name):
        raise InvalidError(findings)
    secret = keys.secret_of(secrets.token_bytes(keys.SECRET_BYTES))
    expires = (now + timedelta(days=new.days)).replace(microsecond=0)
    scopes = sorted(set(new.scopes))
    body = {
        "organisation": new.organisation,
        "name": name,
        "secret_sha256": keys.digest(secret),
        "scopes": scopes,
        "expires": expires.isoformat(),
    }
    with transaction.atomic():
        fact = facts.record_fact(facts.KEY, body, viewer, now)
        Key.objects.create(
            record=fact.record,
            key=fact.number,
            organisation=new.organisation,
            name=name,
            secret_sha256=keys.digest(secret),
            scopes=" ".join(scopes),
            expires=expires,
            made_by=viewer.account,
            record_time=fact.record_time,
        )
    return IssuedKey(fact.number, keys.written(fact.number, secret), expires)


def _findings(viewer: Viewer, new: NewKey, name: str) -> list[Finding]:
    findings = []
    if not Organisation.objects.filter(organisation=new.organisation).exists():
        findings.append(
            Finding(
                "people.organisation_unknown",
                "/organisation",
                "there is no organisation of this number",
                str(new.organisation),
            )
        )
    if not 1 <= len(name) <= NAME_LENGTH_MOST:
        findings.append(
            Finding(
                "people.key_name_length",
                "/name",
                f"a key's name has 1 to {NAME_LENGTH_MOST} characters",
                f"{len(name)} characters",
            )
        )
    if not new.scopes:
        findings.append(Finding("people.key_scopes_none", "/scopes", "a key has at least one scope"))
    allowed = key_scopes(viewer.roles)
    findings.extend(
        Finding("people.key_scope_unknown", "/scopes", f"a scope is one of {', '.join(SCOPES)}", scope[:80])
        if scope not in SCOPES
        else Finding("people.key_scope_not_yours", "/scopes", "your roles give no keys of this scope", scope)
        for scope in sorted(set(new.scopes))
        if scope not in allowed
    )
    if not 1 <= new.days <= DAYS_MOST:
        findings.append(Finding("people.key_days", "/days", f"a key is good for 1 to {DAYS_MOST} days", str(new.days)))
    return findings
