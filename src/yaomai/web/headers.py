"""What is a browser told that our pages may do?

Every answer carries a strict Content-Security-Policy (W3C CSP Level 3): scripts and styles come from files of this
installation only, nothing is inline, nothing is fetched from another host, and no other site may frame a page.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Receipts, tiles and checkpoints are for everyone; a page that others may not embed says so by CSP.
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class SecurityHeadersMiddleware:
    """Adds HEADERS to each answer; a header that a view has set itself is left as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
