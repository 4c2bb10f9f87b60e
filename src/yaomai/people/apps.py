"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The package `people`; its projections are declared to the ledger when Django is ready."""

    name = "yaomai.people"

    def ready(self) -> None:
        """Register the projections."""
        from yaomai.people import projections

        projections.register_all()
