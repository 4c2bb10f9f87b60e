"""What a document's header says of products, places and parties, whatever spelling it uses."""

import pytest

from yaomai.standards.epcis.context import read_context
from yaomai.traceability.engine.master_data import attribute_name, elements
from yaomai.traceability.engine.names import header_names

CONTEXT = read_context(
    ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"own": "https://own.example/"}]
)


def frame(*told: tuple[str, dict[str, object]]) -> dict:
    listed = [
        {"id": key, "attributes": [{"id": one, "attribute": said} for one, said in attributes.items()]}
        for key, attributes in told
    ]
    vocabulary = {"type": "urn:epcglobal:epcis:vtype:BusinessLocation", "vocabularyElementList": listed}
    return {"epcisHeader": {"epcisMasterData": {"vocabularyList": [vocabulary]}}}


@pytest.mark.parametrize(
    ("key", "about"),
    [
        ("urn:epc:idpat:sgtin:6901234.000001.*", "EPCClass"),
        ("https://id.gs1.org/01/06901234000016", "EPCClass"),
        ("urn:epc:class:lgtin:6901234.000001.L1", None),  # one lot is no product
        ("urn:epc:id:sgln:6901234.00001.0", "Location"),
        ("urn:epc:id:sgln:6901234.00001.5", "Location"),
        ("https://id.gs1.org/417/6901234000016", "Party"),
        ("urn:epc:id:pgln:6901234.00001", "Party"),
        ("https://id.gs1.org/417/6901234000017", None),  # its check digit is wrong
        ("urn:uuid:1", None),
    ],
)
def test_what_an_element_is_about_is_told_by_its_identifier(key, about):
    (element,) = elements(frame((key, {})), CONTEXT)
    assert element.about == about


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("urn:epcglobal:cbv:mda:descriptionShort", "descriptionShort"),
        ("urn:epcglobal:cbv:mda#name", "name"),
        ("https://ref.gs1.org/cbv/streetAddressOne", "streetAddressOne"),
        ("https://ref.gs1.org/voc/productName", "descriptionShort"),
        ("https://own.example/grade", "https://own.example/grade"),
    ],
)
def test_an_attribute_has_one_name_in_every_spelling(uri, name):
    assert attribute_name(uri) == name


def test_elements_say_where_each_value_stands():
    said = {"cbvmda:descriptionShort": "当归片", "own:grade": {"value": 1}}
    (element,) = elements(frame(("https://id.gs1.org/01/06901234000016", said)), CONTEXT)
    place = "/epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0"
    assert [(one.name, one.value, one.pointer) for one in element.attributes] == [
        ("descriptionShort", "当归片", f"{place}/attributes/0/attribute"),
        ("https://own.example/grade", {"value": 1}, f"{place}/attributes/1/attribute"),
    ]
    assert [
        (named.canonical, name)
        for named, name in header_names(frame(("urn:epc:id:pgln:6901234.00001", {"cbvmda:name": "一厂"})), CONTEXT)
    ] == [("https://id.gs1.org/417/6901234000016", "一厂")]


def test_a_document_without_master_data_says_nothing():
    assert list(elements({}, CONTEXT)) == []
