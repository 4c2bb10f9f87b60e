"""How many digits of this GS1 key are the company's prefix?

GS1 General Specifications, section 1.4: member organisations give out prefixes of 4 to 12 digits, so a number does not show it.
`biip` carries GS1's list of their lengths. What the list does not know, and numbers that GS1 gives to no company, have none: it
is never guessed.
"""

from functools import lru_cache

# The lengths that a prefix may have in an EPC URN (EPC Tag Data Standard, section 6.3).
_SHORTEST, _LONGEST = 6, 12
_DEMONSTRATION = "952"  # for examples of the GS1 system: nobody's, and treated as anybody's


@lru_cache(maxsize=1 << 14)
def company_prefix(digits: str) -> str | None:
    """The prefix that `digits` (those of a key, from the first of the prefix on) begin with; None where it is not known.

    None too for restricted circulation numbers, books, coupons and the like, for GTIN-8, and for what no member organisation has.
    """
    # Not at the top: its list takes 0.2 s and 24 MB, and only those need it who write EPC URNs.
    from biip.gs1_prefixes import GS1CompanyPrefix, GS1Prefix

    issuer = GS1Prefix.extract(digits) if digits else None
    if issuer is None or not (issuer.value == _DEMONSTRATION or _gives_prefixes(issuer.usage)):
        return None
    if GS1CompanyPrefix.extract(digits) is None:
        return None  # not in the list, or not with so few digits
    found = GS1CompanyPrefix.extract(digits + "0" * _LONGEST)  # it would cut a prefix short where digits are
    if found is None or not _SHORTEST <= len(found.value) <= min(_LONGEST, len(digits)):
        return None
    return found.value


def _gives_prefixes(usage: str) -> bool:
    """Whether what a GS1 prefix is used for, in biip's words, is that a member organisation gives out company prefixes."""
    return usage.startswith("GS1 ") and "coupon" not in usage and "GTIN-8" not in usage
