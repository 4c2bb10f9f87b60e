"""Which spellings name the same thing: a table that an expert can extend.

Keys and numbers are those of GS1's standards and examples; the last column is the canonical spelling,
without its `https://id.gs1.org`.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.gs1.check_digit import check_digit
from yaomai.standards.gs1.epc_urn import SCHEMES
from yaomai.standards.gs1.identifier import (
    CREDIT_CODE_PREFIX,
    DRUG_TRACE_CODE_PREFIX,
    _identify,
    _identify_any,
    identify,
    lot_of,
)
from yaomai.standards.gs1.keys import KEYS

# EPC URN, canonical Digital Link, scheme, kind
URNS = [
    ("urn:epc:id:sgtin:0614141.107346.2017", "/01/10614141073464/21/2017", "gtin+serial", "instance"),
    ("urn:epc:id:sgtin:4012345.011111.98%22", "/01/04012345111118/21/98%22", "gtin+serial", "instance"),
    ("urn:epc:id:sgtin:415056789012.0.987654", "/01/04150567890128/21/987654", "gtin+serial", "instance"),
    (
        "urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()",
        "/01/80614141123458/21/6789%2F%26%25%22!%3F()",
        "gtin+serial",
        "instance",
    ),
    ("urn:epc:id:sscc:4012345.3111111111", "/00/340123451111111111", "sscc", "instance"),
    ("urn:epc:id:sgln:4012345.00005.122", "/414/4012345000054/254/122", "gln+extension", "place"),
    ("urn:epc:id:sgln:4012345.00005.0", "/414/4012345000054", "gln", "place"),
    ("urn:epc:id:grai:4012345.00022.334455", "/8003/04012345000221334455", "grai+serial", "instance"),
    ("urn:epc:id:giai:4012345.ABC345", "/8004/4012345ABC345", "giai", "instance"),
    ("urn:epc:id:gsrn:4012345.0000006765", "/8018/401234500000067657", "gsrn recipient", "party"),
    ("urn:epc:id:gsrnp:4012345.0000000007", "/8017/401234500000000074", "gsrn provider", "party"),
    ("urn:epc:id:gdti:4012345.00009.PO-4711", "/253/4012345000092PO-4711", "gdti+serial", "instance"),
    ("urn:epc:id:gdti:987659999999..9", "/253/98765999999929", "gdti+serial", "instance"),
    ("urn:epc:id:sgcn:4012345.99999.44", "/255/401234599999044", "gcn+serial", "instance"),
    (
        "urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234",
        "/8010/061414111111111111111-A%23%2F/8011/1234",
        "cpid+serial",
        "instance",
    ),
    ("urn:epc:id:ginc:0614141.xyz47%2F11", "/401/0614141xyz47%2F11", "ginc", "instance"),
    ("urn:epc:id:gsin:4012345.222333444", "/402/40123452223334442", "gsin", "instance"),
    ("urn:epc:id:itip:4012345.011111.01.02.987", "/8006/040123451111180102/21/987", "itip+serial", "instance"),
    (
        "urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB",
        "/01/01234567987651/235/51qIgY)%3C%26Jp3*j7'SDB",
        "gtin+controlled serial",
        "instance",
    ),
    ("urn:epc:id:pgln:4000001.00000", "/417/4000001000005", "party gln", "party"),
    ("urn:epc:id:pgln:999999999999.", "/417/9999999999994", "party gln", "party"),
    ("urn:epc:class:lgtin:4012345.012345.Lot987", "/01/04012345123456/10/Lot987", "gtin+lot", "class"),
    ("urn:epc:idpat:sgtin:4012345.012345.*", "/01/04012345123456", "gtin", "class"),
    ("urn:epc:idpat:grai:4012345.99999.*", "/8003/04012345999990", "grai", "class"),
    ("urn:epc:idpat:gdti:4012345.11111.*", "/253/4012345111118", "gdti", "class"),
    ("urn:epc:idpat:sgcn:4012345.22222.*", "/255/4012345222227", "gcn", "class"),
    ("urn:epc:idpat:cpi:4012345.AB12.*", "/8010/4012345AB12", "cpid", "class"),
    ("urn:epc:idpat:itip:4012345.012345.01.02.*", "/8006/040123451234560102", "itip", "class"),
    ("urn:epc:idpat:upui:4012345.012345.*", "/01/04012345123456", "gtin", "class"),
]

# Digital Link as met, canonical
LINKS = [
    ("https://id.gs1.org/01/9506000134352", "/01/09506000134352"),
    ("https://id.gs1.org/01/614141000036", "/01/00614141000036"),
    ("https://id.gs1.org/01/95050003", "/01/00000095050003"),
    ("http://id.gs1.org/gtin/9780345418913", "/01/09780345418913"),
    ("HTTPS://ID.GS1.ORG/01/09506000134352", "/01/09506000134352"),
    ("https://example.com/gtin/09780345418913/21/765tz?abc=211121", "/01/09780345418913/21/765tz"),
    ("https://example.org/01/9780345418913/21/765tz?11=221109#top", "/01/09780345418913/21/765tz"),
    ("https://shop.example/some/path/01/09780345418913/10/1223", "/01/09780345418913/10/1223"),
    ("https://shop.example/00/all/01/09780345418913", "/01/09780345418913"),
    ("https://example.com:8443/01/09780345418913/", "/01/09780345418913"),
    ("https://id.gs1.org/gtin/9780345418913/cpv/344/lot/1223/ser/765tz", "/01/09780345418913/21/765tz"),
    ("https://id.gs1.org/01/9780345418913/22/344", "/01/09780345418913"),
    ("https://id.gs1.org/01/09780345418913/10/ABC%2f1", "/01/09780345418913/10/ABC%2F1"),
    ("https://id.gs1.org/01/09780345418913/10/%41BC%2D1", "/01/09780345418913/10/ABC-1"),
    ("https://id.gs1.org/01/09780345418913/21/a%28b%29", "/01/09780345418913/21/a(b)"),
    ("https://id.gs1.org/00/340123451111111111", "/00/340123451111111111"),
    ("https://id.gs1.org/414/4280000000002/254/12", "/414/4280000000002/254/12"),
    ("https://example.co.uk/party/4226350800008", "/417/4226350800008"),
    ("https://id.gs1.org/8003/03870585000552987", "/8003/03870585000552987"),
    ("https://id.gs1.org/8006/040123451234560102/10/Lot-123/21/ser987", "/8006/040123451234560102/21/ser987"),
    ("https://id.gs1.org/8010/0628165987/8011/9876", "/8010/0628165987/8011/9876"),
]

# Digital Link, the lot that it names beside a serial number
LOTS = [
    ("https://id.gs1.org/01/09780345418913/10/ABC/21/7", "/01/09780345418913/10/ABC"),
    ("https://brand.example/x/gtin/9780345418913/cpv/344/lot/1223/ser/765tz?17=280101", "/01/09780345418913/10/1223"),
    ("https://id.gs1.org/01/09780345418913/10/A%2f1/21/7", "/01/09780345418913/10/A%2F1"),
    ("https://id.gs1.org/8006/040123451234560102/10/Lot-123/21/ser987", "/8006/040123451234560102/10/Lot-123"),
    ("https://id.gs1.org/01/09780345418913/10/ABC", None),
    ("https://id.gs1.org/01/09780345418913/21/7", None),
    ("https://id.gs1.org/01/09780345418913/22/A/21/7", None),
    ("https://id.gs1.org/01/09780345418914/10/ABC/21/7", None),  # a wrong check digit
    ("https://id.gs1.org/01/09780345418913/21/7/10/ABC", None),  # in the wrong order
    ("https://news.example/2026/10/21/7", None),
    ("urn:epc:class:lgtin:4012345.012345.Lot987", None),
    ("/10/", None),
]

# Not GS1 identifiers: kept character by character.
VERBATIM = [
    "http://example.org/123/4012345ABC987/456/4711",
    "https://id.gs1.org/99/9780345418913",
    "http://example.de/abc/9780345418913",
    "https://news.example/2026/01/20260115",
    "https://news.example/2026/01/15",
    "https://example.com/01/09506000134352/reviews/5",
    "https://example.com/8004/report",
    "https://id.gs1.org/",
    "urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8",
    "urn:epcglobal:cbv:bt:0614141073467:1152",
    "urn:epc:id:gid:95100000.12345.400",
    "urn:epc:id:imovn:9176187",
    "urn:epc:idpat:sgtin:4012345.*.*",
    "urn:epc:idpat:sgtin:*.*.*",
    "urn:epc:id:something:1.2.3",
    "not a URI",
    "91620000MA00000008",  # eighteen characters whose last is not their check character
    "340123451111111111",  # the digits of an SSCC
    "",
]

# GS1 identifiers with a fault: the finding's code
FAULTY = [
    ("https://id.gs1.org/01/09506000134353", "gs1.check_digit_wrong"),
    ("https://brand.example/01/09506000134353/10/A", "gs1.check_digit_wrong"),
    ("https://id.gs1.org/00/340123451111111112", "gs1.check_digit_wrong"),
    ("https://id.gs1.org/253/4012345111117ABC", "gs1.check_digit_wrong"),
    ("https://id.gs1.org/01/97803", "gs1.key_malformed"),
    ("https://id.gs1.org/01/", "gs1.key_malformed"),
    ("https://id.gs1.org/01", "gs1.key_malformed"),
    ("https://id.gs1.org/8006/04012345123456/22/ABCD", "gs1.key_malformed"),
    ("https://id.gs1.org/01/０９５０６０００１３４３５２", "gs1.key_malformed"),
    ("https://id.gs1.org/01/09506000134352/10/%E4%B8%80", "gs1.qualifier_malformed"),
    ("https://id.gs1.org/01/09506000134352/10/" + "x" * 21, "gs1.qualifier_malformed"),
    ("https://id.gs1.org/01/09506000134352/99/x", "gs1.qualifier_unknown"),
    ("https://id.gs1.org/01/09506000134352/10", "gs1.qualifier_unknown"),
    ("https://id.gs1.org/01/09506000134352/21/1/10/A", "gs1.key_order"),
    ("https://id.gs1.org/01/09506000134352/21/1/21/2", "gs1.key_order"),
    ("https://id.gs1.org/21/1/01/09506000134352", "gs1.key_order"),
    ("https://brand.example/21/1/01/09506000134352", "gs1.key_order"),
    ("urn:epc:id:sgtin:0614141.1073460.2017", "gs1.epc_urn_length"),
    ("urn:epc:id:sgtin:0614141.107346", "gs1.epc_urn_malformed"),
    ("urn:epc:id:sgtin:0614141.107346.", "gs1.epc_urn_malformed"),
    ("urn:epc:id:sgtin:0614141.107346.a b", "gs1.epc_urn_malformed"),
    ("urn:epc:id:sgtin:06141.10734600.1", "gs1.epc_urn_malformed"),
    ("urn:epc:id:sgtin:0614141.107346." + "1" * 21, "gs1.epc_urn_malformed"),
    ("urn:epc:id:sscc:4012345.31111111110", "gs1.epc_urn_length"),
    ("urn:epc:id:giai:401234512345." + "A" * 24, "gs1.key_malformed"),
    ("urn:yaomai:cn-drug-trace-code:8123", "gs1.drug_trace_code_malformed"),
    ("urn:yaomai:cn-credit-code:91620000MA00000008", "gb32100.check_character_wrong"),
    ("urn:yaomai:cn-credit-code:91620000AM00000007", "gb32100.check_character_wrong"),
    ("urn:yaomai:cn-credit-code:91350100M000100Y4Z", "gb32100.credit_code_malformed"),
    ("urn:yaomai:cn-credit-code:91620000MA0000000", "gb32100.credit_code_malformed"),
    ("urn:yaomai:cn-credit-code:91620000MA000000077", "gb32100.credit_code_malformed"),
    ("urn:yaomai:cn-credit-code:", "gb32100.credit_code_malformed"),
    ("urn:yaomai:cn-credit-code:91620000ma00000007", "gb32100.credit_code_malformed"),
    ("urn:yaomai:cn-credit-code:9162A000MA00000007", "gb32100.credit_code_malformed"),
    ("urn:yaomai:cn-credit-code:９１620000MA00000007", "gb32100.credit_code_malformed"),
    *[(f"urn:yaomai:cn-credit-code:91620000M{letter}00000007", "gb32100.credit_code_malformed") for letter in "IOSVZ"],
]

# Unified social credit codes, made up by the rule of GB 32100-2015: as typed, as written
CREDIT_CODES = [
    ("91620000MA00000007", "91620000MA00000007"),
    ("91620000ma00000007", "91620000MA00000007"),
    ("9162112599990001AL", "9162112599990001AL"),
    ("12620000999900018T", "12620000999900018T"),
    ("52620000500000000X", "52620000500000000X"),
    ("Y1620000YYYYYYYYYF", "Y1620000YYYYYYYYYF"),
    ("110000000000000110", "110000000000000110"),
]


@pytest.mark.parametrize(("urn", "canonical", "scheme", "kind"), URNS)
def test_epc_urn(urn, canonical, scheme, kind):
    found = identify(urn)
    assert found.fault is None
    assert (found.canonical, found.scheme, found.kind) == ("https://id.gs1.org" + canonical, scheme, kind)
    again = identify(found.canonical)
    assert again == found, "the canonical spelling names the same thing"


def test_every_scheme_and_every_key_is_in_the_table():
    assert {urn.split(":", 2)[2].rsplit(":", 1)[0] for urn, *_ in URNS} == set(SCHEMES)
    assert {canonical.split("/")[1] for _, canonical, *_ in URNS} == set(KEYS)


@pytest.mark.parametrize(("met", "canonical"), LINKS)
def test_digital_link(met, canonical):
    found = identify(met)
    assert found.fault is None
    assert found.canonical == "https://id.gs1.org" + canonical
    assert identify(found.canonical).canonical == found.canonical


@pytest.mark.parametrize(("link", "lot"), LOTS)
def test_the_lot_beside_a_serial_number(link, lot):
    assert lot_of(link) == (lot and "https://id.gs1.org" + lot)


@pytest.mark.parametrize("uri", VERBATIM)
def test_other_uris_stay_as_they_are(uri):
    found = identify(uri)
    assert (found.canonical, found.scheme, found.kind, found.parts, found.fault) == (uri, "uri", "other", (), None)


@pytest.mark.parametrize(("uri", "code"), FAULTY)
def test_malformed_gs1_identifiers_carry_a_finding(uri, code):
    fault = identify(uri).fault
    assert fault is not None
    assert fault.code == code
    assert fault.message
    assert fault.value == uri


def test_parts_and_label():
    found = identify("urn:epc:class:lgtin:4012345.012345.Lot%2F1")
    assert found.parts == (("01", "04012345123456"), ("10", "Lot/1"))
    assert found.label == "(01)04012345123456 (10)Lot/1"


@pytest.mark.parametrize("spelling", ["81234567890123456789", DRUG_TRACE_CODE_PREFIX + "81234567890123456789"])
def test_drug_trace_code(spelling):
    found = identify(spelling)
    assert found.canonical == "urn:yaomai:cn-drug-trace-code:81234567890123456789"
    assert (found.scheme, found.kind, found.label) == ("cn.drug_trace_code", "instance", "81234567890123456789")


@pytest.mark.parametrize(("typed", "code"), CREDIT_CODES)
def test_credit_code(typed, code):
    found = identify(CREDIT_CODE_PREFIX + code)
    assert found.canonical == f"urn:yaomai:cn-credit-code:{code}"
    assert (found.scheme, found.kind, found.parts, found.label) == ("cn.credit_code", "party", (), code)
    assert found.fault is None
    assert identify(typed) == found


def test_a_credit_code_with_a_wrong_check_character_still_names_a_party():
    found = identify(f"{CREDIT_CODE_PREFIX}91620000MA00000008")
    assert (found.scheme, found.kind) == ("cn.credit_code", "party")


_CHARACTERS = "".join(map(chr, range(0x21, 0x7B))).translate(dict.fromkeys(map(ord, "#$@[\\]^`")))


@given(st.integers(10**6, 10**12 - 1), st.data(), st.text(_CHARACTERS, min_size=1, max_size=20))
def test_a_serial_number_survives_both_spellings(prefix, data, serial):
    """URN and Digital Link of any company prefix and any serial of the 82 characters meet in one canonical spelling."""
    company = str(prefix)
    reference = data.draw(st.text("0123456789", min_size=13 - len(company), max_size=13 - len(company)))
    body = reference[0] + company + reference[1:]
    escaped_urn = "".join(f"%{ord(c):02X}" if c in '"%&/<>?' else c for c in serial)
    escaped_link = "".join(f"%{ord(c):02x}" for c in serial)
    from_urn = identify(f"urn:epc:id:sgtin:{company}.{reference}.{escaped_urn}")
    from_link = identify(f"https://brand.example/x/01/{body}{check_digit(body)}/21/{escaped_link}")
    assert from_urn.fault is None
    assert from_urn == from_link
    assert from_urn.parts[1] == ("21", serial)


_ENDS = st.text("0aZ.-%*/?#", max_size=12) | st.sampled_from(
    ["2017", "%2F", "A" * 20, "7" * 21, "10", "21", "8011", "01"]
)


@given(
    st.sampled_from(["urn:epc:id:sgtin:", "urn:epc:class:lgtin:", "URN:EPC:ID:SGTIN:", "urn:epc:idpat:sgtin:"]),
    st.sampled_from(["0614141.107346", "0614141.812345", "061414.1107346", "0614141.10734", "0614141", ""]),
    st.lists(_ENDS, max_size=3),
)
def test_the_short_way_for_serial_numbers_and_lots_leads_where_the_long_one_does(scheme, goods, rest):
    uri = ".".join([scheme + goods, *rest])
    assert _identify(uri) == _identify_any(uri)


@given(
    st.sampled_from(["https://id.gs1.org", "http://a.example", "https://a.example/10/x", "https://a.example?x=", "https://"]),
    st.sampled_from(["01/09780345418913", "01/9780345418913", "01/09780345418914", "8006/040123451234560102", "8010/0628165", "414/4012345000054"]),
    st.sampled_from(["", "10", "21", "235", "8011", "254", "22", "10/A/21", "22/1/10", "21/1/10", "lot", "ser"]),
    st.lists(_ENDS, max_size=3),
)  # fmt: skip
def test_the_short_way_for_links_leads_where_the_long_one_does(origin, key, qualifiers, rest):
    uri = "/".join([origin, key, qualifiers, *rest])
    assert _identify(uri) == _identify_any(uri)


_BEGINNINGS = [
    "",
    CREDIT_CODE_PREFIX,
    "urn:epc:id:sgtin:",
    "urn:epc:idpat:itip:",
    "https://id.gs1.org/",
    "https://id.gs1.org/01/",
    "https://a.example/",
]


@given(st.sampled_from(_BEGINNINGS), st.text() | st.text("0123456789./%*", max_size=40))
def test_any_text_at_all_gets_an_answer_that_is_final(beginning, rest):
    found = identify(beginning + rest)
    if found.fault is None:
        again = identify(found.canonical)
        assert (again.canonical, again.scheme, again.parts) == (found.canonical, found.scheme, found.parts)
