"""What a pattern of a query stands for: cases an expert can read, and whatever is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.errors import Finding
from yaomai.standards.gs1.identifier import identify
from yaomai.standards.gs1.pattern import read_patterns

PACK = "urn:epc:id:sgtin:0614141.107346.2017"
OTHER_PACK = "https://example.com/01/10614141073464/21/2018"
OTHER_GOODS = "urn:epc:id:sgtin:0614141.107347.2017"
OTHER_COMPANY = "urn:epc:id:sgtin:4012345.012345.2017"
LOT = "urn:epc:class:lgtin:0614141.107346.A1"
GOODS = "urn:epc:idpat:sgtin:0614141.107346.*"
CASE = "urn:epc:id:sscc:0614141.1234567890"
DOCK, DOOR = "urn:epc:id:sgln:0614141.00777.0", "urn:epc:id:sgln:0614141.00777.D5"
TRAY = "urn:epc:id:grai:0614141.12345.400"
KEG = "urn:epc:id:giai:0614141.12345400"
ALL = (PACK, OTHER_PACK, OTHER_GOODS, OTHER_COMPANY, LOT, GOODS, CASE, DOCK, DOOR, TRAY, KEG, "urn:x:1")

INSTANCES = [
    # pattern, what it stands for
    (PACK, {PACK}),
    ("https://id.gs1.org/01/10614141073464/21/2017", {PACK}),
    ("https://example.com/gtin/10614141073464/ser/2017?17=301231", {PACK}),
    ("urn:epc:idpat:sgtin:0614141.107346.*", {PACK, OTHER_PACK}),
    ("urn:epc:idpat:sgtin:0614141.*.*", {PACK, OTHER_PACK, OTHER_GOODS}),
    ("urn:epc:idpat:sgtin:*.*.*", {PACK, OTHER_PACK, OTHER_GOODS, OTHER_COMPANY}),
    ("URN:EPC:IDPAT:SGTIN:0614141.107346.*", {PACK, OTHER_PACK}),
    ("https://id.gs1.org/01/10614141073464", {PACK, OTHER_PACK, GOODS}),
    ("https://id.gs1.org/01/10614141073464/21/*", {PACK, OTHER_PACK}),
    ("https://id.gs1.org/01/10614141073464/10/*", {LOT}),
    ("urn:epc:class:lgtin:0614141.107346.*", set()),
    ("urn:epc:idpat:sscc:0614141.*", {CASE}),
    ("urn:epc:idpat:sgln:0614141.00777.*", {DOCK, DOOR}),
    ("urn:epc:idpat:sgln:0614141.*.*", {DOCK, DOOR}),
    ("urn:epc:idpat:grai:0614141.12345.*", {TRAY}),
    ("urn:epc:idpat:grai:0614141.*.*", {TRAY}),
    ("urn:epc:idpat:giai:0614141.*", {KEG}),
    ("urn:x:1", {"urn:x:1"}),
    ("https://x.example/*", set()),
    ("urn:x:*", set()),
]  # fmt: skip
CLASSES = [
    (GOODS, {GOODS}),
    ("https://example.com/01/10614141073464", {GOODS}),
    ("urn:epc:idpat:sgtin:0614141.*.*", {GOODS}),
    (LOT, {LOT}),
    ("urn:epc:class:lgtin:0614141.107346.*", {LOT}),
    ("urn:epc:class:lgtin:0614141.*.*", {LOT}),
    ("https://id.gs1.org/01/10614141073464/10/*", {LOT}),
    ("urn:epc:idpat:sscc:0614141.*", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), INSTANCES)
def test_among_instances(text, meant):
    assert found(text, of_classes=False) == meant


@pytest.mark.parametrize(("text", "meant"), CLASSES)
def test_among_classes(text, meant):
    assert found(text, of_classes=True) == meant


def found(text: str, *, of_classes: bool) -> set[str]:
    patterns = read_patterns(text, of_classes=of_classes)
    assert not isinstance(patterns, Finding), patterns
    named = {one: identify(one) for one in ALL}
    return {one for one, it in named.items() if any(pattern.matches(it.canonical, it.scheme) for pattern in patterns)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("urn:epc:idpat:sgtin:*.107346.*", "ends in stars"),
        ("urn:epc:idpat:sgtin:0614141.*", "has 3 components"),
        ("urn:epc:idpat:sgtin:12.*.*", "no company prefix"),
        ("urn:epc:idpat:gid:1.2.*", "no scheme with a GS1 key"),
        ("urn:epc:idpat:itip:4012345.012345.*.*.*", "for its last component, or for all after the company prefix"),
        ("urn:epc:idpat:sgtin:0614141.1.*", "cannot be read"),
        ("urn:epc:idpat:sgtin:0614141.107346.12", "ends in stars"),
    ],
)
def test_what_is_no_pattern(text, words):
    fault = read_patterns(text, of_classes=False)
    assert isinstance(fault, Finding)
    assert words in fault.message


@given(
    st.text() | st.from_regex(r"urn:epc:(idpat|id|class):[a-z]{3,5}:([0-9*]{0,8}\.){0,4}[0-9*]{0,3}", fullmatch=True),
    st.booleans(),
)
def test_whatever_is_sent_is_a_pattern_or_a_fault(text, of_classes):
    patterns = read_patterns(text, of_classes=of_classes)
    assert isinstance(patterns, Finding | tuple)


@given(st.sampled_from([*ALL, "https://id.gs1.org/8004/0614141X", "69012345678901234567"]))
def test_what_has_no_star_stands_for_what_it_names(text):
    named = identify(text)
    patterns = read_patterns(text, of_classes=True)
    assert any(pattern.matches(named.canonical, named.scheme) for pattern in patterns)
