"""G01: herbs are found by each of their names."""

import pytest

from yaomai.people.viewer import ANYONE
from yaomai.registers.queries.search import search


@pytest.mark.parametrize("text", ["当归", "danggui", "Angelicae Sinensis Radix", "Angelica sinensis", "秦归", "岷归"])
def test_a_herb_is_found_by_each_of_its_names(registers, text):
    species = ["Angelica sinensis (Oliv.) Diels"]
    herb = registers.add(
        "herb", name="当归", latin="Angelicae Sinensis Radix", species=species, other_names=["秦归", "岷归"]
    )
    registers.add("herb", name="独活", latin="Angelicae Pubescentis Radix", species=["Angelica pubescens Maxim."])
    assert search(ANYONE, text, kinds=["herb"])[0].number == herb
