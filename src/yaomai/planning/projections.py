"""How do the tables of plans follow from what was recorded?"""


def register_all() -> None:
    """Register every projection of this room."""
