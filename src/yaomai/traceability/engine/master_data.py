"""What does the master data in a document's header say of products, places and parties?

EPCIS 2.0, 9.5 (EPCISMasterData) and CBV 2.0, 9: vocabulary elements with attributes. What an element is about is told by its
identifier, not by the vocabulary that it stands in: GS1's own examples put the same GLN into BusinessLocation and ReadPoint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from yaomai.standards.epcis.context import Context
from yaomai.standards.gs1.identifier import Identifier, identify

# What stands before an attribute's name: CBV 2.0, 9.2 to 9.4, in the spellings in use, and GS1's web vocabulary.
_NAMESPACES = (
    "urn:epcglobal:cbv:mda:",
    "urn:epcglobal:cbv:mda#",
    "https://ref.gs1.org/cbv/",
    "https://ref.gs1.org/voc/",
)
_SAME = {
    "productName": "descriptionShort",
    "physicalLocationName": "name",
    "partyName": "name",
    "organizationName": "name",
}

About = Literal["EPCClass", "Location", "Party"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an element: its name in the CBV (another's: its URI), its value, where it stands (JSON pointer)."""

    name: str
    value: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Element:
    """One vocabulary element: what it is about, and its attributes in their order."""

    identifier: Identifier
    pointer: str
    attributes: tuple[Attribute, ...]

    @property
    def about(self) -> About | None:
        """Whether it is about a trade item, a location or a party; None: about something else, such as one lot."""
        if self.identifier.fault is not None:
            return None
        by_scheme: dict[str, About] = {
            "gtin": "EPCClass",
            "gln": "Location",
            "gln+extension": "Location",
            "party gln": "Party",
        }
        return by_scheme.get(self.identifier.scheme)


def elements(frame: Mapping[str, Any], context: Context) -> Iterator[Element]:
    """The vocabulary elements of a document's header, in its order. The frame is valid (standards/epcis/fields.py)."""
    vocabularies = frame.get("epcisHeader", {}).get("epcisMasterData", {}).get("vocabularyList", ())
    for v, vocabulary in enumerate(vocabularies):
        for e, element in enumerate(vocabulary.get("vocabularyElementList", ())):
            pointer = f"/epcisHeader/epcisMasterData/vocabularyList/{v}/vocabularyElementList/{e}"
            attributes = tuple(
                Attribute(
                    attribute_name(context.expand(str(one.get("id")))),
                    one.get("attribute"),
                    f"{pointer}/attributes/{a}/attribute",
                )
                for a, one in enumerate(element.get("attributes", ()))
            )
            yield Element(identify(element["id"]), pointer, attributes)


def attribute_name(uri: str) -> str:
    """The name of an attribute in the CBV, whichever spelling its URI has; another's attribute keeps its whole URI."""
    for namespace in _NAMESPACES:
        if uri.startswith(namespace):
            name = uri.removeprefix(namespace)
            return _SAME.get(name, name)
    return uri
