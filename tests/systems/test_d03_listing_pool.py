"""D03: each criterion is cited with its figure; a criterion that changes changes the verdict from that day only."""

from datetime import date

import pytest

from yaomai.registers.operations.state import Saying, Told, state
from yaomai.registers.queries import checks
from yaomai.web.assessments_shown import reason_words

from .conftest import FORM


@pytest.fixture
def office(cast):
    return cast.person("jinrong", "official", of="省金融局（虚构）")


@pytest.fixture
def board(registers, now):
    says = (Saying("name", "示范板"), Saying("least_revenue", "100000000"), Saying("most_debt", "70"))
    earlier = Saying("least_profit", "15000000", valid_to=date(2026, 7, 1))
    later = Saying("least_profit", "20000000", valid_from=date(2026, 7, 1))
    from yaomai.people.viewer import INSTALLATION_VIEWER

    told = [Told("board", None, (*says, earlier, later))]
    return state(INSTALLATION_VIEWER, told, origin=FORM, now=now).entities[0]


@pytest.fixture
def candidate(registers, board):
    firm = registers.add("enterprise", name="兰岭示范制药")
    return registers.add("listing_candidate", name="兰岭 示范板", enterprise=firm, board=board, profit="18000000",
                         revenue="90000000", debt="41.5")  # fmt: skip


def verdicts(office, candidate, on, now):
    held, found = checks.checks_of_entity(office, "listing_candidate", candidate, on=on, now=now)
    return {one.check.name: (one.state, reason_words(one.reasons[0], held)) for one in found}


def test_each_criterion_is_cited_with_its_figure(office, candidate, now):
    found = verdicts(office, candidate, date(2026, 6, 30), now)
    assert {name: state for name, (state, _) in found.items()} == {
        "least_profit": "passed",
        "least_revenue": "failed",
        "least_assets": "passed",  # the board states no least assets
        "least_years": "passed",
        "debt": "passed",
        "clean": "passed",
    }
    assert "90\u00a0000\u00a0000" in found["least_revenue"][1]
    assert "100\u00a0000\u00a0000" in found["least_revenue"][1]
    assert "示范板的最近一年营业收入下限" in found["least_revenue"][1]


def test_a_changed_criterion_holds_from_its_day(office, candidate, now):
    before, after = (verdicts(office, candidate, date(2026, 6 + n, 30 - 29 * n), now)["least_profit"] for n in (0, 1))
    assert (before[0], after[0]) == ("passed", "failed")
    assert "15\u00a0000\u00a0000" in before[1]
    assert "20\u00a0000\u00a0000" in after[1]
