"""Which roles are there, how far does each reach, what may it hand on?

Their labels for people are in `yaomai.web.labels.people`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Reach(Enum):
    """Which organisations a role is about."""

    OWN = "own"
    ALL = "all"


SCOPES = ("capture", "query")
"""What a key can be good for, in the words of EPCIS 2.0: its Capture interface and its Query interface."""


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its name, its reach, which roles its holder may grant, and which scopes the keys may have
    that its holder makes.
    """

    name: str
    reach: Reach
    may_grant: frozenset[str] = frozenset()
    key_scopes: frozenset[str] = frozenset()


ROLES: tuple[Role, ...] = (
    Role(
        "administrator",
        Reach.ALL,
        may_grant=frozenset(
            {"administrator", "organisation_administrator", "recorder", "inspector", "official", "auditor"}
        ),
        key_scopes=frozenset(SCOPES),
    ),
    Role(
        "organisation_administrator",
        Reach.OWN,
        may_grant=frozenset({"organisation_administrator", "recorder"}),
        key_scopes=frozenset(SCOPES),
    ),
    Role("recorder", Reach.OWN, key_scopes=frozenset(SCOPES)),
    Role("inspector", Reach.ALL),
    Role("official", Reach.ALL),
    Role("auditor", Reach.ALL),
)

BY_NAME = {role.name: role for role in ROLES}

ORGANISATION_KINDS = (
    "operator",
    "authority",
    "grower",
    "processor",
    "manufacturer",
    "distributor",
    "institution",
    "laboratory",
    "cooperative",
    "enterprise",
    "public_body",
)
"""What an organisation is in the industry; `operator` runs this installation, `institution` treats patients, `enterprise` is one
of no other kind, `public_body` an institute, a station or a university. The level of an `authority` is that of its division.
"""


def may_grant(roles: Collection[str]) -> frozenset[str]:
    """The roles that a holder of `roles` may grant."""
    return frozenset().union(*(BY_NAME[name].may_grant for name in roles if name in BY_NAME))


def key_scopes(roles: Collection[str]) -> frozenset[str]:
    """The scopes that a holder of `roles` may give to a key."""
    return frozenset().union(*(BY_NAME[name].key_scopes for name in roles if name in BY_NAME))
