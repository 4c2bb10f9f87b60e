"""K08: only the qualified are found, and nobody stuffs the ballot."""

from datetime import date

import pytest

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.people.viewer import ANYONE
from yaomai.registers import assessments
from yaomai.registers.queries import checks

(FINDER,) = assessments.finders("agency")
(STARS,) = assessments.ratings("agency")


def found(need, place="", on=date(2026, 11, 22), now=None):
    return [one.row.title for one in checks.find(ANYONE, FINDER, need, place, on=on, now=now).found]


@pytest.fixture
def world(registers):
    def agency(name, division, services, *scopes, end="2027-01-01"):
        number = registers.add("agency", name=name, division=division, services=services)
        for at, scope in enumerate(scopes):
            registers.add(
                "qualification", number=f"{name}-{at}", agency=number, scope=scope, start="2024-01-01", end=end
            )
        return number

    return {
        "good": agency("定西检验", "621102", ["testing", "training"], ["testing"]),
        "ended": agency("陇西检验", "621122", ["testing"], ["testing"], end="2026-11-21"),
        "other": agency("兰州注册", "620102", ["testing", "registration"], ["registration"]),
        "province": agency("全省检验", "620000", ["testing"], ["training"], ["testing"]),
    }


def test_only_the_qualified_are_found(world, now):
    assert sorted(found("testing", now=now)) == ["全省检验", "定西检验"]
    assert sorted(found("testing", "621100", now=now)) == ["全省检验", "定西检验"]
    assert found("testing", "620102", now=now) == ["全省检验"]
    assert found("training", now=now) == []  # offered, but nobody is qualified for it
    assert found("registration", now=now) == ["兰州注册"]
    assert "陇西检验" in found("testing", on=date(2026, 11, 21), now=now)  # the day before it ended
    assert checks.find(ANYONE, FINDER, "testing", "", on=now.date(), now=now).not_qualified == 2
    with pytest.raises(InvalidError):
        found("magic", now=now)


def dealing(registers, viewer, agency, score, matter="检验一批"):
    told = {"matter": matter, "agency": agency, "need": "testing", "asked": "2026-10-01", "score": score}
    return registers.add("engagement", viewer, viewer.organisation, **told)


def test_stuffing_the_ballot_changes_nothing(registers, world, cast, now):
    honest = [cast.person(f"person{at}", "recorder", of=f"委托单位{at}") for at in range(4)]
    for viewer, score in zip(honest, ("4", "4", "3", "5"), strict=True):
        dealing(registers, viewer, world["good"], score)
        dealing(registers, viewer, world["province"], "3")
    stuffer = cast.person("stuffer", "recorder", of="刷分单位")
    dealing(registers, stuffer, world["province"], "5")
    once = checks.ratings_of(STARS, ANYONE, on=now.date(), now=now)[world["province"]]
    for at in range(30):
        dealing(registers, stuffer, world["province"], "5", f"刷 {at}")
    many = checks.ratings_of(STARS, ANYONE, on=now.date(), now=now)[world["province"]]
    assert (many.rating, many.count) == (once.rating, once.count) == (once.rating, 5)
    assert many.rating < checks.ratings_of(STARS, ANYONE, on=now.date(), now=now)[world["good"]].rating


def test_the_newest_score_of_a_dealing_counts(registers, world, cast, now):
    viewer = cast.person("one", "recorder", of="委托单位")
    number = dealing(registers, viewer, world["good"], "5")
    registers.say("engagement", number, viewer, score="1")
    (voice,) = checks.ratings_of(STARS, ANYONE, on=now.date(), now=now)[world["good"]].voices
    assert voice.mean == 1


def test_nobody_scores_a_dealing_of_another(registers, world, cast, now):
    viewer = cast.person("one", "recorder", of="委托单位")
    number = dealing(registers, viewer, world["good"], "2")
    for other in (cast.person("two", "recorder", of="别家"), cast.person("office", "official", of="办公室")):
        with pytest.raises((NotAllowedError, InvalidError)):
            registers.say("engagement", number, other, score="5")
        with pytest.raises((NotAllowedError, InvalidError)):
            registers.add(
                "engagement", other, viewer.organisation, matter="假", agency=world["good"], need="testing",
                asked="2026-10-01", score="5",
            )  # fmt: skip


def test_the_best_rated_come_first(registers, world, cast, now):
    viewer = cast.person("one", "recorder", of="委托单位")
    dealing(registers, viewer, world["province"], "5")
    dealing(registers, cast.person("two", "recorder", of="别家"), world["good"], "1")
    assert found("testing", now=now) == ["全省检验", "定西检验"]
