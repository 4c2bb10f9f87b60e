"""How do the tables of indicators follow from what was recorded?"""


def register_all() -> None:
    """Register every projection of this room."""
