"""Whom can one be in a demonstration? What the bar above its pages offers."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from yaomai import settings
from yaomai.people.queries.invented_people import invented_people
from yaomai.web import labels_people as labels


@dataclass(frozen=True, slots=True)
class OfferedPerson:
    """A person that one may be: what the button says, and whether it is who one is."""

    account: int
    word: str
    name: str
    organisation: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Switcher:
    """The bar: everybody offered, who one is (None: nobody), and the page to come back to."""

    persons: tuple[OfferedPerson, ...]
    here: OfferedPerson | None
    back: str


def persons(request: HttpRequest) -> tuple[OfferedPerson, ...]:
    """Everybody one may be."""
    viewer = getattr(request, "viewer", None)
    own = getattr(viewer, "account", None)
    return tuple(
        OfferedPerson(
            one.account,
            f"{labels.level_word(one.kind, one.division)} · {labels.role_words(one.roles)}",
            one.name,
            one.organisation_name,
            one.account == own,
        )
        for one in invented_people(now=timezone.now())
    )


def switcher(request: HttpRequest) -> Switcher | None:
    """The bar for this page; None where there is none: in every installation that is no demonstration, and on error pages, which
    must need no database.
    """
    if not settings.IS_DEMONSTRATION or hasattr(request, "refused_with") or not hasattr(request, "viewer"):
        return None
    offered = persons(request)
    back = request.get_full_path() if request.method == "GET" else "/"
    return Switcher(offered, next((one for one in offered if one.is_here), None), back)
