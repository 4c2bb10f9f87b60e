"""Who sees which editions, and who may state, correct and withdraw what of which region?

Public editions are for anybody. Official ones are for officials, inspectors, auditors and administrators, and for the organisation
that stated them. What was read in a document is as public as that document is described now, whatever was said when it was
stated. A correction is as public as the edition of whose value it speaks.
"""

from typing import Any

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

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


_DOCUMENT = "(SELECT d.access FROM archive_document d WHERE d.file = {file} ORDER BY d.record DESC LIMIT 1)"
"""The access of the document that a file is, as it is described now; nothing for other files."""
_CORRECTED = (
    "(SELECT corrected.file FROM indicators_observation said JOIN indicators_edition corrected ON corrected.record = said.edition"
    " WHERE said.series = {table}.series AND said.basis = {table}.basis AND said.start = {table}.start"
    ' AND said."end" = {table}."end" AND corrected.record < {table}.record AND NOT EXISTS (SELECT FROM indicators_withdrawal gone'
    " WHERE gone.withdrawn = corrected.record AND gone.record < {table}.record)"
    " ORDER BY corrected.is_invented, corrected.published_on DESC, corrected.record DESC LIMIT 1)"
)
"""The file of the edition of whose value a correction speaks: the newest in force when it was declared (operations/correct.py)."""


def edition_access(table: str) -> str:
    """The SQL expression of the access of the editions in the rows of `table`, as it is now."""
    return f"coalesce({_DOCUMENT.format(file=f'{table}.file')}, {table}.access)"


def correction_access(table: str) -> str:
    """The same of corrections: that of the edition of whose value they speak."""
    return f"coalesce({_DOCUMENT.format(file=_CORRECTED.format(table=table))}, {table}.access)"


def edition_condition(who: Viewer | Audience, table: str) -> tuple[str, list[Any]]:
    """The SQL condition on editions, rows of `table`, that opens to this viewer, and its parameters."""
    return _condition(who, table, edition_access(table))


def correction_condition(who: Viewer | Audience, table: str) -> tuple[str, list[Any]]:
    """The same of corrections, rows of `table`."""
    return _condition(who, table, correction_access(table))


def _condition(who: Viewer | Audience, table: str, access: str) -> tuple[str, list[Any]]:
    rule = visible_rows(viewer_of(who), OFFICIAL_EDITION)
    if rule.rows is Rows.ALL:
        return "TRUE", []
    if rule.organisation is not None:
        return f"({table}.organisation = %s OR {access} = 'public')", [rule.organisation]
    return f"{access} = 'public'", []


def seen_editions(who: Viewer | Audience) -> Q:
    """`edition_condition` on models.Edition."""
    return Q(RawSQL(*edition_condition(who, "indicators_edition"), output_field=BooleanField()))  # noqa: S611  # parts of this module, and parameters


def seen_corrections(who: Viewer | Audience) -> Q:
    """`correction_condition` on models.Correction."""
    return Q(RawSQL(*correction_condition(who, "indicators_correction"), output_field=BooleanField()))  # noqa: S611  # parts of this module, and parameters


def sees(who: Viewer | Audience, access: str, organisation: int | None) -> bool:
    """Whether this viewer sees an edition (or a correction) whose access is this now, which `organisation` stated."""
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
