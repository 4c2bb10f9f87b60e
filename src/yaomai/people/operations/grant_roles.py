"""Grant roles: from now on an account has exactly these, each always or for a time."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people import facts
from yaomai.people.authority import must_administer
from yaomai.people.engine import held_roles
from yaomai.people.engine.held_roles import ALWAYS, Held, Term
from yaomai.people.engine.roles import BY_NAME, may_grant
from yaomai.people.locks import lock
from yaomai.people.models import RoleGrant
from yaomai.people.queries.accounts import account_to_administer
from yaomai.people.viewer import Viewer

_NO_TERMS: Mapping[str, Term] = {}


def grant_roles(
    viewer: Viewer, account: int, roles: Collection[str], *, terms: Mapping[str, Term] = _NO_TERMS, now: datetime
) -> None:
    """Record that the account has exactly `roles` from now on, those in `terms` only for that time; nothing is recorded when it
    has them so already.

    Raises NotFoundError for an account that the viewer may not see, NotAllowedError when the viewer does not
    administer its organisation or the account has ended, InvalidError for roles that do not exist or that the viewer may neither
    grant nor take, and for terms that are over.
    """
    with transaction.atomic():
        lock(f"people.roles {account}")
        held = account_to_administer(viewer, account)
        must_administer(viewer, held.organisation)
        if held.ended:
            raise NotAllowedError(f"account {account} has ended; it holds no roles")
        before = held.standing(now)
        wanted = {Held(role, terms.get(role, ALWAYS)) for role in roles}
        # A term that was given before is not judged again: who changes another role leaves it as it is.
        new_terms = {role: term for role, term in terms.items() if Held(role, term) not in before}
        findings = role_findings(viewer, wanted, before) + held_roles.term_findings(roles, new_terms, now)
        if findings:
            raise InvalidError(findings)
        if wanted != set(before):
            record_roles(viewer, account, roles, now, terms=terms)


def record_roles(
    viewer: Viewer, account: int, roles: Collection[str], now: datetime, *, terms: Mapping[str, Term] = _NO_TERMS
) -> None:
    """Record the roles of an account, checked already, in the open transaction."""
    named = sorted(set(roles))
    members = held_roles.as_members(terms)
    body: dict[str, object] = {"account": account, "roles": named}
    if members:
        body["terms"] = members
    fact = facts.record_fact(facts.ROLES, body, viewer, now)
    RoleGrant.objects.create(
        record=fact.record,
        account=account,
        roles=" ".join(named),
        terms=held_roles.written(members),
        record_time=fact.record_time,
    )


def role_findings(viewer: Viewer, wanted: Collection[Held], before: Collection[Held]) -> list[Finding]:
    """What is wrong with changing what an account holds from `before` to `wanted`."""
    grantable = may_grant(viewer.roles)
    findings = [
        Finding("people.role_unknown", "/roles", f"a role is one of {', '.join(BY_NAME)}", role[:80])
        for role in sorted({one.role for one in wanted} - BY_NAME.keys())
    ]
    findings.extend(
        Finding(
            "people.role_not_grantable",
            "/roles",
            "only an administrator of the installation may give or take this role",
            role,
        )
        for role in sorted({one.role for one in set(wanted) ^ set(before)})
        if role in BY_NAME and role not in grantable
    )
    return findings
