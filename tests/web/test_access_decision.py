"""What does the access declaration do with a call: let in, refuse in which form, write down?"""

from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from askers import BROWSER, HOST, browser, machine, signed_in
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.people.models import AuditEntry
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.web import access
from yaomai.web.access import anyone, by_method, key, open_to, role
from yaomai.web.access import signed_in as signed_in_audience

RAN = []


def _view(request, **_):
    RAN.append(request.viewer)
    return HttpResponse(f"{request.viewer.account} {request.viewer.key}")


def _raise(error):
    def view(_request):
        raise error

    return view


def _reveal(kind):
    def view(request):
        request.reveals(kind)
        return HttpResponse(kind)

    return view


_VIEWS = {
    "undeclared": _view,
    "anyone": open_to(anyone, methods=("GET", "POST"))(_view),
    "persons": open_to(signed_in_audience, methods=("GET", "POST"))(_view),
    "auditors": open_to(role("auditor"))(_view),
    "sensitive": open_to(anyone, reveals=("people.audit_entry",))(_view),
    "harmless": open_to(anyone, reveals=("people.organisation",))(_view),
    "reveals_sensitive": open_to(anyone)(_reveal("people.audit_entry")),
    "reveals_harmless": open_to(anyone)(_reveal("people.organisation")),
    "reveals_silently": open_to(anyone, audited=False)(_reveal("people.audit_entry")),
    "reveals_undeclared": open_to(anyone, audited=True)(_reveal("people.secret")),
    "silent": open_to(anyone, methods=("GET", "POST"), audited=False)(_view),
    "loud": open_to(anyone, audited=True)(_view),
    "capture": open_to(key("capture"), methods=("POST",))(_view),
    "both": open_to(signed_in_audience, key("query"), methods=("GET", "POST"))(_view),
    "split": by_method(GET=open_to(anyone)(_view), POST=open_to(key("capture"), methods=("POST",), reveals=())(_view)),
    "denies": open_to(anyone, methods=("GET", "POST"))(_raise(NotAllowedError("not yours"))),
    "misses": open_to(anyone, audited=True)(_raise(NotFoundError("nothing here"))),
    "invalid": open_to(anyone, methods=("GET", "POST"))(_raise(InvalidError([]))),
    "breaks": open_to(anyone, audited=True)(_raise(ZeroDivisionError())),
}


@pytest.fixture(autouse=True)
def site(cast):
    """A site of the views above."""
    module = ModuleType("site_of_test_access_decision")
    module.urlpatterns = [path(name, view, name=name) for name, view in _VIEWS.items()]
    module.handler500 = "yaomai.web.pages.errors.server_error"
    RAN.clear()
    with override_settings(ROOT_URLCONF=module):
        yield


def trail():
    return [
        (entry.action, entry.outcome, entry.status, entry.account, entry.key)
        for entry in AuditEntry.objects.order_by("id")
    ]


def test_a_view_without_a_declaration_is_open_to_nobody_not_even_administrators(cast, caplog):
    root = cast.account("root", "administrator")
    for client in (browser(), signed_in(root), machine(cast.key("capture"))):
        assert client.get("/undeclared").status_code == 403
    assert RAN == []
    assert [row[:3] for row in trail()] == [("undeclared", "refused", 403)] * 3
    assert "declare it with open_to" in caplog.text


PERSON, PROGRAM = BROWSER, {"Accept": "application/json"}
FORMS = [
    # who                  asks for       accepting  gets
    ("anonymous", "GET", "/persons", PERSON, 302, None),
    ("anonymous", "GET", "/persons", PROGRAM, 401, "Bearer"),
    ("anonymous", "GET", "/both", PROGRAM, 401, "Bearer"),
    ("anonymous", "GET", "/both", {}, 401, "Bearer"),
    ("anonymous", "GET", "/both", PERSON, 302, None),
    ("anonymous", "POST", "/capture", {}, 401, "Bearer"),
    ("anonymous", "POST", "/capture", PERSON, 401, "Bearer"),
    ("person", "GET", "/auditors", PERSON, 403, None),
    ("person", "GET", "/auditors", PROGRAM, 403, None),
    ("person", "POST", "/capture", PERSON, 403, None),
    ("capture key", "GET", "/both", PERSON, 403, 'error="insufficient_scope", scope="query"'),
    ("capture key", "GET", "/persons", PERSON, 403, None),
    ("wrong key", "GET", "/both", PERSON, 401, 'error="invalid_token"'),
    ("wrong key", "GET", "/anyone", PERSON, 401, 'error="invalid_token"'),
    ("basic", "GET", "/anyone", PERSON, 401, 'error="invalid_token"'),
]


