"""What do a document's master data, and an event about what it makes, say that things and places are called?"""

from collections.abc import Mapping
from typing import Any

from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event import Event
from yaomai.standards.gs1.identifier import Identifier
from yaomai.traceability.engine import master_data

# CBV 2.0, 9.2 to 9.4 (master data attributes) and 9.5 (ILMD attributes that name a lot).
_NAMES = frozenset({"name", "descriptionShort", "functionalName"})
NAME_CHARACTERS_MAX = 200
_MADE = frozenset({"epcList", "quantityList", "outputEPCList", "outputQuantityList"})


def header_names(frame: Mapping[str, Any], context: Context) -> list[tuple[Identifier, str]]:
    """The names in a document's header (epcisMasterData), in its order."""
    return [
        (element.identifier, attribute.value[:NAME_CHARACTERS_MAX])
        for element in master_data.elements(frame, context)
        for attribute in element.attributes
        if attribute.name in _NAMES and isinstance(attribute.value, str) and attribute.value
    ]


def event_names(event: Event) -> list[tuple[Identifier, str]]:
    """The name that an event's ILMD gives to everything that the event makes or observes."""
    names = [
        one
        for attribute, one in event.ilmd.items()
        if master_data.attribute_name(attribute) in _NAMES and isinstance(one, str) and one
    ]
    if not names:
        return []
    return [(thing.identifier, names[0][:NAME_CHARACTERS_MAX]) for thing in event.things if thing.role in _MADE]
