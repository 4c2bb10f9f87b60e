"""How does a trace become a drawing that can be read, of three nodes or of three thousand?"""

from collections.abc import Sequence

from yaomai.web.graph import Node
from yaomai.web.labels import grouped

DRAWN_MOST = 40
"""So many boxes can be taken in; more are put together in groups."""


def described(members: Sequence[Node]) -> Node:
    """The box of a group: what its members are, and how many."""
    first = members[0]
    kinds = {one.kind for one in members}
    alike = len({one.family for one in members}) == 1
    return Node(
        key="",
        label=first.group_word if alike and first.group_word else first.kind if len(kinds) == 1 else "各种对象",
        detail=f"{grouped(len(members))} 个",
        kind=first.kind if len(kinds) == 1 else "",
        href=first.href,
        state=next((one.state for one in members if one.state), ""),
        family=first.family if alike else "",
        count=len(members),
        is_step=first.is_step,
    )
