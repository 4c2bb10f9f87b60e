"""Which GS1 keys does the demonstration give to its invented parties, places, goods, cases, crates and devices?

Every key lies under GS1's prefix for demonstrations, 952, so that it can be nobody's. A party is a company of its own with a
seven-digit company prefix: 952 and its four-digit number.
"""

import re

from yaomai.standards.gs1.check_digit import check_digit

ID = "https://id.gs1.org"
_COMPANY = "952"
_LINK = re.compile(rf"{re.escape(ID)}/(?:(01|00|414|417)/([0-9]+)(?:/(10|21)/(.+))?|8004/([0-9]{{7}})(.+))")


def _checked(digits: str) -> str:
    return f"{digits}{check_digit(digits)}"


def trade_item(party: int, item: int) -> str:
    """The GTIN-14 of a party's trade item, as a Digital Link."""
    return f"{ID}/01/{_checked(f'0{_COMPANY}{party:04d}{item:05d}')}"


def party(number: int) -> str:
    """The party GLN (417)."""
    return f"{ID}/417/{_checked(f'{_COMPANY}{number:04d}00000')}"


def place(party_number: int, number: int) -> str:
    """The GLN of one of a party's places (414)."""
    return f"{ID}/414/{_checked(f'{_COMPANY}{party_number:04d}{number:05d}')}"


def logistic_unit(party_number: int, extension: int, serial: int) -> str:
    """The SSCC of a case or pallet."""
    return f"{ID}/00/{_checked(f'{extension}{_COMPANY}{party_number:04d}{serial:09d}')}"


def returnable_asset(party_number: int, kind: int, serial: str) -> str:
    """The GRAI of a crate that comes back and is used again."""
    return f"{ID}/8003/{_checked(f'0{_COMPANY}{party_number:04d}{kind:05d}')}{serial}"


def individual_asset(party_number: int, reference: str) -> str:
    """The GIAI of a vehicle or a measuring device."""
    return f"{ID}/8004/{_COMPANY}{party_number:04d}{reference}"


def document(party_number: int, kind: int, serial: str) -> str:
    """The GDTI of one document, such as a test report."""
    return f"{ID}/253/{_checked(f'{_COMPANY}{party_number:04d}{kind:05d}')}{serial}"


def as_urn(uri: str) -> str:
    """The EPC URN of one of these keys (Tag Data Standard 6 and 7); what has none stays as it is."""
    found = _LINK.fullmatch(uri)
    if found is None:
        return uri
    key, digits, qualifier, value, company, asset = found.groups()
    if asset:
        return f"urn:epc:id:giai:{company}.{asset}"
    if key == "01":
        company, item = digits[1:8], f"{digits[0]}{digits[8:13]}"
        kinds = {
            "21": f"urn:epc:id:sgtin:{company}.{item}.{value}",
            "10": f"urn:epc:class:lgtin:{company}.{item}.{value}",
        }
        return kinds.get(qualifier, f"urn:epc:idpat:sgtin:{company}.{item}.*")
    if key == "00":
        return f"urn:epc:id:sscc:{digits[1:8]}.{digits[0]}{digits[8:17]}"
    scheme, end = ("sgln", ".0") if key == "414" else ("pgln", "")
    return f"urn:epc:id:{scheme}:{digits[:7]}.{digits[7:12]}{end}"
