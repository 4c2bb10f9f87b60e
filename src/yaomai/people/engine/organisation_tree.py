"""What does the tree of organisations say: who is above whom, on which level, and may this one be put under that one?"""

from collections.abc import Mapping
from typing import Literal

from yaomai.people.engine.visibility import region_of

Level = Literal["province", "prefecture", "county"]
_LEVELS: Mapping[int, Level] = {2: "province", 4: "prefecture", 6: "county"}


def level_of(division: str) -> Level | None:
    """On which level a division is (GB/T 2260, 4): 620000 province, 621100 prefecture, 621126 county; None: no such code."""
    return _LEVELS.get(len(region_of(division)))


def way_up(parents: Mapping[int, int | None], start: int) -> tuple[int, ...]:
    """The organisation and all above it, from below: (start, its parent, …). Ends before one that it has passed already."""
    way = [start]
    while (above := parents.get(way[-1])) is not None and above not in way:
        way.append(above)
    return tuple(way)


def cycle(parents: Mapping[int, int | None], organisation: int, parent: int) -> tuple[int, ...]:
    """The way that would lead from the organisation back to itself if it were put under `parent`: (organisation, parent, …,
    organisation); empty when it would not.
    """
    way = way_up(parents, parent)
    if organisation not in way:
        return ()
    return (organisation, *way[: way.index(organisation) + 1])
