"""How does a text stand in a CSV so that no spreadsheet program takes it for a formula, and is read back as it was?

A text that begins like a formula gets an apostrophe before it, as spreadsheet programs mark text (OWASP, CSV Injection). So does
one that begins with apostrophes and then like a formula, so that exactly one is taken off again.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """The text as it is written into a CSV."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The text that stands in a CSV behind its guard, if it has one."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text
