"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The package `planning`; its projections are declared to the ledger when Django is ready."""

    name = "yaomai.planning"

    def ready(self) -> None:
        """Register the projections."""
        from yaomai.planning import projections

        projections.register_all()
