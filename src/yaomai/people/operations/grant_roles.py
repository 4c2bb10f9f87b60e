"""Grant roles: from now on an account has exactly these."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError
from yaomai.people import facts
from yaomai.people.authority import must_administer
from yaomai.people.engine.roles import BY_NAME, may_grant
from yaomai.people.locks import lock
from yaomai.people.models import RoleGrant
from yaomai.people.queries.accounts import account_to_administer
from yaomai.people.viewer import Viewer


def grant_roles(viewer: Viewer, account: int, roles: Collection[str], *, now: datetime) -> None:
    """Record that the account has exactly `roles` from now on; nothing is recorded when it has them already.

    Raises NotFoundError for an account that the viewer may not see, NotAllowedError when the viewer does not
    administer its organisation, InvalidError for roles that do not exist or that the viewer may neither grant
    nor take.
    """
    with transaction.atomic():
        lock(f"people.roles {account}")
        held = account_to_administer(viewer, account)
        must_administer(viewer, held.organisation)
        if findings := role_findings(viewer, roles, before=held.roles):
            raise InvalidError(findings)
        if set(roles) != set(held.roles):
            record_roles(viewer, account, roles, now)


def record_roles(viewer: Viewer, account: int, roles: Collection[str], now: datetime) -> None:
    """Record the roles of an account, checked already, in the open transaction."""
    named = sorted(set(roles))
    fact = facts.record_fact(facts.ROLES, {"account": account, "roles": named}, viewer, now)
    RoleGrant.objects.create(record=fact.record, account=account, roles=" ".join(named), record_time=fact.record_time)


def role_findings(viewer: Viewer, roles: Collection[str], before: Collection[str]) -> list[Finding]:
    """What is wrong with changing an account's roles from `before` to `roles`."""
    grantable = may_grant(viewer.roles)
    findings = [
        Finding("people.role_unknown", "/roles", f"a role is one of {', '.join(BY_NAME)}", role[:80])
        for role in sorted(set(roles))
        if role not in BY_NAME
    ]
    findings.extend(
        Finding(
            "people.role_not_grantable",
            "/roles",
            "only an administrator of the installation may give or take this role",
            role,
        )
        for role in sorted(set(roles) ^ set(before))
        if role in BY_NAME and role not in grantable
    )
    return findings
