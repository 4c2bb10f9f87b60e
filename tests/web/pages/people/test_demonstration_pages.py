"""The demonstration's switcher: it is there in a demonstration, and nowhere else."""

import os
import subprocess
import sys
from types import ModuleType

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver, include, path

from askers import BROWSER, HOST, browser, signed_in
from make import sequenced
from make_events import document_bytes, object_event, transformation_event
from yaomai import settings
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.models import AuditEntry
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.traceability.operations.capture import capture
from yaomai.web import urls_people
from yaomai.web.pages import things

SWITCH = "/demonstration/switch"


@pytest.fixture
def demonstration(cast, monkeypatch):
    """The site as `yaomai demo` serves it."""
    monkeypatch.setattr(settings, "IS_DEMONSTRATION", True)
    module = ModuleType("site_of_a_demonstration")
    more = urls_people.of_demonstration(is_demonstration=True)
    module.urlpatterns = [*more, path("", include("yaomai.web.urls"))]
    module.handler403, module.handler404 = (
        f"yaomai.web.pages.errors.{name}" for name in ("permission_denied", "page_not_found")
    )
    with override_settings(ROOT_URLCONF=module):
        yield


def test_one_press_makes_one_another_person_on_the_same_page(cast, demonstration):
    lina, wang = cast.account("lina", "recorder"), cast.account("wang", "inspector")
    client = browser()
    page = client.get("/glossary").text
    assert f'name="account" value="{lina}"' in page
    done = client.post(SWITCH, {"account": lina, "next": "/glossary"})
    assert (done.status_code, done.headers["Location"]) == (302, "/glossary")
    assert "lina 的姓名" in client.get("/my").text
    client.post(SWITCH, {"account": wang, "next": "/my"})
    assert "wang 的姓名" in client.get("/my").text
    client.post(SWITCH, {"account": "", "next": "/"})
    assert client.get("/my").status_code == 302
    trail = [
        (one.action, one.account) for one in AuditEntry.objects.filter(action="demonstration_switch").order_by("id")
    ]
    assert trail == [("demonstration_switch", lina), ("demonstration_switch", wang), ("demonstration_switch", wang)]


def test_forged_forms_strangers_and_absurd_numbers_are_refused(cast, demonstration):
    lina = cast.account("lina", "recorder")
    assert Client(enforce_csrf_checks=True, headers=BROWSER, **HOST).post(SWITCH, {"account": lina}).status_code == 403
    client = browser()
    assert client.post(SWITCH, {"account": 999_999}).status_code == 403
    for absurd in ("-1", "x", "9" * 30, "٣"):
        assert client.post(SWITCH, {"account": absurd}).status_code == 400
    away = client.post(SWITCH, {"account": lina, "next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/"
    assert client.get(SWITCH).status_code == 405


def test_where_anybody_is_real_nobody_is_offered(cast, demonstration):
    lina = cast.account("lina", "recorder")
    found_organisation(INSTALLATION_VIEWER, "真实的厂", "manufacturer", now=cast.now)
    assert f'value="{lina}"' not in browser().get("/demonstration").text
    assert browser().post(SWITCH, {"account": lina}).status_code == 403


def test_a_page_that_is_kept_for_everybody_has_no_form_of_one_browser(demonstration, log_setup, now, monkeypatch):
    """The frame of a lot's public page is rendered once and handed to everybody."""
    monkeypatch.setattr(things, "_around", things._Around())
    things.PAGES.forget_all()
    capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=now)
    sequenced(log_setup, now)
    page = browser().get("/01/06901234000023/10/LOT-B")
    things.PAGES.forget_all()
    assert page.status_code == 200
    assert "csrfmiddlewaretoken" not in page.text
    assert 'href="/demonstration"' in page.text


def test_elsewhere_there_is_neither_address_nor_bar(cast):
    lina = cast.account("lina", "recorder")
    assert browser().post(SWITCH, {"account": lina}).status_code == 404
    assert browser().get("/demonstration").status_code == 404
    for client in (browser(), signed_in(lina)):
        assert "switcher" not in client.get("/glossary").text.replace("switcher.css", "")
    assert not any("demonstration" in str(pattern.pattern) for pattern in get_resolver().url_patterns)
    assert urls_people.of_demonstration(is_demonstration=False) == []


@pytest.mark.parametrize(("word", "expected"), [("", "0"), ("no", "0"), ("yes", "2")])
def test_only_the_setting_brings_the_addresses(word, expected):
    environment = {k: v for k, v in os.environ.items() if k != "YAOMAI_DEMONSTRATION"}
    if word:
        environment["YAOMAI_DEMONSTRATION"] = word
    asked = (
        "import django; django.setup(); from yaomai.web import urls_people;"
        "print(sum('demonstration' in str(one.pattern) for one in urls_people.urlpatterns))"
    )
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
