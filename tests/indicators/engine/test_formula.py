"""What a formula says, what it may join, and what comes out of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.indicators.engine.formula import (
    Binary,
    Call,
    FormulaError,
    Named,
    Negative,
    Number,
    Source,
    nodes,
    parse,
    referred,
    written,
)
from yaomai.indicators.engine.formula_check import UnitFault, cycle, shown, unit_of
from yaomai.indicators.engine.reckon import needed, reckon
from yaomai.indicators.engine.reckoned import Answer, Asked, Missing, World
from yaomai.indicators.engine.region_history import parts
from yaomai.indicators.engine.spans import Span, month, until, year, years_before
from yaomai.indicators.engine.values import DeclaredBreak, Definition, SeriesKey, Value

GANSU = "620000"
SPAN = year(2020)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("8 - 4 - 2", "((8 - 4) - 2)"),
        ("8 / 4 / 2", "((8 / 4) / 2)"),
        ("(1 + 2) * 3", "((1 + 2) * 3)"),
        ("--2 * -a.b", "((-(-2)) * (-a.b))"),
        ("product.sales[当归] / a", "(product.sales[当归] / a)"),
        ("share( a , sum(b) )", "share(a, sum(b))"),
        ("register:G06/base_area/2", "(register:G06/base_area / 2)"),
        ("growth(a) - growth(chain(a))", "(growth(a) - growth(chain(a)))"),
        ("events:processed_share", "events:processed_share"),
    ],
)
def test_a_formula_is_read_as_written(text, read):
    assert written(parse(text)) == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "character 1: a number, an indicator"),
        ("a +", "character 4: a number"),
        ("a b", "character 3: an operator"),
        ("(a", "character 3: “)” was expected, not the end"),
        ("max(a)", "character 1: no function is called max; there are growth, chain, sum, share"),
        ("share(a)", "character 1: share takes 2, not 1"),
        ("growth(a, b)", "growth takes 1, not 2"),
        ("a % b", "character 3: '%' means nothing"),
        ("register:base", "means nothing"),
        ("1..2", "means nothing"),
        ("营业收入", "character 1"),
        ("(" * 51 + "a" + ")" * 51, "more than 50 levels"),
        ("a" * 2_001, "at most 2000 characters, this one 2001"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, says):
    with pytest.raises(FormulaError, match=says.replace("(", r"\(").replace(")", r"\)")):
        parse(text)


UNITS = {"money": "CNY", "more": "CNY", "land": "MU", "firms": "", "rate": "P1"}


@pytest.mark.parametrize(
    ("text", "comes_out"),
    [
        ("money + more", "CNY"),
        ("money / land", "CNY/MU"),
        ("money / land * land", "CNY"),
        ("money / more", "a plain number"),
        ("money * firms", "CNY"),
        ("money * rate / 100", "CNY"),
        ("share(money, more)", "P1"),
        ("growth(land)", "P1"),
        ("chain(money)", "a plain number"),
        ("sum(land)", "MU"),
        ("100 - rate", "P1"),
        ("rate * 2", "P1"),
        ("firms + 1", "a plain number"),
        ("money * money", "CNY^2"),
        ("1 / land", "1/MU"),
        ("-money", "CNY"),
        ("register:G06/area", "MU"),
    ],
)
def test_units_come_out(text, comes_out):
    assert shown(unit_of(parse(text), UNITS, lambda _: "MU") or ()) == comes_out


@pytest.mark.parametrize(
    "text", ["money + land", "money + 1", "1 - money", "share(money, land)", "rate + firms", "sum(money + land)"]
)
def test_what_cannot_be_joined_is_refused(text):
    with pytest.raises(UnitFault):
        unit_of(parse(text), UNITS, lambda _: None)
    with pytest.raises(UnitFault):
        unit_of(parse("register:G06/nothing"), UNITS, lambda _: None)


def test_a_formula_that_leads_back_is_found():
    formulas = {"a": "b + c", "b": "1", "c": "d * 2", "d": "growth(a)"}
    assert cycle("a", formulas) == ("a", "c", "d", "a")
    assert cycle("a", {"a": "a"}) == ("a", "a")
    assert cycle("b", formulas) == ()
    assert cycle("x", {"x": "(", "y": ""}) == ()


def defined(key, formula="", unit="", basis="flow", scope=""):
    return Definition(
        1,
        key,
        key,
        unit,
        "",
        scope,
        basis,
        "up",
        "sum",
        formula,
        "",
        (),
        (),
        "",
        None,
        datetime(2020, 1, 1, tzinfo=UTC),
    )


def published(key, span, value, region=GANSU, segment="", basis="flow", status="A"):
    number = None if value is None else Decimal(value)
    return Value(
        SeriesKey(key, region, segment), basis, *span, number, status, "", 1, date(2021, 1, 1), False, 10, len(key)
    )


def world(definitions, *values, answers=None):
    by_series = {}
    for one in values:
        by_series.setdefault(one.series, []).append(one)
    return World(
        {one.key: one for one in definitions},
        lambda key: by_series.get(key, ()),
        lambda source, _: (answers or {}).get(source.name, Answer(None, missing="source_unknown")),
        lambda _: "MU",
    )


def value_of(formula, *values, asked=None, answers=None, **more):
    keys = {one.series.indicator for one in values} | {"nothing"}
    here = world([defined("x", formula), *(defined(key, **more) for key in keys)], *values, answers=answers)
    return reckon("x", asked or Asked(GANSU, "", SPAN), here)


A, B = published("a", SPAN, "6"), published("b", SPAN, "1.5")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a + b * 2", "9"),
        ("a / b", "4"),
        ("a / b / 3", "1.333333333333333333333333333"),
        ("-(a - b)", "-4.5"),
        ("share(b, a)", "25"),
        ("0.1 + 0.2", "0.3"),
        ("a * a", "36"),
    ],
)
def test_what_comes_out(formula, value):
    found = value_of(formula, A, B)
    assert found.value == Decimal(value)
    assert (found.how, found.ref) == ("derived", f"derived/x/{GANSU}/-/{SPAN}")


def test_every_input_is_kept_to_any_depth():
    definitions = [
        defined("x", "share(y, a)", "P1"),
        defined("y", "z + a"),
        defined("z", "b * 2"),
        defined("a"),
        defined("b"),
    ]
    found = reckon("x", Asked(GANSU, "", SPAN), world(definitions, A, B))
    assert found.value == 150
    assert sorted(one.series.indicator for one in found.observations()) == ["a", "a", "b"]
    (share,) = found.inputs
    (y, a) = share.inputs
    assert (y.how, y.name, y.value, a.how, a.ref) == ("derived", "y", 9, "published", "observation/10/1")
    assert needed("x", Asked(GANSU, "", SPAN), {one.key: one for one in definitions}) == {
        SeriesKey(key, GANSU) for key in "abxyz"
    }


def test_what_is_missing_is_said_and_not_taken_for_nothing():
    found = value_of("a + nothing * 0", A, published("b", SPAN, None))
    assert found.value is None
    where = {"indicator": "nothing", "region": GANSU, "segment": "", "span": str(SPAN)}
    assert found.missing == (Missing("no_value", where),)
    assert [one.code for one in value_of("b", published("b", SPAN, None)).missing] == ["no_value"]
    assert [one.code for one in value_of("a / (b - 1.5)", A, B).missing] == ["division_by_zero"]
    assert [one.code for one in value_of("share(a, a - a)", A).missing] == ["division_by_zero"]
    assert [one.code for one in value_of("register:G06/none", A).missing] == ["source_unknown"]
    assert [one.code for one in value_of("chain(a + a)", A).missing] == ["chain_of_no_series"]


def test_a_circle_is_not_known_and_does_not_go_round_for_ever():
    found = reckon("x", Asked(GANSU, "", SPAN), world([defined("x", "y"), defined("y", "x")]))
    assert [(one.code, one.values["way"]) for one in found.missing] == [("cycle", "x → y → x")]


def test_what_is_published_comes_before_the_formula():
    found = value_of("a + b", A, B, published("x", SPAN, "8"))
    assert (found.how, found.value) == ("published", 8)


def test_growth_is_the_published_one_where_there_is_one():
    before = published("a", years_before(SPAN), "5")
    found = value_of("growth(a)", A, before, published("a", SPAN, "12.5", basis="yoy"))
    assert (found.value, found.all_cautions()) == (Decimal("12.5"), ())
    found = value_of("growth(a)", A, before)
    assert (found.value, found.all_cautions()) == (20, ("growth_of_levels",))
    assert [one.code for one in value_of("growth(a)", A).missing] == ["no_value"]
    assert [one.code for one in value_of("growth(a)", A, before._replace(value=Decimal(0))).missing] == [
        "division_by_zero"
    ]


def test_growth_of_a_month_follows_from_the_years_so_far_with_its_error():
    values = [
        published("a", until(2020, last), value, basis=basis)
        for last, level, rate in ((2, "20.0", "7.0"), (3, "31.5", "8.0"))
        for basis, value in (("flow", level), ("yoy", rate))
    ]
    march = Asked(GANSU, "", month(2020, 3))
    found = value_of("growth(a)", *values, asked=march)
    (growth,) = found.inputs
    assert round(found.value, 1) == Decimal("9.8")
    assert growth.low < found.value < growth.high
    assert (growth.cautions, len(growth.inputs)) == (("comparable_base",), 4)
    assert value_of("growth(a)", *values, asked=Asked(GANSU, "", until(2020, 3))).value == 8
    missing = value_of("growth(a)", *values[:-1], asked=march)
    assert missing.value is None


def test_growth_of_levels_is_refused_over_a_break():
    before = published("a", years_before(SPAN), "5")
    (missing,) = value_of("growth(a)", A._replace(status="B"), before).missing
    assert (missing.code, missing.values["break"], missing.values["day"]) == ("break", "published", "2020-01-01")
    years = [published("a", year(number), "5") for number in (2010, 2011)]
    asked = Asked(GANSU, "", year(2011))
    (missing,) = value_of("growth(a)", *years, asked=asked, scope="规模以上医药制造业").missing
    assert (missing.code, missing.values["break"]) == ("break", "above_scale_2011")
    assert value_of("growth(a)", *years, asked=asked).value == 0


def declared(day):
    told = (None, None, day, "the census of that year", None, None, None, datetime(2026, 1, 1, tzinfo=UTC))
    return (DeclaredBreak(7, "a", *told),)


def test_growth_of_levels_is_refused_over_a_declared_break_and_says_why():
    before = published("a", years_before(SPAN), "5")
    for day in (date(2020, 1, 1), date(2020, 6, 1)):
        (missing,) = value_of("growth(a)", A._replace(breaks=declared(day)), before).missing
        assert (missing.code, missing.values["break"], missing.values["day"]) == ("break", "declared", str(day))
        assert missing.values["words"] == "the census of that year"
    for day in (date(2019, 1, 1), date(2021, 1, 1)):
        assert value_of("growth(a)", A._replace(breaks=declared(day)), before).value is not None
    rate = published("a", SPAN, "8", basis="yoy")
    assert value_of("growth(a)", *(one._replace(breaks=declared(SPAN.start)) for one in (A, before, rate))).value == 8


@pytest.mark.parametrize(
    ("scope", "day", "links"),
    [
        ("", date(2011, 1, 1), [2011, 2012]),
        ("", date(2010, 7, 1), [2011, 2012]),
        ("规模以上", None, [2011, 2012]),
    ],
)
def test_a_chain_begins_anew_at_a_break_however_it_is_known(scope, day, links):
    rates = [
        published("a", year(number), "10", basis="yoy")._replace(breaks=declared(day) if day else ())
        for number in range(2009, 2013)
    ]
    begun = value_of("chain(a)", *rates, asked=Asked(GANSU, "", year(2012)), scope=scope)
    assert [one.observed.start.year for one in begun.inputs[0].inputs] == links
    assert begun.all_cautions() == ("chain_begins_at_break",)


def test_a_chain_goes_back_as_far_as_growth_is_published():
    rates = [
        published("a", year(number), rate, basis="yoy") for number, rate in ((2018, "10"), (2019, "20"), (2020, "-50"))
    ]
    found = value_of("chain(a)", *rates, A)
    assert found.value == 66
    assert [one.observed.start.year for one in found.inputs[0].inputs] == [2018, 2019, 2020]
    broken = [rates[0], rates[1]._replace(status="B"), rates[2]]
    begun = value_of("chain(a)", *broken)
    assert (begun.value, begun.all_cautions()) == (60, ("chain_begins_at_break",))
    (chained,) = begun.inputs
    assert chained.low < 60 < chained.high


def test_the_sum_of_the_regions_is_not_known_when_one_is_missing():
    below = parts(GANSU, SPAN.end)
    assert len(below) == 14
    values = [published("a", SPAN, "1", region) for region in below]
    found = value_of("sum(a)", *values)
    assert (found.value, len(found.inputs[0].inputs)) == (14, 14)
    found = value_of("sum(a)", *values[1:])
    assert found.value is None
    assert [one.values["region"] for one in found.missing] == [below[0]]
    assert [one.code for one in value_of("sum(a)", A, asked=Asked("620123", "", SPAN)).missing] == ["no_parts"]


def test_a_month_is_the_difference_of_the_year_so_far():
    values = [published("a", until(2020, number), str(number * number)) for number in (2, 3, 4, 6)]
    found = value_of("a", *values, asked=Asked(GANSU, "", month(2020, 4)))
    assert (found.value, found.inputs[0].how) == (7, "difference")
    found = value_of("a", *values, asked=Asked(GANSU, "", Span(date(2020, 5, 1), date(2020, 6, 30))))
    assert found.value == 20
    assert value_of("a", *values, asked=Asked(GANSU, "", month(2020, 5))).value is None
    months = [published("a", month(2020, number), "2") for number in range(1, 13)]
    found = value_of("a", *months)
    assert (found.value, found.inputs[0].how, len(found.inputs[0].inputs)) == (24, "sum", 12)


def test_a_level_is_that_of_the_last_day():
    values = [published("a", month(2020, 12), "7", basis="level"), published("a", month(2020, 11), "9", basis="level")]
    assert value_of("a", *values, basis="level").value == 7


def test_a_source_answers_with_its_own_inputs():
    answer = Answer(Decimal(5), "register/G06/area/2020-12-31", "", False, (("620122", Decimal(5), "r"),))
    found = value_of("register:G06/area * 2", A, answers={"G06/area": answer})
    source = found.inputs[0].inputs[0]
    assert (found.value, source.ref, source.inputs[0].name) == (10, answer.ref, "620122")
    assert found.all_cautions() == ("part_only",)


LEAVES = {"a": Decimal(6), "b": Decimal("-1.5"), "c": Decimal(0)}
NODES = st.recursive(
    st.one_of(
        st.decimals(0, 99, places=2).map(lambda one: Number(abs(one))),
        st.sampled_from(sorted(LEAVES)).map(Named),
        st.builds(Named, st.sampled_from(sorted(LEAVES)), st.just("seg")),
        st.just(Source("register", "G06/area")),
    ),
    lambda inner: st.one_of(
        st.builds(Negative, inner),
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(lambda one, other: Call("share", (one, other)), inner, inner),
    ),
    max_leaves=12,
)


def plainly(node) -> Fraction:
    """The same in as few words as possible; ZeroDivisionError where it is not known."""
    if isinstance(node, Number):
        return Fraction(node.value)
    if isinstance(node, Named):
        return Fraction(LEAVES[node.key]) + (1 if node.segment else 0)
    if isinstance(node, Source):
        return Fraction(7)
    if isinstance(node, Negative):
        return -plainly(node.of)
    if isinstance(node, Call):
        part, whole = map(plainly, node.arguments)
        return 100 * part / whole
    left, right = plainly(node.left), plainly(node.right)
    return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[node.op](right)


@given(NODES)
def test_a_formula_that_is_written_and_read_again_says_the_same(node):
    assert parse(written(node)) == node
    assert referred(node) == {one.key for one in nodes(node) if isinstance(one, Named)}


@given(NODES)
def test_reckoning_equals_plain_arithmetic(node):
    values = [
        published(key, SPAN, str(value + extra), segment=segment)
        for key, value in LEAVES.items()
        for segment, extra in (("", 0), ("seg", 1))
    ]
    found = value_of(written(node), *values, answers={"G06/area": Answer(Decimal(7))})
    try:
        expected = plainly(node)
    except ZeroDivisionError:
        assert found.value is None
        assert {one.code for one in found.missing} == {"division_by_zero"}
        return
    assert found.exact == expected
    assert found.value is not None
    assert abs(Fraction(found.value) - expected) <= abs(expected) / 10**26
