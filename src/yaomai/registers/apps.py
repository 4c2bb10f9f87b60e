"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The package `registers`; its projections are declared to the ledger when Django is ready."""

    name = "yaomai.registers"

    def ready(self) -> None:
        """Register the projections, also those of draws and of match decisions, and who may see draws."""
        from yaomai.registers import draw_projections, match_projection, projections  # noqa: F401  # registers them

        projections.register_all()
