"""Whatever is declared about people has words for people."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.urls import get_resolver

from yaomai.errors import Finding, InvalidError
from yaomai.people.engine.roles import ORGANISATION_KINDS, ROLES, SCOPES
from yaomai.people.models import AuditEntry
from yaomai.web import labels_people as labels

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_every_role_scope_kind_and_outcome_has_its_word():
    assert list(labels.ROLE_WORDS) == [role.name for role in ROLES]
    assert list(labels.SCOPE_WORDS) == list(SCOPES)
    assert list(labels.ORGANISATION_KIND_WORDS) == list(ORGANISATION_KINDS)
    [outcomes] = [
        set(value)
        for constraint in AuditEntry._meta.constraints
        for name, value in constraint.condition.children
        if name == "outcome__in"
    ]
    assert set(labels.OUTCOME_WORDS) == outcomes


def test_every_address_that_leaves_entries_has_a_word_for_them():
    def names(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern.url_patterns)
            elif any(access.is_audited(method) for method, access in pattern.callback.by_method.items()):
                yield pattern.name

    assert [name for name in names(get_resolver().url_patterns) if name not in labels.ACTION_WORDS] == []


def test_every_address_has_a_word_since_a_refusal_at_any_leaves_an_entry():
    def names(patterns):
        for pattern in patterns:
            yield from names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]

    ours = [name for name in names(get_resolver().url_patterns) if not name.startswith("style")]
    assert "my" in ours
    assert [name for name in ours if name not in labels.ACTION_WORDS] == []


def test_words_of_several_are_in_the_declared_order():
    assert labels.role_words({"auditor", "recorder"}) == "记录员、审计员"
    assert labels.scope_words(["query", "capture"]) == "采集、查询"
    assert labels.role_words([]) == ""
    assert labels.action_word("an_address_of_tomorrow") == "an_address_of_tomorrow"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 秒"), (1, "1 秒"), (59.5, "1 分钟"), (30, "30 秒"), (60, "1 分钟"), (61, "2 分钟"), (900, "15 分钟")],
)
def test_how_long_to_wait(seconds, words):
    assert f"请等 {words}后再试" in labels.wait_words(NOW + timedelta(seconds=seconds), NOW)


def test_findings_stand_at_their_fields_and_the_others_above():
    class Form(forms.Form):
        name = forms.CharField()

    form = Form({"name": "x"})
    assert form.is_valid()
    known = Finding("people.organisation_exists", "/name", "is there already", "x")
    elsewhere = Finding("people.unheard_of", "/organisation", "words of the operation")
    labels.put_findings(form, InvalidError([known, known, elsewhere]))
    assert form.errors["name"] == [labels.FINDING_WORDS["people.organisation_exists"]]
    assert form.non_field_errors() == ["words of the operation"]
