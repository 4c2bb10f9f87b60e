"""What do a document's master data, and an event about what it makes, say that things and places are called?"""

from collections.abc import Mapping
from typing import Any

from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event import Event
from yaomai.standards.gs1.identifier import Identifier, identify

# CBV 2.0, 9.2 to 9.4 (master data attributes), in the spellings in use; and ILMD attributes that name a lot (9.5).
_NAME_ATTRIBUTES = frozenset(
    prefix + attribute
    for prefix in ("urn:epcglobal:cbv:mda:", "urn:epcglobal:cbv:mda#", "https://ref.gs1.org/cbv/")
    for attribute in ("name", "descriptionShort", "functionalName")
) | {"https://ref.gs1.org/voc/productName", "https://ref.gs1.org/voc/physicalLocationName"}
NAME_CHARACTERS_MAX = 200
_MADE = frozenset({"epcList", "quantityList", "outputEPCList", "outputQuantityList"})


def header_names(frame: Mapping[str, Any], context: Context) -> list[tuple[Identifier, str]]:
    """The names in a document's header (epcisMasterData), in its order."""
    found = []
    vocabularies = frame.get("epcisHeader", {}).get("epcisMasterData", {}).get("vocabularyList", ())
    for vocabulary in vocabularies:
        for element in vocabulary.get("vocabularyElementList", ()):
            for attribute in element.get("attributes", ()):
                name = attribute.get("attribute")
                if context.expand(str(attribute.get("id"))) in _NAME_ATTRIBUTES and isinstance(name, str) and name:
                    found.append((identify(element["id"]), name[:NAME_CHARACTERS_MAX]))
    return found


def event_names(event: Event) -> list[tuple[Identifier, str]]:
    """The name that an event's ILMD gives to everything that the event makes or observes."""
    names = [
        one for attribute, one in event.ilmd.items() if attribute in _NAME_ATTRIBUTES and isinstance(one, str) and one
    ]
    if not names:
        return []
    return [(thing.identifier, names[0][:NAME_CHARACTERS_MAX]) for thing in event.things if thing.role in _MADE]
