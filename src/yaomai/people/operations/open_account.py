"""Open an account: a person of an organisation may sign in, with roles and a first password."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yaomai.errors import Finding, InvalidError
from yaomai.people import facts
from yaomai.people.authority import must_administer
from yaomai.people.engine import login as login_rules
from yaomai.people.locks import lock
from yaomai.people.models import Account, Credential, Organisation
from yaomai.people.operations.found_organisation import NAME_LENGTH_MOST
from yaomai.people.operations.grant_roles import record_roles, role_findings
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be opened. `password` is a first one, known to whoever opens the account."""

    login: str
    name: str
    organisation: int
    roles: Collection[str]
    password: str


def open_account(viewer: Viewer, new: NewAccount, *, now: datetime) -> int:
    """Record the account and its roles, keep the password's hash; returns the account's number.

    Raises NotAllowedError when the viewer does not administer the organisation, InvalidError with all that is
    wrong.
    """
    must_administer(viewer, new.organisation)
    login = login_rules.normalised_login(new.login)
    name = " ".join(new.name.split())
    hashed = make_password(new.password)  # slow by design: outside the transaction
    with transaction.atomic():
        lock(f"people.login {login}")
        findings = _findings(new, login, name) + role_findings(viewer, new.roles, before=())
        if findings:
            raise InvalidError(findings)
        fact = facts.record_fact(
            facts.ACCOUNT, {"login": login, "name": name, "organisation": new.organisation}, viewer, now
        )
        Account.objects.create(
            record=fact.record,
            account=fact.number,
            login=login,
            name=name,
            organisation=new.organisation,
            record_time=fact.record_time,
        )
        Credential.objects.create(account=fact.number, password=hashed, initial=True, changed=now)
        if new.roles:
            record_roles(viewer, fact.number, new.roles, now)
    return fact.number


def _findings(new: NewAccount, login: str, name: str) -> list[Finding]:
    findings = login_rules.login_findings(login)
    if not findings and Account.objects.filter(login=login).exists():
        findings.append(Finding("people.login_taken", "/login", "this login is taken; choose another", login))
    if not 1 <= len(name) <= NAME_LENGTH_MOST:
        findings.append(
            Finding(
                "people.name_length",
                "/name",
                f"a name has 1 to {NAME_LENGTH_MOST} characters",
                f"{len(name)} characters",
            )
        )
    if not Organisation.objects.filter(organisation=new.organisation).exists():
        findings.append(
            Finding(
                "people.organisation_unknown",
                "/organisation",
                "there is no organisation of this number",
                str(new.organisation),
            )
        )
    return findings + login_rules.password_findings(new.password, login)
