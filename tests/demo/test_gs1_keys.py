"""Do the demonstration's keys name the same thing in both spellings, with right check digits?"""

import pytest

from yaomai.demo import gs1_keys
from yaomai.standards.gs1.identifier import identify

KEYS = [
    (gs1_keys.trade_item(1121, 100), "gtin"),
    (f"{gs1_keys.trade_item(1121, 100)}/10/GQ25031001", "gtin+lot"),
    (f"{gs1_keys.trade_item(1121, 100)}/21/GQ25031001E3A1EB09", "gtin+serial"),
    (gs1_keys.logistic_unit(1121, 1, 42), "sscc"),
    (gs1_keys.place(1151, 2), "gln"),
    (gs1_keys.party(1151), "party gln"),
    (gs1_keys.individual_asset(1121, "LOGGER7"), "giai"),
    (gs1_keys.returnable_asset(1101, 1, "K0001"), "grai+serial"),
    (gs1_keys.document(1131, 1, "DX2411-GY24G01"), "gdti+serial"),
]


@pytest.mark.parametrize(("uri", "scheme"), KEYS)
def test_a_key_is_valid_canonical_and_of_its_scheme(uri, scheme):
    found = identify(uri)
    assert (found.fault, found.canonical, found.scheme) == (None, uri, scheme)


@pytest.mark.parametrize(
    ("uri", "scheme"), [one for one in KEYS if one[1] not in ("gtin", "grai+serial", "gdti+serial")]
)
def test_the_urn_names_the_same_thing(uri, scheme):
    urn = gs1_keys.as_urn(uri)
    assert urn.startswith("urn:epc:")
    assert identify(urn).canonical == uri


def test_what_has_no_urn_here_stays():
    assert gs1_keys.as_urn("https://ns.yaomai.example/x") == "https://ns.yaomai.example/x"
    assert gs1_keys.as_urn(gs1_keys.document(1131, 1, "A")) == gs1_keys.document(1131, 1, "A")
