"""Who may go on with an import of statistics, in whose name does the worker, and which words of its table are known?"""

from collections.abc import Collection
from datetime import datetime

from yaomai.errors import NotAllowedError
from yaomai.indicators.engine.table_lexicon import KnownIndicator, Lexicon
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.sight import may_state
from yaomai.people.queries.on_behalf import on_behalf_of
from yaomai.people.viewer import Viewer
from yaomai.registers.operations.import_work import locked, must_be_in


def may_import(viewer: Viewer) -> bool:
    """Whether the viewer may bring statistics in: who may state values of the region where the viewer works."""
    return may_state(viewer, viewer.division)


def must_import(viewer: Viewer) -> None:
    """Raises NotAllowedError unless `may_import`."""
    if not may_import(viewer):
        raise NotAllowedError("statistics are brought in by officials who answer for a region")


def to_go_on_with(viewer: Viewer, number: int, states: Collection[str]) -> StatisticsImport:
    """The import, locked until the transaction ends.

    Raises NotFoundError when the viewer may not see it, NotAllowedError when it is another organisation's or the viewer may bring
    in nothing, InvalidError when it is in none of these states.
    """
    found = locked(StatisticsImport, viewer, number)
    if viewer.organisation != found.organisation:
        raise NotAllowedError("this import is another organisation's; you may look at it, not go on with it")
    must_import(viewer)
    must_be_in(found, states)
    return found


def in_whose_name(one: StatisticsImport, now: datetime) -> Viewer:
    """Who wants done what is to be done, with the rights of this moment. Raises NotAllowedError when that account has ended, or may
    not bring statistics in any longer.
    """
    viewer = on_behalf_of(one.wanted or {}, now)
    if viewer.organisation != one.organisation:
        raise NotAllowedError("the account that wanted this belongs to another organisation now")
    must_import(viewer)
    return viewer


def lexicon() -> Lexicon:
    """The indicators as they are defined now, and what their names mean."""
    return Lexicon.of(
        KnownIndicator(one.key, one.name, one.unit, one.counted, one.basis, one.aggregation, one.other_names)
        for one in definitions().values()
        if not one.formula  # what is derived is not brought in
    )
