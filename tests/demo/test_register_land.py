"""The made-up bases are operated by whom one would expect there."""

import pytest

from yaomai.demo.herb_counties import HUATING
from yaomai.demo.register_land import growers_by_county, land
from yaomai.demo.register_tables import made_up_enterprises, many


@pytest.mark.parametrize("scale", [0, 1])
def test_a_base_is_operated_by_a_grower_of_its_county_where_there_is_one(scale):
    size = many(scale)
    industries = {name: industry for name, _, industry, _ in made_up_enterprises(size.enterprises)}
    growers = growers_by_county(size)
    bases = next(table for table in land(size) if table.kind == "base")
    operator, division = (bases.heads.index(one) for one in ("经营者", "行政区划"))
    for row in bases.rows:
        assert industries[row[operator]] in {"0171", "2730", "2740"}
        county = HUATING.get(row[division], row[division])
        assert county not in growers or row[operator] in growers[county]
