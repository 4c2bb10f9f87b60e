"""Which GS1 identification keys are there, and what do their values look like?

One row a key (GS1 General Specifications, section 3; GS1 Digital Link: URI Syntax, section 4): the
application identifier (AI), the syntax of its value, how many leading digits end in a check digit, the
qualifiers that may follow it in their order, and what the key names. A qualifier that does not identify
(22, consumer product variant) is read and dropped from the canonical form.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["instance", "class", "place", "party", "other"]

CHARACTERS_82 = r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]"  # General Specifications, figure 7.11-1
CHARACTERS_39 = r"[#\-/0-9A-Z]"  # figure 7.11-2


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A key qualifier: its AI and the syntax of its value."""

    ai: str
    value: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Key:
    """One identification key. `checked` is the number of leading digits whose last is a check digit (0: none)."""

    ai: str
    name: str
    value: re.Pattern[str]
    checked: int
    kind: Kind
    qualifiers: tuple[Qualifier, ...] = ()
    # The kind when the value carries more than its first `checked` characters (a serial component in the
    # same AI).
    kind_with_serial: Kind | None = None


def _value(syntax: str) -> re.Pattern[str]:
    return re.compile(syntax, re.ASCII)


_VARIANT = Qualifier("22", _value(CHARACTERS_82 + r"{1,20}"))
_LOT = Qualifier("10", _value(CHARACTERS_82 + r"{1,20}"))
_SERIAL = Qualifier("21", _value(CHARACTERS_82 + r"{1,20}"))
_CONTROLLED_SERIAL = Qualifier("235", _value(CHARACTERS_82 + r"{1,28}"))
_GLN_EXTENSION = Qualifier("254", _value(CHARACTERS_82 + r"{1,20}"))
_CPID_SERIAL = Qualifier("8011", _value(r"(?:0|[1-9][0-9]{0,11})"))

KEYS: dict[str, Key] = {
    key.ai: key
    for key in (
        Key("00", "sscc", _value(r"[0-9]{18}"), 18, "instance"),
        Key("01", "gtin", _value(r"[0-9]{14}"), 14, "class", (_VARIANT, _LOT, _SERIAL, _CONTROLLED_SERIAL)),
        Key("253", "gdti", _value(r"[0-9]{13}" + CHARACTERS_82 + r"{0,17}"), 13, "class", (), "instance"),
        Key("255", "gcn", _value(r"[0-9]{13,25}"), 13, "class", (), "instance"),
        Key("401", "ginc", _value(r"[0-9]{4}" + CHARACTERS_82 + r"{0,26}"), 0, "instance"),
        Key("402", "gsin", _value(r"[0-9]{17}"), 17, "instance"),
        Key("414", "gln", _value(r"[0-9]{13}"), 13, "place", (_GLN_EXTENSION,)),
        Key("417", "party gln", _value(r"[0-9]{13}"), 13, "party"),
        Key("8003", "grai", _value(r"0[0-9]{13}" + CHARACTERS_82 + r"{0,16}"), 14, "class", (), "instance"),
        Key("8004", "giai", _value(r"[0-9]{4}" + CHARACTERS_82 + r"{0,26}"), 0, "instance"),
        Key("8006", "itip", _value(r"[0-9]{18}"), 14, "class", (_VARIANT, _LOT, _SERIAL)),
        Key("8010", "cpid", _value(r"[0-9]{4}" + CHARACTERS_39 + r"{0,26}"), 0, "class", (_CPID_SERIAL,)),
        Key("8017", "gsrn provider", _value(r"[0-9]{18}"), 18, "party"),
        Key("8018", "gsrn recipient", _value(r"[0-9]{18}"), 18, "party"),
    )
}

# What a qualifier adds to the scheme's name, and the kind of what it then names.
QUALIFIED: dict[str, tuple[str, Kind]] = {
    "10": ("lot", "class"),
    "21": ("serial", "instance"),
    "235": ("controlled serial", "instance"),
    "254": ("extension", "place"),
    "8011": ("serial", "instance"),
}

# The words that Digital Link 1.0 and 1.1 allowed in place of numbers; still met, never written.
SHORT_NAMES: dict[str, str] = {
    "sscc": "00",
    "gtin": "01",
    "gdti": "253",
    "gcn": "255",
    "ginc": "401",
    "gsin": "402",
    "gln": "414",
    "party": "417",
    "grai": "8003",
    "giai": "8004",
    "itip": "8006",
    "cpid": "8010",
    "gsrnp": "8017",
    "gsrn": "8018",
    "cpv": "22",
    "lot": "10",
    "ser": "21",
    "cpsn": "8011",
    "glnx": "254",
}
QUALIFIER_AIS = frozenset(qualifier.ai for key in KEYS.values() for qualifier in key.qualifiers)
