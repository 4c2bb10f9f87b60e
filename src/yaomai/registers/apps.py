"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The package `registers`."""

    name = "yaomai.registers"

    def ready(self) -> None:
        """Declare to the ledger how the tables of draws follow from the record, and who may see them."""
        from yaomai.registers import draw_projections  # noqa: F401  # registers them
