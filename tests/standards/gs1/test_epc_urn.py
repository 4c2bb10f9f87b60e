"""Which EPC URN says the same as a Digital Link: GS1's examples, keys that have none, and there and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gs1_examples import GS1
from shared_material import needs_shared
from standards.gs1.test_identifier import URNS
from yaomai.standards.gs1.check_digit import check_digit
from yaomai.standards.gs1.company_prefix import company_prefix
from yaomai.standards.gs1.digital_link import canonical_uri
from yaomai.standards.gs1.epc_urn import why_not, write
from yaomai.standards.gs1.identifier import identify

# URNs of the table of spellings whose invented company prefix is not one that GS1 lists, with what their Digital Link gives.
OTHERWISE = {
    "urn:epc:id:gdti:987659999999..9": None,
    "urn:epc:id:pgln:999999999999.": None,
    "urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB": "urn:epc:id:upui:1234567987.065.51qIgY)%3C%26Jp3*j7'SDB",
    "urn:epc:idpat:upui:4012345.012345.*": "urn:epc:idpat:sgtin:4012345.012345.*",  # the same class
}

# Digital Links on id.gs1.org that have no EPC URN, and a word of the reason
NONE = [
    ("/01/04012345111118/10/A/21/%22%2A%2F", None),  # has one: serial numbers may be anything of the 82 characters
    ("/8006/040123451234560102/10/Lot-123", "has a place for AI (10) after AI (8006)"),
    ("/414/4012345000054/254/0", "says that there is none"),
    ("/01/02012345678903", "company prefix"),  # restricted circulation
    ("/01/02912345678906", "company prefix"),
    ("/01/09780345418913", "company prefix"),  # a book
    ("/01/00000095050003", "company prefix"),  # a GTIN-8
    ("/01/06141000000004", "company prefix"),  # no member organisation has 614 yet
    ("/01/04012345123457", "check digit"),
    ("/8004/4012345", "nothing follows"),
    ("/8004/401234A", "company prefix"),
    ("/8004/4012345" + "A" * 23, None),
    ("/8010/4012345" + "A" * 23, None),
    ("/253/4012345111118" + "A" * 17, None),
    ("/255/4012345222227" + "1" * 12, None),
]

# The first twelve digits of a number, and the prefix that its company was given
PREFIXES = [
    ("690123400001", "6901234"),  # China
    ("697123400001", "697123400"),
    ("061414100000", "0614141"),
    ("401234500005", "4012345"),
    ("952000001004", "952000"),  # for examples
    ("95200", None),
    ("614141073464", None),
    ("200123400001", None),
    ("978034541891", None),
    ("000009505000", None),
    ("963123400001", None),
    ("999999999999", None),
    ("401234", None),  # six of its seven digits
    ("", None),
]


@pytest.mark.parametrize("urn", [row[0] for row in URNS])
def test_there_and_back(urn):
    found = identify(urn)
    assert write(found) == OTHERWISE.get(urn, urn)
    assert (why_not(found) is None) is (write(found) is not None)


@pytest.mark.parametrize(("path", "reason"), NONE)
def test_keys_without_urn_say_why(path, reason):
    found = identify("https://id.gs1.org" + path)
    fault = why_not(found)
    if reason is None:
        assert fault is None
        assert identify(write(found) or "") == found
    else:
        assert write(found) is None
        assert fault is not None
        assert fault.code == "gs1.no_epc_urn"
        assert reason in fault.message


@pytest.mark.parametrize(
    "uri", ["urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8", "https://example.com/x", "81234567890123456789"]
)
def test_what_is_no_key_has_no_urn(uri):
    assert write(identify(uri)) is None


@pytest.mark.parametrize(("digits", "prefix"), PREFIXES)
def test_company_prefix(digits, prefix):
    assert company_prefix(digits) == prefix


# --- every key, with any value of it

_COMPANIES = st.sampled_from(["6901234", "697123400", "0614141", "4012345", "952000"])
_SERIALS = st.text("!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz", min_size=1, max_size=12)


def _digits(data: st.DataObject, length: int) -> str:
    return data.draw(st.text("0123456789", min_size=length, max_size=length))


def _checked(body: str) -> str:
    return body + check_digit(body)


@given(_COMPANIES, st.data())
def test_every_link_survives_the_way_to_its_urn_and_back(company, data):
    ai = data.draw(
        st.sampled_from(
            ["00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018"]
        )
    )
    serial = data.draw(_SERIALS)
    rest = {"00": 16, "402": 16, "8017": 17, "8018": 17}.get(ai, 12) - len(company)
    body = company + _digits(data, rest)
    qualifiers: tuple[tuple[str, str], ...] = ()
    if ai in ("00", "01", "8006"):
        value = _checked(data.draw(st.sampled_from("0123456789")) + body)
    elif ai in ("401", "8004"):
        value = company + serial
    elif ai == "8010":
        value = company + data.draw(st.text("#-/0123456789AXZ", min_size=1, max_size=12))
        qualifiers = data.draw(st.sampled_from([(), (("8011", "0"),), (("8011", "1234"),)]))
    else:
        value = _checked(("0" if ai == "8003" else "") + body)
    if ai == "01":
        qualifiers = data.draw(st.sampled_from([(), (("10", serial),), (("21", serial),), (("235", serial),)]))
    elif ai == "8006":
        value += _digits(data, 4)
        qualifiers = data.draw(st.sampled_from([(), (("21", serial),)]))
    elif ai == "414":
        assume(serial != "0")
        qualifiers = data.draw(st.sampled_from([(), (("254", serial),)]))
    elif ai in ("253", "8003"):
        value += data.draw(st.sampled_from(["", serial]))
    elif ai == "255":
        value += data.draw(st.sampled_from(["", "1", "000000000001"]))
    found = identify(canonical_uri(((ai, value), *qualifiers)))
    assert found.fault is None
    urn = write(found)
    assert urn is not None, why_not(found)
    assert identify(urn) == found
    assert write(identify(urn)) == urn
    assert company_prefix(body) == company


# --- GS1's examples, which are there in both spellings

_TWINS = sorted((GS1 / "JSON" / "WithDigitalLinkID").glob("*.jsonld"))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in _strings(one)]
    return [value] if isinstance(value, str) else []


def twin_of(path: Path) -> Path:
    """The same example with EPC URNs."""
    return path.parent.parent / path.name.replace("WithDigitalLink", "")


@needs_shared
def test_gs1s_own_translations():
    """Where the two files name the same thing; elsewhere GS1 invented other numbers for the Digital Links."""
    same = 0
    for path in _TWINS:
        links, urns = (_strings(json.loads(one.read_bytes())["epcisBody"]) for one in (path, twin_of(path)))
        for link, urn in zip(links, urns, strict=True):
            if link.startswith("https://id.gs1.org/") and link != urn and identify(link) == identify(urn):
                assert write(identify(link)) == urn
                same += 1
    assert same == 4
