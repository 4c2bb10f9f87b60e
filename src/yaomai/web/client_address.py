"""From which address does a request come, when proxies stand in front of the web server?

What stands in X-Forwarded-For left of what our own proxies have put there was written by whoever asked, and is not believed.
"""

from ipaddress import ip_address

from django.http import HttpRequest

from yaomai import settings


def client_address(remote_addr: str, forwarded_for: str, proxies: int) -> str:
    """The client's address behind so many `proxies`, each of which appends the address it was asked from to `forwarded_for`.

    `remote_addr` is who asked us, `forwarded_for` the header X-Forwarded-For ("" without one). A header that is shorter than our
    proxies would have made it, or that has no IP address at that place, tells nothing: then it is `remote_addr`.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",")] if forwarded_for.strip() else []
    if proxies == 0 or len(hops) < proxies:
        return remote_addr
    return _address(hops[-proxies]) or remote_addr


def address_of(request: HttpRequest) -> str:
    """The address of whoever sent `request`, with as many proxies in front as YAOMAI_PROXIES says."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES
    )


def _address(text: str) -> str:
    """The IP address in `text`, which may carry a port (`192.0.2.1:4711`, `[2001:db8::1]:4711`); "" when there is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
