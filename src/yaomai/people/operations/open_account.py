"""Open an account: a person of an organisation may sign in, with roles and a first password."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yaomai.errors import Finding, InvalidError
from yaomai.people import facts
from yaomai.people.authority import must_administer
from yaomai.people.engine import held_roles
from yaomai.people.engine import login as login_rules
from yaomai.people.engine.held_roles import ALWAYS, Held, Term
from yaomai.people.locks import lock
from yaomai.people.models import Account, Credential, Organisation, OrganisationEnd
from yaomai.people.operations.grant_roles import record_roles, role_findings
from yaomai.people.organisation_findings import NAME_LENGTH_MOST
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be opened. `password` is a first one, known to whoever opens the account; `terms` are of roles for a time."""

    login: str
    name: str
    organisation: int
    roles: Collection[str]
    password: str
    terms: Mapping[str, Term] = field(default_factory=dict)

    @property
    def held(self) -> frozenset[Held]:
        """The roles, each with its term."""
        return frozenset(Held(role, self.terms.get(role, ALWAYS)) for role in self.roles)


def open_account(viewer: Viewer, new: NewAccount, *, now: datetime) -> int:
    """Record the account and its roles, keep the password's hash; returns the account's number.

    Raises NotAllowedError when the viewer does not administer the organisation, InvalidError with all that is
    wrong.
    """
    must_administer(viewer, new.organisation)
    hashed = make_password(new.password)  # slow by design: outside the transaction
    with transaction.atomic():
        lock_for(new)
        findings = account_findings(new) + role_findings(viewer, new.held, before=())
        findings += held_roles.term_findings(new.roles, new.terms, now)
        if findings:
            raise InvalidError(findings)
        return record_account(viewer, new, hashed, now)


def lock_for(new: NewAccount) -> None:
    """Hold what opening this account goes by: its login, and that its organisation is not dissolved meanwhile."""
    login = login_rules.normalised_login(new.login)
    lock(f"people.login {login}", f"people.organisation_people {new.organisation}")


def record_account(
    viewer: Viewer, new: NewAccount, hashed: str, now: datetime, *, invitation: int | None = None
) -> int:
    """Record an account, checked and locked already, in the open transaction; returns its number. With an `invitation`, the person
    chose the password.
    """
    login, name = login_rules.normalised_login(new.login), " ".join(new.name.split())
    body: dict[str, object] = {"login": login, "name": name, "organisation": new.organisation}
    if invitation is not None:
        body["invitation"] = invitation
    fact = facts.record_fact(facts.ACCOUNT, body, viewer, now)
    Account.objects.create(
        record=fact.record,
        account=fact.number,
        login=login,
        name=name,
        organisation=new.organisation,
        record_time=fact.record_time,
    )
    Credential.objects.create(account=fact.number, password=hashed, initial=invitation is None, changed=now)
    if new.roles:
        record_roles(viewer, fact.number, new.roles, now, terms=new.terms)
    return fact.number


def account_findings(new: NewAccount) -> list[Finding]:
    """What is wrong with an account's login, name, organisation and password."""
    login, name = login_rules.normalised_login(new.login), " ".join(new.name.split())
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
    findings += organisation_findings(new.organisation)
    return findings + login_rules.password_findings(new.password, login)


def organisation_findings(organisation: int) -> list[Finding]:
    """Whether accounts may be opened for an organisation: that it is there, and was not dissolved."""
    if not Organisation.objects.filter(organisation=organisation).exists():
        said = "there is no organisation of this number"
        return [Finding("people.organisation_unknown", "/organisation", said, str(organisation))]
    if OrganisationEnd.objects.filter(organisation=organisation).exists():
        said = "this organisation was dissolved"
        return [Finding("people.organisation_ended", "/organisation", said, str(organisation))]
    return []
