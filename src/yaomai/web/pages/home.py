"""What does a person see who comes without a question?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yaomai.web.access import anyone, open_to


@open_to(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """The search box, what this is, the newest deeds and the state of the log."""
    return render(request, "home.html")
