"""Every address that the site answers."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver


def every_address() -> Iterator[URLPattern]:
    """Every address that the site answers, the included ones too."""

    def walk(patterns) -> Iterator[URLPattern]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern
            else:
                yield from walk(pattern.url_patterns)

    yield from walk(get_resolver().url_patterns)
