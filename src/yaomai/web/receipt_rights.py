"""Who may have the receipt of a record, and with its text in it?

A receipt says who recorded: it is for those only to whom the visibility of the record's kind opens the record. The
text of a file, of a draw and of what was said in a register asks more: the properties that it tells of.
"""

from yaomai.archive.document_projections import OFFICIAL_VISIBILITY
from yaomai.archive.engine.description import KIND as ARCHIVE_DOCUMENT
from yaomai.archive.engine.kept_file import KIND as ARCHIVE_FILE
from yaomai.archive.queries.files import VISIBILITY as FILE
from yaomai.archive.queries.files import file
from yaomai.indicators.engine.bodies import KINDS as INDICATOR_DEEDS
from yaomai.indicators.sight import DEED as INDICATOR
from yaomai.ledger.queries import records
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.planning.engine import decision_deed, evidence_deed, target_deed
from yaomai.planning.projections import DEED as PLANNING
from yaomai.registers.draw_projections import VISIBILITY as DRAW
from yaomai.registers.engine import draw_deed
from yaomai.registers.queries.draws import sees_reasons
from yaomai.registers.queries.file_rights import reads_whole
from yaomai.registers.queries.receipts import DEED_KINDS as REGISTER_DEEDS
from yaomai.registers.queries.receipts import VISIBILITY as REGISTER
from yaomai.registers.queries.receipts import discloses as discloses_register
from yaomai.traceability.engine import recall
from yaomai.traceability.engine.kept_document import KIND as EPCIS_EVENTS
from yaomai.traceability.queries.events import VISIBILITY as EPCIS_EVENT
from yaomai.traceability.queries.recalls import VISIBILITY as RECALL

_VISIBILITIES = {
    EPCIS_EVENTS: EPCIS_EVENT,
    recall.KIND: RECALL,
    recall.KIND_END: RECALL,
    ARCHIVE_FILE: FILE,
    ARCHIVE_DOCUMENT: OFFICIAL_VISIBILITY,
    draw_deed.KIND: DRAW,
    draw_deed.KIND_SEED: DRAW,
    **dict.fromkeys(REGISTER_DEEDS, REGISTER),
    **dict.fromkeys(INDICATOR_DEEDS, INDICATOR),
    **dict.fromkeys((decision_deed.KIND, target_deed.KIND, evidence_deed.KIND), PLANNING),
}
"""By kind of deed: the visibility of its records. Others have no receipts here: who recorded them is not public."""


def may_have(viewer: Viewer, kind: str, organisation: int | None) -> bool:
    """Whether the viewer may have receipts of records of this kind for which `organisation` answers."""
    visibility = _VISIBILITIES.get(kind)
    return visibility is not None and visible_properties(viewer, visibility, organisation) != frozenset()


def discloses(viewer: Viewer, record: int) -> bool | None:
    """Whether the receipt that the viewer may have of this record carries its text; None when it may have none at all."""
    kept = records.read([record]).get(record)
    if kept is None or not may_have(viewer, kept.kind, kept.recorder.organisation):
        return None
    if kept.kind in REGISTER_DEEDS:
        return discloses_register(viewer, record)
    if kept.body is not None and kept.kind == ARCHIVE_FILE:
        return reads_whole(viewer, file(viewer, record))
    if (
        kept.body is not None
        and kept.kind == draw_deed.KIND
        and not sees_reasons(viewer, draw_deed.read(kept.body).draw)
    ):
        return False  # it names the parties
    return visible_properties(viewer, _VISIBILITIES[kept.kind], kept.recorder.organisation) is ALL
