"""How is a list of texts written as a value of PostgreSQL's type text[]? (PostgreSQL documentation, 8.15.6)

For lists of thousands: the driver writes such a list element by element, which takes longer than looking all of them up.
"""

from collections.abc import Sequence


def text_array(texts: Sequence[str]) -> str:
    """The literal of an array with these elements, to be a parameter that is cast `::text[]`."""
    if not texts:
        return "{}"
    joined = "\x00".join(texts)  # no text of PostgreSQL's has a NUL
    if "\\" in joined or '"' in joined:
        joined = joined.replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + joined.replace("\x00", '","') + '"}'


def bytes_array(values: Sequence[bytes]) -> str:
    """The literal of an array of byte strings, to be a parameter that is cast `::bytea[]`."""
    return '{"\\\\x' + '","\\\\x'.join([value.hex() for value in values]) + '"}' if values else "{}"
