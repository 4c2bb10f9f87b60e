"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The package `indicators`; its projections are declared to the ledger when Django is ready."""

    name = "yaomai.indicators"

    def ready(self) -> None:
        """Register the projections."""
        from yaomai.indicators import projections

        projections.register_all()
