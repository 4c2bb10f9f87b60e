"""A login and a password become a viewer, or words that tell nothing about which of them was wrong."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connection

from cast import PASSWORD
from yaomai.people import attempts
from yaomai.people.models import SignInAttempt
from yaomai.people.operations.change_password import change_password, reset_password
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.sign_in import sign_in
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.viewer import INSTALLATION_VIEWER


def attempt(login="lina", password=PASSWORD, *, at, address="10.0.0.1"):
    return sign_in(login, password, address=address, now=at)


def refusal(**kwargs):
    with pytest.raises(SignInRefusedError) as refused:
        attempt(**kwargs)
    return refused.value


def test_who_has_login_and_password_is_signed_in_as_that_person(cast, now):
    number = cast.account("lina", "recorder")
    signed_in = attempt(" LINA ", at=now)
    assert signed_in.viewer.account == number
    assert signed_in.viewer.organisation == cast.organisation("陇西一厂")
    assert signed_in.viewer.roles == {"recorder"}
    assert signed_in.viewer.name == "lina 的姓名"
    assert signed_in.password_is_initial


def test_unknown_login_wrong_password_and_ended_account_are_the_same_words_and_the_same_work(cast, now, monkeypatch):
    cast.account("lina")
    end_account(INSTALLATION_VIEWER, cast.account("gone"), now=now)
    work = []
    hasher = type(hashers.get_hasher())
    for method in ("encode", "verify"):
        real = getattr(hasher, method)
        monkeypatch.setattr(
            hasher, method, lambda *args, real=real, method=method: (work.append(method), real(*args))[1]
        )
    said = set()
    for login, password in (("lina", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("'; --", "\0")):
        work.clear()
        error = refusal(login=login, password=password, at=now)
        assert len(work) == 1, (login, work)  # Argon2 runs once, whatever was wrong
        said.add((str(error), error.code, error.wait_until))
    assert len(said) == 1


def test_what_the_audit_trail_may_know_is_on_the_refusal(cast, now):
    number = cast.account("lina")
    assert refusal(password="wrong", at=now).account == number
    assert refusal(login="nobody", at=now).account is None


def test_after_five_failures_it_waits_even_for_the_right_password_and_a_success_clears(cast, now):
    cast.account("lina")
    for _ in range(5):
        assert refusal(password="wrong", at=now).wait_until is None
    assert refusal(at=now).wait_until == now + timedelta(seconds=30)
    assert SignInAttempt.objects.count() == 5  # a call that came too soon is no attempt: it prolongs nothing
    later = now + timedelta(seconds=30)
    attempt(at=later)
    assert refusal(password="wrong", at=later).wait_until is None


def test_an_address_that_tries_many_logins_waits_and_a_good_account_does_not_clear_it(cast, now):
    cast.account("lina")
    for number in range(29):
        attempts.begin(f"guess{number}", "10.0.0.1", now)
    attempt(at=now)
    refusal(login="guess29", at=now)
    assert refusal(login="another", at=now).wait_until == now + timedelta(seconds=30)
    attempt(at=now, address="10.0.0.2")


def test_attempts_at_the_same_moment_all_count(cast, now):
    cast.account("lina")
    said = []

    def guess():
        try:
            said.append(refusal(password="wrong", at=now).wait_until)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(until is None for until in said) == 5
    assert len(said) == 8


def test_neither_login_nor_address_is_kept_in_clear(cast, now):
    cast.account("lina")
    refusal(login="my secret password", at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM people_sign_in_attempt t")
        kept = " ".join(row for (row,) in cursor.fetchall())
    assert "secret" not in kept
    assert "10.0.0.1" not in kept


def test_attempts_are_forgotten_after_a_day(cast, now):
    cast.account("lina")
    refusal(password="wrong", at=now)
    attempt(at=now + timedelta(days=1, seconds=1))
    assert SignInAttempt.objects.count() == 1


def test_a_changed_password_replaces_the_old_one_and_its_stamp(cast, now):
    viewer = cast.person("lina")
    before = attempt(at=now).stamp
    stamp = change_password(viewer, PASSWORD, "a much better one", address="10.0.0.1", now=now)
    assert stamp != before
    refusal(at=now)
    after = attempt(password="a much better one", at=now)
    assert after.stamp == stamp
    assert not after.password_is_initial


def test_the_old_password_is_asked_for_and_throttled(cast, now):
    viewer = cast.person("lina")
    for _ in range(5):
        with pytest.raises(SignInRefusedError, match="wrong"):
            change_password(viewer, "not it", "a much better one", address="10.0.0.1", now=now)
    with pytest.raises(SignInRefusedError, match="wait"):
        change_password(viewer, PASSWORD, "a much better one", address="10.0.0.1", now=now)


def test_a_reset_password_is_a_new_first_one(cast, now):
    viewer = cast.person("lina")
    password = reset_password(INSTALLATION_VIEWER, viewer.account, now=now)
    assert attempt(password=password, at=now).password_is_initial
    assert by_account(viewer.account, now=now).password != password


def test_passwords_are_hashed_with_argon2id_at_the_full_cost():
    """OWASP's least for Argon2id is m=19456 (19 MiB), t=2, p=1. (The cast works at the least cost.)"""
    algorithm, variant, _, costs, *_ = hashers.make_password(PASSWORD).split("$")
    memory, time, _ = (int(cost.partition("=")[2]) for cost in costs.split(","))
    assert (algorithm, variant) == ("argon2", "argon2id")
    assert memory >= 19456
    assert time >= 2