@pytest.mark.parametrize(("who", "method", "at", "accepting", "status", "challenge"), FORMS)
def test_how_a_refusal_looks(cast, who, method, at, accepting, status, challenge):
    clients = {
        "anonymous": lambda: Client(**HOST),
        "person": lambda: signed_in(cast.account("lina")),
        "capture key": lambda: machine(cast.key("capture")),
        "wrong key": lambda: machine("yk_1_nonsense"),
        "basic": lambda: Client(headers={"Authorization": "Basic bGluYTp4"}, **HOST),
    }
    response = clients[who]().generic(method, at, headers=accepting)
    assert response.status_code == status
    assert RAN == []
    if challenge:
        assert challenge in response.headers["WWW-Authenticate"]
    is_page = accepting is PERSON and who in {"anonymous", "person"} and at != "/capture"
    if status == 302:
        assert response.headers["Location"] == f"/sign-in?next={at.replace('/', '%2F')}"
    elif is_page:
        assert "text/html" in response.headers["Content-Type"]
    else:
        assert response.headers["Content-Type"] == "application/problem+json"
        document = response.json()
        assert document["status"] == status
        assert document["title"]
        assert document["detail"]
    assert [row[1] for row in trail()] == ["refused"]


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in():
    response = browser().get("/persons", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/sign-in"


def test_a_refused_form_is_not_where_one_comes_back_to():
    assert browser().post("/persons").headers["Location"] == "/sign-in"


def test_a_key_is_asked_alone_the_session_beside_it_is_not_looked_at(cast):
    client = signed_in(cast.account("lina"))
    refused = client.get("/persons", headers={"Authorization": "Bearer yk_1_nonsense"})
    assert refused.status_code == 401
    key_text = cast.key("query")
    assert client.get("/both", headers={"Authorization": f"Bearer {key_text}"}).status_code == 200
    assert [(viewer.account is None, viewer.key is not None) for viewer in RAN] == [(True, True)]


def test_forged_forms_are_refused_for_sessions_and_no_matter_for_keys(cast):
    def strict(client):
        client.handler.enforce_csrf_checks = True
        return client

    assert strict(signed_in(cast.account("lina"))).post("/both").status_code == 403
    assert strict(browser()).post("/anyone").status_code == 403
    assert RAN == []
    assert strict(machine(cast.key("query"))).post("/both").status_code == 200
    assert strict(machine(cast.key("capture"))).post("/capture").status_code == 200
    assert strict(machine(cast.key("capture"))).post("/split").status_code == 200
    # Without any key it is a missing key that is said, not a forged form.
    assert strict(Client(**HOST)).post("/capture").status_code == 401
    # A wrong key never becomes the session's power.
    forged = strict(signed_in(cast.account("mei")))
    assert forged.post("/persons", headers={"Authorization": "Bearer x"}).status_code == 401


WRITTEN = [
    # method, address, written down
    ("GET", "/anyone", None),
    ("POST", "/anyone", ("done", 200)),
    ("GET", "/sensitive", ("done", 200)),
    ("GET", "/harmless", None),
    # Kinds that are known only when the view runs.
    ("GET", "/reveals_sensitive", ("done", 200)),
    ("GET", "/reveals_harmless", None),
    ("GET", "/reveals_silently", ("done", 200)),
    ("GET", "/reveals_undeclared", ("failed", 500)),
    ("GET", "/loud", ("done", 200)),
    ("POST", "/silent", None),
    ("GET", "/split", None),
    ("GET", "/denies", ("refused", 403)),
    ("GET", "/misses", ("invalid", 404)),
    ("POST", "/invalid", ("invalid", 400)),
    ("GET", "/breaks", ("failed", 500)),
    ("PUT", "/anyone", None),
    ("GET", "/nowhere", None),
]


@pytest.mark.parametrize(("method", "at", "written"), WRITTEN)
def test_what_is_written_down(cast, method, at, written):
    lina = cast.account("lina")
    client = signed_in(lina)
    client.raise_request_exception = False
    client.generic(method, at)
    expected = [] if written is None else [(at[1:], *written, lina, None)]
    assert trail() == expected


def test_the_entry_of_a_machine_names_its_key_and_that_of_a_guesser_nobody(cast):
    good = cast.key("capture")
    number = int(good.split("_")[1])
    machine(good).post("/capture")
    machine(good[:-1] + ("0" if good[-1] != "0" else "1")).post("/capture")
    assert [row[1:] for row in trail()] == [("done", 200, None, number), ("refused", 401, None, None)]


def test_the_query_is_not_written_down(cast):
    browser().get("/loud?q=secret")
    assert AuditEntry.objects.get().path == "/loud"


def test_what_cannot_be_written_down_is_not_shown(cast, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(access, "write_audit_entry", broken)
    client = browser()
    client.raise_request_exception = False
    response = client.get("/sensitive")
    assert response.status_code == 500
    assert b"None None" not in response.content


def test_other_methods_are_told_which_there_are(cast):
    response = browser().put("/split")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
    problem = machine(cast.key("capture")).put("/capture")
    assert (problem.status_code, problem.headers["Allow"]) == (405, "POST")
    assert problem.headers["Content-Type"] == "application/problem+json"


def test_what_a_known_viewer_sees_is_kept_by_no_shared_cache(cast):
    assert "private" in signed_in(cast.account("lina")).get("/anyone").headers["Cache-Control"]
    assert "private" in machine(cast.key("query")).get("/anyone").headers["Cache-Control"]
    assert "Cache-Control" not in browser().get("/anyone").headers


@pytest.mark.parametrize(
    ("declare", "words"),
    [
        (open_to, "open to somebody"),
        (lambda: role("emperor"), "no such roles"),
        (lambda: key("everything"), "no such scopes"),
        (lambda: open_to(anyone, reveals=("people.secret",)), "no visibility is declared"),
        (lambda: by_method(POST=open_to(anyone)(_view)), "declares"),
    ],
)
def test_a_declaration_that_means_nothing_is_a_mistake_at_import(declare, words):
    with pytest.raises(ValueError, match=words):
        declare()


def test_roles_are_for_persons():
    assert not role("auditor").admits(Viewer(key=1, roles=frozenset({"auditor"})))
    assert not signed_in_audience.admits(Viewer(key=1))
    assert not key("query").admits(Viewer(account=1, scopes=frozenset({"query"})))
    assert not any(audience.admits(ANYONE) for audience in (role("auditor"), key("query"), signed_in_audience))
