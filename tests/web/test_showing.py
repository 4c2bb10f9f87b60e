"""What people read in place of a code, and what they may type to find it."""

import pytest

from askers import browser
from yaomai.registers.operations.number_identifiers import number_identifiers
from yaomai.standards.gs1.identifier import identify
from yaomai.web import showing


@pytest.mark.parametrize(
    ("uri", "kind", "code"),
    [
        ("urn:epc:class:lgtin:4012345.012345.Lot987", "批", "Lot987"),
        ("https://id.gs1.org/414/9506000134352", "地点", "9506000134352"),
        ("urn:yaomai:cn-drug-trace-code:81234567890123456789", "药品追溯码", "81234567890123456789"),
        ("urn:yaomai:cn-credit-code:91620000MA00000007", "机构", "91620000MA00000007"),
        ("urn:example:1", "对象", "urn:example:1"),
    ],
)
def test_a_code_is_said_without_what_only_programs_need(uri, kind, code):
    named = identify(uri)
    assert (showing.kind_word(named.scheme), showing.short_code(named)) == (kind, code)


@pytest.mark.parametrize("typed", ["91620000MA00000007", "91620000ma00000007"])
def test_the_search_box_understands_a_bare_credit_code(cast, typed):
    party = identify("urn:yaomai:cn-credit-code:91620000MA00000007")
    number = number_identifiers([party])[party.canonical]
    found = browser().get("/search", {"q": typed})
    assert (found.status_code, found["Location"]) == (302, f"/things/{number}")
    assert "urn:yaomai" not in browser().get(f"/things/{number}").content.decode()
