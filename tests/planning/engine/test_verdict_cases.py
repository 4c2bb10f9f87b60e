"""The verdicts of two public plans as a careful reader would give them: `verdict_cases.txt`, by `verdict_figures.txt`."""

from calendar import monthrange
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path as File

import pytest

from yaomai.planning.engine.chosen import near_indicators, near_regions
from yaomai.planning.engine.comparability import between
from yaomai.planning.engine.figures import Figures, Measure, Observed
from yaomai.planning.engine.target_view import TargetView, Wording
from yaomai.planning.engine.verdict import verdict
from yaomai.systems import b02_statistics, b03_plans

HERE = File(__file__).parent
TODAY = date(2026, 11, 22)
MEASURES = {
    one.key: Measure(one.key, one.name, one.unit, one.scope, one.basis, one.counted, one.direction, one.comparable)
    for one in (*b02_statistics.INDICATORS, *b03_plans.INDICATORS)
}


def rows(name):
    lines = (HERE / name).read_text().splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]


def day(text, *, is_end):
    year, _, month = text.partition("-")
    if not month:
        return date(int(year), 12, 31) if is_end else date(int(year), 1, 1)
    return date(int(year), int(month), monthrange(int(year), int(month))[1] if is_end else 1)


FIGURES = {
    row[0]: Observed(
        row[3], row[5], row[4], row[6], day(row[7], is_end=False), day(row[8], is_end=True), Decimal(row[9]),
        row[0], row[10], row[11], edition=row[1], published_on=date.fromisoformat(row[2]),
    )
    for row in rows("verdict_figures.txt")
}  # fmt: skip
CASES = rows("verdict_cases.txt")


def target(row):
    low = Decimal(row[8])
    first, last = row[10].split("-")
    base_year, _, base = row[11].partition(" ")
    return TargetView(
        1, 1, 0, 1,
        Wording(
            name=row[2], indicator=row[3], segment=row[4], region=row[5], kind=row[6], comparator=row[7],
            low=low, high=Decimal(row[9]) if row[9] else low, unit=MEASURES[row[3]].unit,
            direction=MEASURES[row[3]].direction, is_increment=row[2].startswith("新增"),
            year_from=int(first), year=int(last), binding=True if row[0] == "m-binding" else None,
            baseline=Decimal(base) if base else None, baseline_year=int(base_year) if base else None,
        ),
    )  # fmt: skip


def figures_for(wording, *, made_up):
    keys, regions = near_indicators(wording, MEASURES.values()), near_regions(wording.region)
    near = [one for one in FIGURES.values() if one.indicator in keys and one.region in regions]
    return Figures(tuple(one for one in near if made_up or one.edition != "made-up"), MEASURES)


@pytest.mark.parametrize("row", CASES, ids=[row[0] for row in CASES])
def test_the_verdict_is_what_a_careful_reader_says(row):
    said = target(row)
    found = verdict(said, figures_for(said.now, made_up=row[1] == "made-up"), TODAY)
    codes = [one.code for one in found.reasons]
    assert (found.state, found.light, found.comparability) == (row[12], row[13], row[14]), codes
    completion = None if row[15] == "-" else Decimal(row[15])
    assert (None if found.completion is None else round(found.completion * 100, 2)) == completion
    assert set(row[16].split()) - set(codes) == set(), codes
    if found.state == "cannot_judge":
        assert found.missing
    else:
        assert {one.role for one in found.used} & {"actual", "part"}


def test_there_are_as_many_cases_as_were_asked_for():
    plans = [row for row in CASES if row[1] != "made-up"]
    assert len(plans) >= 25
    assert sum(row[12] == "cannot_judge" or row[14] == "caution" for row in plans) >= 5


def test_two_populations_that_share_a_number_are_not_taken_for_each_other():
    """97 makers of medicines above scale in 2015, 97 enterprises of the biomedical industry above scale in 2021."""
    found = between(FIGURES["g-makers"], FIGURES["h-firms"], Figures((), MEASURES))
    assert found.comparability == "not"
    assert {one.code for one in found.reasons} == {"populations_differ", "equal_by_chance"}


REPORTED_2020 = Observed(
    "industry.main_revenue", "620000", "", "flow", date(2020, 1, 1), date(2020, 12, 31), Decimal("310.5E8"), "r-2020"
)


@pytest.mark.parametrize(
    ("later", "percent"),
    [("176.23E8", "43"), ("248.4E8", "20"), ("248.5E8", None), ("400E8", None)],  # 310.5 × 0.8 = 248.4
)
def test_a_later_figure_that_speaks_against_met_is_said(later, percent):
    """300 亿 by 2020 (gansu-2016): reported 310.5, and a year later 176.23."""
    (row,) = [one for one in CASES if one[0] == "g-300"]
    said = target(row)
    after = replace(FIGURES["h-revenue"], value=Decimal(later))
    found = verdict(said, Figures((REPORTED_2020, after), MEASURES), TODAY)
    assert found.state == "met"
    against = [one.values for one in found.reasons if one.code == "later_figure_differs"]
    assert [one.ref for one in found.used if one.role == "beside"] == (["h-revenue"] if percent else [])
    assert [(one["later_year"], one["judged_year"], one["percent"]) for one in against] == (
        [("2021", "2020", percent)] if percent else []
    )


def test_a_later_figure_speaks_against_met_only_in_the_bad_direction_and_of_the_same_region():
    (row,) = [one for one in CASES if one[0] == "g-300"]
    said = target(row)
    codes = {}
    for name, changed, after in [
        ("less is better", replace(said.now, direction="down", comparator="≤", low=Decimal("320E8")), "400E8"),
        (
            "less is better, and less it is",
            replace(said.now, direction="down", comparator="≤", low=Decimal("320E8")),
            "100E8",
        ),
        ("no direction", replace(said.now, direction="none"), "100E8"),
    ]:
        wording = replace(changed, high=changed.low)
        seen = (REPORTED_2020, replace(FIGURES["h-revenue"], value=Decimal(after)))
        found = verdict(replace(said, now=wording), Figures(seen, MEASURES), TODAY)
        codes[name] = [one.code for one in found.reasons if one.code == "later_figure_differs"]
    assert codes == {
        "less is better": ["later_figure_differs"], "less is better, and less it is": [], "no direction": [],
    }  # fmt: skip
    other = replace(FIGURES["h-revenue"], region="620100")
    found = verdict(said, Figures((REPORTED_2020, other), MEASURES), TODAY)
    assert "later_figure_differs" not in {one.code for one in found.reasons}
