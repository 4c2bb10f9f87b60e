"""Who sees which editions, and who may state, correct and withdraw what of which region?

Public editions are for anybody. Official ones are for officials, inspectors, auditors and administrators, and for the organisation
that stated them.
"""

from typing import Any

from django.db.models import Q

from yaomai.errors import NotAllowedError
from yaomai.indicators.engine.values import COUNTRY, Audience
from yaomai.people.engine.visibility import Grant, Group, Rows, Visibility, region_of
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer, declare, visible_rows

OFFICIAL_EDITION = "indicators.official_edition"
"""Editions of the access `official`, and corrections of their values."""
DEED = "indicators.deed"
"""Who recorded something about indicators, on receipts: not for the public."""
_SEES_ALL = ("official", "inspector", "auditor", "administrator")
_PROVINCE = 2
"""So many digits has the region of a province."""

for _kind in (OFFICIAL_EDITION, DEED):
    declare(Visibility(_kind, (Grant(Group.MEMBERS, Rows.OWN), *(Grant(one, Rows.ALL) for one in _SEES_ALL))))


def viewer_of(who: Viewer | Audience) -> Viewer:
    """Who stands for an audience: anyone for the public, the installation for officials."""
    if isinstance(who, Viewer):
        return who
    return ANYONE if who == "public" else INSTALLATION_VIEWER


def edition_condition(who: Viewer | Audience, table: str) -> tuple[str, list[Any]]:
    """The SQL condition on rows of `table` (with columns access, organisation) that opens to this viewer, and its parameters."""
    rule = visible_rows(viewer_of(who), OFFICIAL_EDITION)
    if rule.rows is Rows.ALL:
        return "TRUE", []
    if rule.organisation is not None:
        return f"({table}.access = 'public' OR {table}.organisation = %s)", [rule.organisation]
    return f"{table}.access = 'public'", []


def seen_editions(who: Viewer | Audience) -> Q:
    """The same condition on rows of models.Edition or models.Correction."""
    rule = visible_rows(viewer_of(who), OFFICIAL_EDITION)
    if rule.rows is Rows.ALL:
        return Q()
    return Q(access="public") if rule.organisation is None else Q(access="public") | Q(organisation=rule.organisation)


def sees(who: Viewer | Audience, access: str, organisation: int | None) -> bool:
    """Whether this viewer sees an edition (or a correction) of this access, which `organisation` stated."""
    return access == "public" or visible_rows(viewer_of(who), OFFICIAL_EDITION).admits(organisation)


def may_state(viewer: Viewer, region: str) -> bool:
    """Whether the viewer may state, correct and withdraw values of a region: officials of a province any, of others their own."""
    if viewer == INSTALLATION_VIEWER:
        return True
    own = region_of(viewer.division)
    if "official" not in viewer.roles or not own:
        return False
    return len(own) == _PROVINCE or (region != COUNTRY and region.startswith(own))


def may_define(viewer: Viewer) -> bool:
    """Whether the viewer may say what indicators mean: officials of the province."""
    return may_state(viewer, COUNTRY)


def must_state(viewer: Viewer, region: str) -> None:
    """Raises NotAllowedError unless `may_state`."""
    if not may_state(viewer, region):
        raise NotAllowedError(f"values of the region {region[:20]} are stated by officials who answer for it")


def must_define(viewer: Viewer) -> None:
    """Raises NotAllowedError unless `may_define`."""
    if not may_define(viewer):
        raise NotAllowedError("indicators are defined by officials of the province")
