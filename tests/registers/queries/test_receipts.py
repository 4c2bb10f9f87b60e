"""Receipts of what was recorded in a register: who may have them, and with the text in them."""

import pytest

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.receipts import discloses

WHY = "因为如此"


@pytest.fixture
def asker(cast):
    """Sees something of every test firm, of test plots those of the own organisation, and no expert at all."""
    return cast.person("kong", of="省局")


@pytest.fixture(params=["name", "order"])
def decided(request, now):
    """What decides something about a kind and no entity, as an operation on the kind of this name."""

    def of(kind):
        if request.param == "name":
            return decide(INSTALLATION_VIEWER, kind, "未入库的一处", None, expected=None, now=now)
        return prefer(INSTALLATION_VIEWER, kind, "", ["self"], reason=WHY, now=now)

    return of


def test_what_is_about_no_entity_is_for_who_sees_the_kind(decided, asker, now):
    of_firms, of_experts = decided("test_firm"), decided("expert")
    assert discloses(asker, of_firms) is True
    assert discloses(asker, of_experts) is None
    withdrawn = [withdraw(INSTALLATION_VIEWER, record=one, reason=WHY, now=now) for one in (of_firms, of_experts)]
    assert [discloses(asker, one) for one in withdrawn] == [True, None]


def test_a_name_is_not_told_to_who_sees_only_the_own_rows(asker, now):
    name = decide(INSTALLATION_VIEWER, "test_plot", "未入库的一处", None, expected=None, now=now)
    assert discloses(asker, name) is False


def test_what_is_withdrawn_of_an_entity_is_for_who_sees_it(desk, asker, now):
    deed = desk.plot("一号地", "621122") >> 20
    assert discloses(asker, withdraw(INSTALLATION_VIEWER, deed=deed, reason=WHY, now=now)) is None
