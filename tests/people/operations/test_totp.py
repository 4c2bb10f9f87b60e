"""The second factor: set up, asked for, used once, throttled, recovered, taken away."""

from datetime import timedelta

import pytest

from cast import PASSWORD
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.models import Deed
from yaomai.people.engine.totp import code_at, typed
from yaomai.people.models import RecoveryCode, TotpSecret
from yaomai.people.operations import totp
from yaomai.people.operations.sign_in import CodeNeeded, confirm_code, sign_in
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER

STEP = timedelta(seconds=30)


@pytest.fixture
def lina(cast, now):
    """A person whose sign-in asks for a code: the viewer, the secret, the recovery codes; the code of `now` is used."""
    viewer = cast.person("lina", "recorder")
    secret, _ = totp.begin_totp(viewer, issuer="药脉", now=now)
    on = totp.turn_on_totp(viewer, code_at(secret, now), password=PASSWORD, address="10.0.0.1", now=now)
    return viewer, secret, on.recovery_codes


def first_step(now, login="lina", password=PASSWORD):
    return sign_in(login, password, address="10.0.0.1", now=now)


def second_step(needed, code, now):
    return confirm_code(needed, code, address="10.0.0.1", now=now)


def refused(refusal):
    return refusal.value.code


def test_it_is_on_when_a_code_was_shown_and_not_before(cast, now):
    viewer = cast.person("lina")
    secret, uri = totp.begin_totp(viewer, issuer="药脉", now=now)
    assert secret in uri
    assert totp.begin_totp(viewer, issuer="药脉", now=now)[0] == secret  # a page that is loaded twice
    assert secret not in TotpSecret.objects.get().secret
    wrong = code_at(secret, now + timedelta(hours=1))
    with pytest.raises(SignInRefusedError) as refusal:
        totp.turn_on_totp(viewer, wrong, password=PASSWORD, address="x", now=now)
    assert refused(refusal) == "people.code_wrong"
    with pytest.raises(SignInRefusedError) as refusal:  # a session that was left open is not enough
        totp.turn_on_totp(viewer, code_at(secret, now), password="not hers at all", address="x", now=now)
    assert refused(refusal) == "people.old_password_wrong"
    assert not isinstance(first_step(now), CodeNeeded)
    before = by_account(viewer.account, now=now).stamp
    on = totp.turn_on_totp(viewer, code_at(secret, now), password=PASSWORD, address="x", now=now)
    assert Deed.objects.order_by("-id").first().kind == "people.totp"
    assert on.stamp == by_account(viewer.account, now=now).stamp != before  # other sessions end
    assert len(set(on.recovery_codes)) == 10
    assert isinstance(first_step(now + STEP), CodeNeeded)
    for again in (
        lambda: totp.begin_totp(viewer, issuer="药脉", now=now),
        lambda: totp.turn_on_totp(viewer, "1", password=PASSWORD, address="x", now=now),
    ):
        with pytest.raises(NotAllowedError, match="already"):
            again()


def test_signing_in_takes_both_steps_and_each_code_once(lina, now):
    viewer, secret, _ = lina
    later = now + STEP
    needed = first_step(later)
    assert needed == CodeNeeded(viewer.account, by_account(viewer.account, now=later).stamp)
    signed = second_step(needed, code_at(secret, later), later)
    assert signed.viewer == viewer
    with pytest.raises(SignInRefusedError) as refusal:
        second_step(first_step(later), code_at(secret, later), later)  # somebody looked over the shoulder
    assert refused(refusal) == "people.code_wrong"
    with pytest.raises(SignInRefusedError):
        second_step(first_step(later), code_at(secret, now), later)  # the code that turned it on
    assert second_step(first_step(later), code_at(secret, later + STEP), later).viewer == viewer


@pytest.mark.parametrize("code", ["", "000000", "abc", "1" * 60, "AAAA-AAAA-AAAA-AAAA", "\0"])
def test_other_codes_are_refused(lina, now, code):
    with pytest.raises(SignInRefusedError) as refusal:
        second_step(first_step(now), code, now)
    assert refused(refusal) == "people.code_wrong"


def test_a_recovery_code_stands_in_once_as_people_type_it(lina, now):
    viewer, _, recovery = lina
    assert second_step(first_step(now), recovery[0].lower().replace("-", " "), now).viewer == viewer
    with pytest.raises(SignInRefusedError):
        second_step(first_step(now), recovery[0], now)
    assert totp.unused_recovery_codes(viewer) == 9
    assert typed(recovery[1]) not in {one.code_sha256 for one in RecoveryCode.objects.all()}


