"""D02: an enterprise is one entry, whichever of its names or codes somebody has, and what two sources say of it stays two sayings."""

import pytest

from yaomai.errors import InvalidError
from yaomai.people.viewer import ANYONE
from yaomai.registers.queries.entities import entity
from yaomai.registers.queries.search import search
from yaomai.standards.gb32100 import check_character


@pytest.fixture
def code() -> str:
    body = "91620100MA71TEQ12"
    return body + check_character(body)


def test_an_enterprise_is_one_entry_by_each_of_its_names(registers, code):
    number = registers.add("enterprise", name="兰州示范生物制品研究所有限责任公司", short_names=["兰州示范所"], former_names=["西北示范防疫处"], uscc=code)  # fmt: skip
    for asked in ("示范生物制品", "lzsf", code[:8]):
        assert [hit.number for hit in search(ANYONE, asked)] == [number], asked
    with pytest.raises(InvalidError, match=str(number)):
        registers.add("enterprise", name="同一家", uscc=code)


def test_two_sources_disagree_and_both_stay(registers, cast, code):
    maker = cast.organisation("示范一厂", kind="manufacturer")
    clerk = cast.person("clerk", "recorder", of="示范一厂")
    official = cast.person("official", "official", of=_authority(cast))
    number = registers.add("enterprise", by=clerk, organisation=maker, name="示范一厂", employees="310")
    registers.say("enterprise", number, by=official, employees="290")
    held = entity(official, number).cells["employees"]
    assert (held.value, held.is_disputed) == ("290", True)


def _authority(cast) -> str:
    cast.organisation("省药监局", kind="authority")
    return "省药监局"
