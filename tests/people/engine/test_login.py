"""Is this login well formed, and is this password good enough?"""

import pytest

from yaomai.people.engine.login import login_findings, normalised_login, password_findings


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Li.Na ", "li.na"), ("ＬＩＮＡ", "lina"), ("li-na@longxi", "li-na@longxi"), ("13900000000", "13900000000")],
)
def test_logins_are_normalised_and_well_formed(typed, kept):
    assert normalised_login(typed) == kept
    assert login_findings(kept) == []


@pytest.mark.parametrize("login", ["", "ab", ".li", "li.", "li na", "李娜", "l" * 65, "li\nna"])
def test_logins_that_are_not(login):
    assert [finding.code for finding in login_findings(login)] == ["people.login_form"]


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("correct horse battery", []),
        ("药材好药才好，药材好药才好", []),
        ("short1", ["people.password_short"]),
        ("my lina password", ["people.password_has_login"]),
        ("My LINA password", ["people.password_has_login"]),
        ("ababababababab", ["people.password_monotonous"]),
        ("", ["people.password_short", "people.password_monotonous"]),
        ("abcdefg" * 40, ["people.password_long"]),
    ],
)
def test_passwords(password, codes):
    findings = password_findings(password, "lina")
    assert [finding.code for finding in findings] == codes
    assert all(password not in finding.message + finding.value for finding in findings if password)
