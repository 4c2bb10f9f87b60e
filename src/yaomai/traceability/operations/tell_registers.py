"""What does a captured document tell the registers of products, places and parties?"""

from collections.abc import Iterator
from datetime import datetime

from yaomai.errors import Finding
from yaomai.ledger.engine.deed import INSTALLATION, Recorder
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.operations.master_data import MasterData, keep_master_data
from yaomai.standards.epcis.document import Document
from yaomai.traceability.engine import master_data

_KEYS = {"01": "gtin", "414": "gln", "417": "gln", "254": "extension"}
_NO_EXTENSION = "0"
"""As an SGLN without an extension is written (EPC Tag Data Standard 2.0, 6.3.3)."""


def tell_registers(document: Document, recorder: Recorder, *, record: int, now: datetime) -> list[Finding]:
    """State what the header says, in the open transaction; `record` is the envelope's. Returns what could not be taken and why."""
    told = list(_told(document))
    return keep_master_data(_speaker(recorder), told, record=record, now=now) if told else []


def _speaker(recorder: Recorder) -> Viewer:
    """As whom the registers are told: who captured it, who may do that (the web asks before)."""
    if recorder == INSTALLATION:
        return INSTALLATION_VIEWER
    return Viewer(
        account=recorder.account,
        key=recorder.key,
        organisation=recorder.organisation,
        roles=frozenset({"recorder"}),
    )


def _told(document: Document) -> Iterator[MasterData]:
    """What the document's header says of products, places and parties."""
    if document.kind == "event":
        return
    for element in master_data.elements(document.frame, document.context):
        if element.about is not None:
            named = {_KEYS[ai]: value for ai, value in element.identifier.parts if ai in _KEYS}
            if element.about == "Location":
                named.setdefault("extension", _NO_EXTENSION)
            told = [(one.name, one.value, one.pointer) for one in element.attributes]
            yield MasterData(element.about, named, told, element.pointer)
