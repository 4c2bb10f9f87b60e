"""How far is the worker with the text of a file, or with what a plan says?  A page that says it anew each second, or at a click."""

from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from yaomai.archive.queries.documents import DocumentView
from yaomai.archive.queries.files import KeptFile
from yaomai.archive.queries.readings import ReadingView
from yaomai.web.access import Request
from yaomai.web.presentation import Running

_ASKED = "running"
"""With this in its address a page is asked for its progress only."""


def text_running(request: Request, kept: KeptFile, reading: ReadingView, path: str) -> HttpResponse:
    """The text of this file is being read."""
    running = Running("正在读文件", "正在从文件里读出正文", reading.done, reading.total, f"{path}?{_ASKED}=1")
    about = "文件收到了。正文读出来以后，请核对它是什么文件。"
    return _page(request, running, {"title": kept.name, "about": about})


def plan_running(request: Request, document: DocumentView, reading: ReadingView, path: str) -> HttpResponse:
    """What this plan says is being read."""
    words = "正在读出每一个数说的是什么"
    running = Running("正在读正文", words, reading.done, reading.total, f"{path}?{_ASKED}=1", "字")
    about = "程序正在逐句读正文；读完以后，每一个数都由您认定。"
    return _page(request, running, {"title": document.title, "about": about, "document": document})


def _page(request: Request, running: Running, context: dict[str, object]) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return render(request, "parts/running.html", {"running": running})
    return render(request, "documents/running.html", {**context, "running": running})


def leads_on(request: Request, path: str) -> HttpResponse | None:
    """Where a page goes on that asked for its progress when nothing is under way any more."""
    if _ASKED in request.GET and request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(path)
    return None
