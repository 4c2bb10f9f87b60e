"""Does the README's walk name the codes and the figures of the made-up year, in both languages?"""

from pathlib import Path

import pytest

from made_up_year import events
from yaomai.demo import plants
from yaomai.demo.load import PASSWORD
from yaomai.demo.province import PARTIES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize(
    "uri",
    [plants.SHOWN_PACK, plants.FRAUD_LOT, plants.CORRECTED_LOT, plants.DUPLICATED_PACK],
)
def test_each_address_of_the_walk_is_there_in_both_languages(uri):
    assert README.count(uri.removeprefix("https://id.gs1.org")) >= 2


def test_the_recalled_lot_and_the_logins_are_named_and_the_password_is_only_printed():
    assert README.count(plants.RECALLED_CODE) == 2
    named = {login for login in ("jianguan", "guiyuan", "guanli") if README.count(f"`{login}`") >= 2}
    assert named == {"jianguan", "guiyuan", "guanli"}
    assert named <= {party.login for party in PARTIES}
    assert PASSWORD not in README


@pytest.mark.slow
def test_the_figures_of_the_fraud_are_those_of_the_year():
    (drying,) = (
        event
        for _, event in events(1)
        if any(
            one.identifier.canonical == plants.FRAUD_LOT and one.role == "outputQuantityList" for one in event.things
        )
    )
    put_in = sum(one.quantity for one in drying.things if one.role == "inputQuantityList")
    (came_out,) = (one.quantity for one in drying.things if one.role == "outputQuantityList")
    assert README.count(f"{put_in}") == README.count(f"{came_out}") == 2