def test_a_recovery_code_is_good_for_its_own_account_only(lina, cast, now):
    _, _, recovery = lina
    mei = cast.person("mei")
    secret, _ = totp.begin_totp(mei, issuer="药脉", now=now)
    totp.turn_on_totp(mei, code_at(secret, now), password=PASSWORD, address="x", now=now)
    with pytest.raises(SignInRefusedError):
        second_step(first_step(now, "mei"), recovery[0], now)


def test_guessing_codes_is_throttled_and_a_good_password_does_not_help(lina, now):
    _, secret, _ = lina
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            second_step(first_step(now), "000000", now)
    with pytest.raises(SignInRefusedError) as refusal:
        second_step(first_step(now), code_at(secret, now + STEP), now)
    assert (refused(refusal), refusal.value.wait_until) == ("people.sign_in_wait", now + timedelta(seconds=30))
    after = now + timedelta(seconds=31)
    assert second_step(first_step(after), code_at(secret, after), after)


def test_the_first_step_is_worth_nothing_when_something_changed_meanwhile(lina, now):
    viewer, secret, _ = lina
    needed = first_step(now)
    totp.remove_totp(INSTALLATION_VIEWER, viewer.account, reason="lost", now=now)
    with pytest.raises(SignInRefusedError) as refusal:
        second_step(needed, code_at(secret, now + STEP), now)
    assert refused(refusal) == "people.sign_in_again"


def test_new_recovery_codes_end_the_old_ones_and_need_a_code(lina, now):
    viewer, secret, old = lina
    with pytest.raises(SignInRefusedError):
        totp.renew_recovery_codes(viewer, "000000", address="x", now=now)
    new = totp.renew_recovery_codes(viewer, code_at(secret, now + STEP), address="x", now=now)
    assert not set(new) & set(old)
    with pytest.raises(SignInRefusedError):
        second_step(first_step(now), old[1], now)
    assert second_step(first_step(now), new[1], now)


def test_who_takes_the_own_one_away_shows_a_code(lina, now):
    viewer, secret, _ = lina
    with pytest.raises(SignInRefusedError):
        totp.turn_off_totp(viewer, "000000", address="x", now=now)
    stamp = totp.turn_off_totp(viewer, code_at(secret, now + STEP), address="x", now=now)
    assert stamp == by_account(viewer.account, now=now).stamp
    assert not TotpSecret.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert not isinstance(first_step(now), CodeNeeded)


# who removes, whose (an auditor's is beyond an organisation's administrator), allowed
REMOVERS = [
    ("administrator", "recorder", True),
    ("organisation_administrator", "recorder", True),
    ("organisation_administrator", "auditor", False),
    ("recorder", "recorder", False),
    ("auditor", "recorder", False),
]


@pytest.mark.parametrize(("remover", "role", "allowed"), REMOVERS)
def test_who_may_take_away_whose(cast, now, remover, role, allowed):
    boss, person = cast.person("boss", remover), cast.person("zhao", role)
    secret, _ = totp.begin_totp(person, issuer="药脉", now=now)
    totp.turn_on_totp(person, code_at(secret, now), password=PASSWORD, address="x", now=now)
    if allowed:
        totp.remove_totp(boss, person.account, reason="lost", now=now)
        deeds = Deed.objects.count()
        totp.remove_totp(boss, person.account, reason="lost", now=now)  # the same again is no deed
        assert Deed.objects.count() == deeds
        newest = Deed.objects.order_by("-id").first()
        assert (newest.kind, newest.account) == ("people.totp", boss.account)
    else:
        with pytest.raises((NotAllowedError, NotFoundError)):
            totp.remove_totp(boss, person.account, reason="lost", now=now)
    assert (by_account(person.account, now=now).totp is None) is allowed


def test_nobody_removes_the_own_one_without_a_code_and_reasons_are_declared(cast, now):
    boss, other = cast.person("boss", "administrator"), cast.account("zhao")
    with pytest.raises(NotAllowedError, match="without a code"):
        totp.remove_totp(boss, boss.account, reason="lost", now=now)
    with pytest.raises(InvalidError, match="a reason is one of"):
        totp.remove_totp(boss, other, reason="because", now=now)
    for nobody in (ANYONE, INSTALLATION_VIEWER):
        with pytest.raises(NotAllowedError):
            totp.begin_totp(nobody, issuer="药脉", now=now)


def test_whoever_takes_the_secret_out_of_the_database_has_not_turned_it_off(lina, now):
    """That a code is asked for is on record; the secret beside it is not."""
    TotpSecret.objects.all().delete()
    needed = first_step(now)
    assert isinstance(needed, CodeNeeded)
    with pytest.raises(SignInRefusedError):
        second_step(needed, "123456", now)
