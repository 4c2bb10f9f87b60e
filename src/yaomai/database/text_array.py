"""How is a list of texts written as a value of PostgreSQL's type text[]? (PostgreSQL documentation, 8.15.6)

For lists of thousands: the driver writes such a list element by element, which takes longer than looking all of them up.
"""

from collections.abc import Sequence

_NULL = "\ud800"
"""Stands for NULL: no text of PostgreSQL's has a half of a surrogate pair."""


def text_array(texts: Sequence[str | None]) -> str:
    """The literal of an array with these elements, to be a parameter that is cast `::text[]`; None is NULL."""
    if not texts:
        return "{}"
    has_null = None in texts
    joined = "\x00".join([_NULL if one is None else one for one in texts] if has_null else texts)  # type: ignore[arg-type]  # none is None
    if "\\" in joined or '"' in joined:
        joined = joined.replace("\\", "\\\\").replace('"', '\\"')
    array = '{"' + joined.replace("\x00", '","') + '"}'  # no text of PostgreSQL's has a NUL
    return array.replace(f'"{_NULL}"', "NULL") if has_null else array


def bytes_array(values: Sequence[bytes]) -> str:
    """The literal of an array of byte strings, to be a parameter that is cast `::bytea[]`."""
    return '{"\\\\x' + '","\\\\x'.join([value.hex() for value in values]) + '"}' if values else "{}"
