"""A verdict by a figure that follows from a formula opens to its inputs; who may not see those is told so."""

import re
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from askers import browser, signed_in
from make_statistics import GANSU, Statistics, said, year
from plan_reading import proposed
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.engine.target_deed import Said
from yaomai.planning.engine.target_view import Wording
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.operations.word_targets import word_targets


@pytest.fixture
def path(cast):
    """The address of a target that a share of two published figures meets."""
    now = timezone.now()
    office = Statistics(now)
    for key, name in (("test.part", "新药收入"), ("test.whole", "全部收入")):
        office.define(key, name=name)
    office.define("test.share", name="新药收入占比", unit="P1", formula="share(test.part, test.whole)")
    plan = proposed(now).file
    least = Decimal(15)
    wording = Wording(
        "新药收入占比", "test.share", GANSU, "ratio", "P1", comparator="≥", low=least, high=least, year=2020
    )
    with transaction.atomic():
        (number,) = word_targets(INSTALLATION_VIEWER, [Said(None, plan, 0, 1, wording)], now=now)
    office.publish(said("test.part", year(2020), "16"), is_invented=False)
    return office, f"/targets/{reference(number)}"


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_it_opens_to_its_inputs(path):
    office, address = path
    office.publish(said("test.whole", year(2020), "100"), is_invented=False)
    judge_all(now=timezone.now())
    page = page_of(browser(), address)
    assert "没有公布过这个数；这是由“新药收入”、“全部收入”按指标的公式算出的。" in page
    (derived,) = set(re.findall(r'href="(/figure/derived/[^"]+)"', page))
    assert len(set(re.findall(r'href="(/figure/observation/[^"]+)"', page_of(browser(), derived)))) == 2
    for one in set(re.findall(r'href="(/figure/verdict/[^"]+)"', page)):
        assert f'href="{derived}"' in page_of(browser(), one)


def test_officials_only_inputs_are_for_officials_only(path, cast):
    office, address = path
    office.publish(said("test.whole", year(2020), "100"), is_invented=False, access="official")
    judge_all(now=timezone.now())
    assert "无法判断" in page_of(browser(), address)
    official = signed_in(cast.account("official", "official", of="省局"))
    assert "已达到" in page_of(official, address)
