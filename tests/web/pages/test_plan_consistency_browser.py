"""The page of contradictions in a real browser, wide and on a phone, without scripts."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from browser import chromium, needs_chromium, opened, page_faults, serving
from yaomai.archive.queries import documents
from yaomai.demo import plans
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]


def test_the_page_has_no_faults(cast, monkeypatch):
    exact = [
        replace(one, decided=replace(one.decided, comparator="=")) if one.decided.kind == "growth" else one
        for one in plans.figures()
    ]
    monkeypatch.setattr(plans, "figures", lambda: exact)  # "at least 22 %" rules nothing out
    plans.load_plans(INSTALLATION_VIEWER, now=timezone.now(), say=lambda _: None, beside=Path("nowhere"))
    (number,) = [one.number for one in documents.documents(ANYONE) if "兰州市" in one.title]
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base, chromium() as browser:
        url = f"{base}/plans/{number}/consistency"
        assert page_faults(browser, url) == []
        with opened(browser, url, java_script_enabled=False) as (page, _):
            assert page.locator("#contradicts li").count() == 3
