"""Is this text a URI?

RFC 3986, appendix A: with a scheme, ASCII only. A prefixed name such as `example:lot` is one, which is how
GS1's JSON schema admits the names of extensions.
"""

import ipaddress
import re
from functools import lru_cache

_PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_REG_NAME = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*"
_USER = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@"
_IP_LITERAL = r"\[(?:v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+|(?P<ipv6>[0-9A-Fa-f:.]+))\]"
_AUTHORITY = rf"(?:{_USER})?(?:{_IP_LITERAL}|{_REG_NAME})(?::[0-9]*)?"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?://{_AUTHORITY}(?:/{_PCHAR}*)*|(?!//)(?:{_PCHAR}|/)*)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)


def is_uri(text: str) -> bool:
    """Whether `text` is a URI with a scheme."""
    return _judged(text) if len(text) <= 256 else _judge(text)  # what is kept must stay small


def _judge(text: str) -> bool:
    match = _URI.fullmatch(text)
    if match is None:
        return False
    ipv6 = match["ipv6"]
    if ipv6 is None:
        return True
    try:
        ipaddress.IPv6Address(ipv6)
    except ValueError:
        return False
    return True


_judged = lru_cache(maxsize=1 << 16)(_judge)
