"""THE WALK: every address of the site, asked for by everybody, by every method.

`WALK` has a line for each address: its name, an example of its arguments (of things that are not there, so that walking changes
nothing), and who may use it by which method. A new address needs a line here; the line and the declaration must say the same.
"""

import pytest
from django.urls import URLPattern, reverse

from askers import browser, everybody, signed_in
from every_address import every_address
from yaomai.web.access import DeclaredView, ViewByMethod

ADMINISTRATORS = "role(administrator, organisation_administrator)"

WALK: dict[str, tuple[dict[str, object], dict[str, str]]] = {
    # name                    example arguments       who, by method
    "home": ({}, {"GET": "anyone"}),
    "glossary": ({}, {"GET": "anyone"}),
    "systems": ({}, {"GET": "anyone"}),
    "system": ({"number": "A01"}, {"GET": "anyone"}),
    "plan_reading": ({"number": "999.1"}, {"GET": "anyone"}),
    "plan_reading_others": ({"number": "999.1", "genre": "tasks"}, {"GET": "anyone"}),
    "plan_reading_others_table": ({"number": "999.1", "genre": "tasks"}, {"GET": "anyone"}),
    "plan_reading_decide": ({"number": "999.1"}, {"POST": "role(official)"}),
    "plan_reading_propose": ({"number": "999.1"}, {"POST": "role(official)"}),
    "style": ({}, {"GET": "anyone"}),
    "style_table": ({}, {"GET": "anyone"}),
    "style_sample": ({"name": "no-such-sample"}, {"GET": "anyone"}),
    "figure": ({"ref": "no/such"}, {"GET": "anyone"}),
    "indicators": ({}, {"GET": "anyone"}),
    "indicator_list": ({}, {"GET": "anyone"}),
    "edition_list": ({}, {"GET": "anyone"}),
    "edition_page": ({"record": "999.1"}, {"GET": "anyone"}),
    "edition_cell": ({"record": "999.1"}, {"GET": "anyone"}),
    "edition_withdraw": ({"record": "999.1"}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "correction_withdraw": ({"record": "999.1"}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "break_withdraw": ({"record": "999.1"}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "indicator_break": ({"key": "no.such"}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "indicator_correct": ({"key": "no.such"}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "indicator_new": ({}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "indicator_define": ({"key": "no.such"}, dict.fromkeys(("GET", "POST"), "role(official)")),
    "statistics_list": ({}, {"GET": "role(inspector, official)", "POST": "role(official)"}),
    "statistics_page": ({"number": 999}, {"GET": "role(inspector, official)", "POST": "role(official)"}),
    "statistics_columns": ({"number": 999}, {"GET": "role(inspector, official)", "POST": "role(official)"}),
    "statistics_undo": ({"number": 999}, {"GET": "role(inspector, official)", "POST": "role(official)"}),
    "indicator": ({"key": "no.such"}, {"GET": "anyone"}),
    "indicator_values": ({"key": "no.such"}, {"GET": "anyone"}),
    "indicator_series": ({"key": "no.such"}, {"GET": "anyone"}),
    "record": ({"number": "999.1"}, {"GET": "anyone"}),
    "certificate": ({"number": "999.1"}, {"GET": "anyone"}),
    "ledger": ({}, {"GET": "anyone"}),
    "search": ({}, {"GET": "anyone"}),
    "trace_id": ({}, {"GET": "anyone"}),
    "trace": ({"code": "no-such-code"}, {"GET": "anyone"}),
    "thing": ({"number": 10**9}, {"GET": "anyone"}),
    "lot": ({"number": 10**9}, {"GET": "anyone"}),
    "qr_code": ({"path": "no-such-code"}, {"GET": "anyone"}),
    "digital_link": ({"path": "01/09506000134352"}, {"GET": "anyone"}),
    "sign_in": ({}, {"GET": "anyone", "POST": "anyone"}),
    "sign_in_code": ({}, {"GET": "anyone", "POST": "anyone"}),
    "sign_out": ({}, {"POST": "anyone"}),
    "join": ({}, {"GET": "anyone", "POST": "anyone"}),
    "my": ({}, {"GET": "signed_in"}),
    "my_password": ({}, {"GET": "signed_in", "POST": "signed_in"}),
    "my_totp": ({}, {"GET": "signed_in", "POST": "signed_in"}),
    "my_totp_codes": ({}, {"POST": "signed_in"}),
    "my_totp_off": ({}, {"POST": "signed_in"}),
    "my_keys": ({}, {"GET": "signed_in", "POST": "signed_in"}),
    "my_key_end": ({"key": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "audit": ({}, {"GET": "role(administrator, auditor, organisation_administrator)"}),
    "people": ({}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "people_organisation": ({"organisation": 10**9}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "organisation_tree": ({}, {"GET": "signed_in"}),
    "people_organisation_change": (
        {"organisation": 10**9},
        {"GET": "role(administrator)", "POST": "role(administrator)"},
    ),
    "people_organisation_end": ({"organisation": 10**9}, {"GET": "role(administrator)", "POST": "role(administrator)"}),
    "people_invitation": ({"organisation": 10**9}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "people_invitation_end": ({"invitation": 10**9}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "people_account_totp": ({"account": 10**9}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "people_account": ({"account": 10**9}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "people_account_end": ({"account": 10**9}, {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS}),
    "people_account_password": ({"account": 10**9}, {"POST": ADMINISTRATORS}),
    "labels": ({}, {"GET": "signed_in"}),
    "recalls": ({}, {"GET": "anyone"}),
    "recall": ({"number": 10**9}, {"GET": "anyone"}),
    "recall_new": ({}, {"GET": "role(inspector, recorder)", "POST": "role(inspector, recorder)"}),
    "recall_holders": ({"number": 10**9}, {"GET": "signed_in"}),
    "recall_items": ({"number": 10**9}, {"GET": "signed_in"}),
    "recall_notice": ({"number": 10**9}, {"GET": "signed_in"}),
    "balance": ({}, {"GET": "signed_in | key(query)"}),
    "alerts": ({}, {"GET": "signed_in | key(query)"}),
    "capture_desk": ({}, {"GET": "role(recorder)", "POST": "role(recorder)"}),
    "capture_desk_job": ({"job": "999"}, {"GET": "role(recorder)", "POST": "role(recorder)"}),
    "recall_end": ({"number": 10**9}, {"GET": "role(inspector, recorder)", "POST": "role(inspector, recorder)"}),
    "register_import": ({"kind": "no-such-kind"}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_import_page": ({"number": 10**9}, {"GET": "signed_in"}),
    "register_import_columns": ({"number": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_import_rows": ({"number": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_import_accept": ({"number": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_import_undo": ({"number": 10**9, "deed": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_import_faulty": ({"number": 10**9}, {"GET": "signed_in"}),
    "file": ({"record": "999.1"}, {"GET": "signed_in"}),
    "file_download": ({"record": "999.1"}, {"GET": "signed_in"}),
    "file_cell": ({"record": "999.1", "sheet": "基地", "cell": "C5"}, {"GET": "signed_in"}),
    "plans": ({}, {"GET": "anyone"}),
    "plan_consistency": ({"number": "999.1"}, {"GET": "anyone"}),
    "plan_promised": ({"number": "999.1"}, {"GET": "anyone"}),
    "targets": ({}, {"GET": "anyone"}),
    "target_list": ({}, {"GET": "anyone"}),
    "target_map": ({}, {"GET": "signed_in"}),
    "target": ({"number": "999.1"}, {"GET": "anyone"}),
    "target_change": ({"number": "999.1"}, {"GET": "role(official)", "POST": "role(official)"}),
    "target_withdraw": ({"number": "999.1"}, {"GET": "role(official)", "POST": "role(official)"}),
    "target_evidence": ({"number": "999.1"}, {"GET": "role(official)", "POST": "role(official)"}),
    "plan_new": ({}, {"GET": "role(official)", "POST": "role(official)"}),
    "plan_new_described": ({"file": "999.1"}, {"GET": "role(official)", "POST": "role(official)"}),
    "plan": ({"number": "999.1"}, {"GET": "anyone"}),
    "plan_text": ({"number": "999.1"}, {"GET": "anyone"}),
    "plan_file": ({"number": "999.1"}, {"GET": "anyone"}),
    "plan_describe": ({"number": "999.1"}, {"GET": "role(official)", "POST": "role(official)"}),
    "registers": ({}, {"GET": "anyone"}),
    "register_figures": ({"kind": "no_such_kind"}, {"GET": "signed_in"}),
    "register_map": ({"kind": "no_such_kind"}, {"GET": "signed_in"}),
    "register_checks": ({"kind": "no_such_kind"}, {"GET": "signed_in"}),
    "register_find": ({"kind": "no_such_kind"}, {"GET": "anyone"}),
    "register_draw": ({"kind": "no_such_kind"}, {"GET": "signed_in", "POST": "signed_in"}),
    "draw": ({"number": 10**9}, {"GET": "anyone"}),
    "draw_seed": ({"number": 10**9}, {"POST": "signed_in"}),
    "register": ({"kind": "no_such_kind"}, {"GET": "anyone"}),
    "register_new": ({"kind": "no_such_kind"}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_template": ({"kind": "no_such_kind"}, {"GET": "signed_in"}),
    "register_options": ({"kind": "no_such_kind"}, {"GET": "signed_in"}),
    "register_views": ({"kind": "no_such_kind"}, {"POST": "signed_in"}),
    "register_view_end": ({"kind": "no_such_kind", "number": 10**9}, {"POST": "signed_in"}),
    "register_entity": ({"kind": "no_such_kind", "entity": 10**9}, {"GET": "anyone"}),
    "register_edit": ({"kind": "no_such_kind", "entity": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_history": ({"kind": "no_such_kind", "entity": 10**9}, {"GET": "anyone"}),
    "register_rules": (
        {"kind": "no_such_kind"},
        {"GET": "anyone", "POST": "role(administrator, official)"},
    ),
    "register_matching": ({"kind": "no_such_kind"}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_matching_undo": ({"kind": "no_such_kind", "record": 10**9}, {"POST": "signed_in"}),
    "register_merge": ({"kind": "no_such_kind", "entity": 10**9}, {"GET": "signed_in", "POST": "signed_in"}),
    "register_merge_undo": ({"kind": "no_such_kind", "entity": 10**9, "record": 10**9}, {"POST": "signed_in"}),
    "register_choice_undo": ({"kind": "no_such_kind", "entity": 10**9, "record": 10**9}, {"POST": "signed_in"}),
    "register_choose": (
        {"kind": "no_such_kind", "entity": 10**9, "name": "no_such_property"},
        {"GET": "signed_in", "POST": "signed_in"},
    ),
    "statement": ({"mark": "999.1"}, {"GET": "anyone"}),
    "statement_withdraw": ({"mark": "999.1"}, {"GET": "signed_in", "POST": "signed_in"}),
    "api_registers": ({}, {"GET": "anyone"}),
    "api_register": ({"kind": "no_such_kind"}, {"GET": "anyone", "POST": "signed_in | key(capture)"}),
    "api_register_entity": (
        {"kind": "no_such_kind", "number": "999"},
        {"GET": "anyone", "PATCH": "signed_in | key(capture)"},
    ),
    "openapi": ({}, {"GET": "anyone"}),
    "capture": ({}, {"GET": "signed_in | key(capture, query)", "POST": "key(capture)", "OPTIONS": "anyone"}),
    "capture_job": ({"capture_id": "999999999"}, {"GET": "signed_in | key(capture, query)", "OPTIONS": "anyone"}),
    "events": ({}, {"GET": "anyone", "POST": "key(capture)", "OPTIONS": "anyone"}),
    "event": ({"event_id": "urn:uuid:none"}, {"GET": "anyone", "OPTIONS": "anyone"}),
    "log_checkpoint": ({}, {"GET": "anyone"}),
    "log_policy": ({}, {"GET": "anyone"}),
    "log_receipt": ({"number": "999999.1"}, {"GET": "anyone"}),
    "log_tile": ({"name": "0/999"}, {"GET": "anyone"}),
}

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def declared(pattern: URLPattern) -> dict[str, str]:
    """Who may use an address, by method, in the words of WALK; HEAD is left out beside GET."""
    assert isinstance(pattern.callback, DeclaredView | ViewByMethod), f"{pattern} declares nobody: use open_to"
    said = {
        method: " | ".join(str(audience) for audience in access.audiences)
        for method, access in pattern.callback.by_method.items()
    }
    if said.get("HEAD") == said.get("GET"):
        said.pop("HEAD", None)
    return said


def test_every_address_has_a_line_and_declares_what_the_line_says():
    assert {pattern.name: declared(pattern) for pattern in every_address()} == {
        name: who for name, (_, who) in WALK.items()
    }


def may(words: frozenset[str], who: str) -> bool:
    """Whether an asker of whom these words hold is among `who`, such as `role(a, b) | key(c)`."""
    for audience in who.split(" | "):
        kind, _, names = audience.rstrip(")").partition("(")
        wanted = {f"{kind}:{name}" for name in names.split(", ")} if names else {kind}
        if wanted & words:
            return True
    return False


def answer(response) -> str:
    """refused, other method, or let in (whatever the view made of it then)."""
    if response.status_code in (401, 403):
        return "refused"
    if response.status_code in (301, 302) and response.headers["Location"].startswith("/sign-in"):
        return "refused"
    return "other method" if response.status_code == 405 else "let in"


def test_everybody_at_every_address_by_every_method(cast):
    askers = everybody(cast)
    wrong, walked = [], 0
    for name, (arguments, who) in WALK.items():
        path = reverse(name, kwargs=arguments)
        for asker in askers.values():
            client = asker.client()  # excused from CSRF: forged forms are not what is walked here
            for method in METHODS:
                response = client.generic(method, path)
                rule = who.get("GET" if method == "HEAD" else method)
                expected = "other method" if rule is None else "let in" if may(asker.words, rule) else "refused"
                walked += 1
                if answer(response) != expected or response.status_code >= 500:
                    wrong.append(f"{method} {path} as {asker.name}: {response.status_code}, expected {expected}")
    assert wrong == []
    assert walked == len(WALK) * len(askers) * len(METHODS)


ABSURD = {
    "int": [0, 10**30],
    "number": [10**18 - 1],
    "str": ["\0", "..", "长" * 3000],
    "path": ["\0", "//", "长" * 3000],
}


def test_absurd_arguments_are_no_fault_of_the_site(cast):
    """Whatever stands in an address, the answer is a page or a refusal in words."""
    root = signed_in(cast.account("root", "administrator"))
    root.raise_request_exception = False
    wrong = []
    for pattern in every_address():
        arguments, who = WALK[pattern.name]
        kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
        for name, kind in kinds.items():
            for absurd in ABSURD[kind.removesuffix("Converter").replace("String", "Str").lower()]:
                path = reverse(pattern.name, kwargs=arguments | {name: absurd})
                for method in who:
                    status = root.generic(method, path).status_code
                    if status >= 500:
                        wrong.append(f"{method} {path[:60]}: {status}")
    assert wrong == []


def test_the_walk_itself_would_notice(cast, monkeypatch):
    """An address whose declaration is wider than its line is found by both tests above."""
    from yaomai.web.access import Access, anyone
    from yaomai.web.pages.people import audit

    wide = Access((anyone,), audit.audit.access.methods, frozenset(), audited=None)
    monkeypatch.setattr(audit.audit, "access", wide)
    with pytest.raises(AssertionError):
        test_every_address_has_a_line_and_declares_what_the_line_says()
    assert answer(browser().get("/audit")) == "let in"
