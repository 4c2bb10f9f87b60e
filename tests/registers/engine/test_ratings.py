"""One organisation is one voice, and few voices are drawn to what all are rated."""

from decimal import Decimal

from made_fields import row, snapshot
from yaomai.registers.declaration import Rating, Valid
from yaomai.registers.engine.ratings import rated

STARS = Rating("stars", "stars", "field", engagement="permit", of="field", score="score")


def dealing(number, organisation, field, score, **more):
    return row("permit", number, organisation, field=field, score=score, **more)


FIELDS = (row("field", 1, 501), row("field", 2, 502), row("field", 3, 503))
HONEST = [dealing(100 + at, at, 1, "4") for at in range(1, 5)] + [dealing(200 + at, at, 2, "2") for at in range(1, 5)]


def test_the_formula_by_hand():
    found = rated(STARS, snapshot(*FIELDS, *HONEST))
    assert found[1].prior == 3
    assert (found[1].mean, found[1].count) == (4, 4)
    assert found[1].rating == ((5 * Decimal(3) + 4 * 4) / 9).quantize(Decimal("0.01"))  # 3.44
    assert found[2].rating == Decimal("2.56")
    assert (found[3].rating, found[3].count) == (None, 0)


def test_a_thousand_scores_of_one_organisation_are_one_voice():
    once = rated(STARS, snapshot(*FIELDS, *HONEST, dealing(300, 9, 2, "5")))
    stuffed = [dealing(300 + at, 9, 2, "5") for at in range(1000)]
    assert rated(STARS, snapshot(*FIELDS, *HONEST, *stuffed))[2].rating == once[2].rating


def test_who_keeps_the_row_of_what_is_rated_has_no_voice():
    own = [dealing(300, 502, 2, "5"), dealing(301, None, 2, "5")]
    found = rated(STARS, snapshot(*FIELDS, *HONEST, *own))
    assert found[2].rating == rated(STARS, snapshot(*FIELDS, *HONEST))[2].rating
    assert found[2].not_counted == 2


def test_one_friendly_score_does_not_stand_above_many_good_ones():
    good = [dealing(300 + at, 20 + at, 2, "4.8") for at in range(30)]
    middling = [dealing(400 + at, 20 + at, 1, "3") for at in range(30)]
    found = rated(STARS, snapshot(*FIELDS, *good, *middling, dealing(500, 77, 3, "5")))
    assert found[3].mean > found[2].mean
    assert found[3].rating < found[2].rating


def test_only_dealings_that_count():
    rating = Rating(
        "stars", "stars", "field", engagement="permit", of="field", score="score", where=(Valid("start", "end"),)
    )
    assert rated(rating, snapshot(*FIELDS, dealing(300, 9, 2, "5", end="2020-01-01")))[2].count == 0
