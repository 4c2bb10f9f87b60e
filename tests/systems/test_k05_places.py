"""K05: a place is found by its purpose and by the division it lies in, however deep; where it is, is on record with its origin."""

from yaomai.people.viewer import ANYONE
from yaomai.registers.queries.lists import Filter, Listing, page


def test_places_are_found_by_purpose_and_division(registers):
    park = registers.add("place", name="陇西示范药业园", use="park", division="621122")
    registers.add("place", name="兰州示范库", use="warehouse", division="620102")
    registers.add("place", name="陇西示范库", use="warehouse", division="621122")

    def found(*filters: Filter) -> list[int]:
        return [row.number for row in page(ANYONE, Listing("place", filters)).rows]

    assert found(Filter("division", "below", "621100"), Filter("use", "is", "park")) == [park]
    assert len(found(Filter("division", "below", "620000"))) == 3
    assert found(Filter("division", "below", "620100"), Filter("use", "is", "park")) == []
