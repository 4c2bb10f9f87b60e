"""Codes of other registers: which spellings are understood, what is canonical, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.epcis.uri import is_uri
from yaomai.standards.gs1.identifier import identify
from yaomai.standards.registered_codes import read

# as met, canonical, scheme, label
CODES = [
    ("urn:oid:1.2.156.326.1001.2026", "urn:oid:1.2.156.326.1001.2026", "oid", "1.2.156.326.1001.2026"),
    ("URN:OID:1.2.156.326", "urn:oid:1.2.156.326", "oid", "1.2.156.326"),
    ("1.2.156.326.1001.2026", "urn:oid:1.2.156.326.1001.2026", "oid", "1.2.156.326.1001.2026"),
    ("2.16.156.1.10", "urn:oid:2.16.156.1.10", "oid", "2.16.156.1.10"),
    ("urn:oid:2.999.1", "urn:oid:2.999.1", "oid", "2.999.1"),
    ("urn:oid:0.39", "urn:oid:0.39", "oid", "0.39"),
    ("88.156.1001/HQ-2026-0001", "info:hdl/88.156.1001/HQ-2026-0001", "handle", "88.156.1001/HQ-2026-0001"),
    ("86.1000.13/a/b:c", "info:hdl/86.1000.13/a/b:c", "handle", "86.1000.13/a/b:c"),
    ("hdl:20.500.100/Abc", "info:hdl/20.500.100/Abc", "handle", "20.500.100/Abc"),
    ("info:hdl/88.156.1001/x", "info:hdl/88.156.1001/x", "handle", "88.156.1001/x"),
    ("https://hdl.handle.net/88.156.1001/x", "info:hdl/88.156.1001/x", "handle", "88.156.1001/x"),
    ("MA.156.M0001.1001/10.2026/000123", "urn:yaomai:cn-ma:MA.156.M0001.1001/10.2026/000123", "cn.ma", "MA.156.M0001.1001/10.2026/000123"),
    ("MA.156.110101", "urn:yaomai:cn-ma:MA.156.110101", "cn.ma", "MA.156.110101"),
    ("urn:yaomai:cn-ma:MA.156.110101", "urn:yaomai:cn-ma:MA.156.110101", "cn.ma", "MA.156.110101"),
]  # fmt: skip

# Not codes of these registers: kept character by character.
VERBATIM = [
    "1.2.156",  # China's own arc names no thing
    "1.2.3.4",
    "2.999.1",
    "10.156.326.1",
    "1.2.156.326.",
    "1.2.156..326",
    "1.2.156.0326",
    "1.2.156.326.A1",
    "1.2.156.３２６",
    "urn:oid:1.2.156.326.A1",
    "urn:oid:3.1",
    "urn:oid:1.40.1",
    "urn:oid:1",
    "urn:oid:01.2.156",
    "urn:oid:",
    "urn:oid:1.2.156." + "1" * 200,
    "88.156.1001",
    "88.156.1001/",
    "88./x",
    "88.156.1001/当归",
    "88.156.1001/a b",
    "87.156.1001/x",
    "10.1000/182",  # a DOI: other addresses are usual for it
    "hdl:x/y",
    "info:doi/10.1000/182",
    "https://handle.example/88.156.1001/x",
    "https://id.gs1.org/01/09506000134352",
    "MA.156",
    "MA.156.",
    "MA.157.110101",
    "ma.156.110101",
    "MA.156.110101 ",
    "MA.156.甲",
    "urn:yaomai:cn-ma:",
    "urn:yaomai:cn-ma:110101",
]


@pytest.mark.parametrize(("met", "canonical", "scheme", "label"), CODES)
def test_codes(met, canonical, scheme, label):
    found = identify(met)
    assert (found.canonical, found.scheme, found.kind, found.parts, found.label) == (
        canonical,
        scheme,
        "other",
        (),
        label,
    )
    assert found.fault is None
    assert identify(canonical) == found
    assert is_uri(canonical)


@pytest.mark.parametrize("text", VERBATIM)
def test_everything_else_stays_as_it_is(text):
    assert read(text) is None
    assert identify(text).canonical == text


@given(
    st.sampled_from(["", "urn:oid:", "hdl:", "info:hdl/", "MA.156.", "1.2.156.", "88.156."]),
    st.text("019.AMa/:-%当", max_size=20),
)
def test_what_is_understood_is_a_uri_and_final(beginning, rest):
    code = read(beginning + rest)
    if code is not None:
        assert is_uri(code.canonical)
        assert read(code.canonical) == code
        assert read(code.label) in (code, None)


def test_a_digital_link_may_stand_on_any_domain():
    assert (
        identify("https://hdl.handle.net/88.156/01/09506000134352").canonical == "https://id.gs1.org/01/09506000134352"
    )
