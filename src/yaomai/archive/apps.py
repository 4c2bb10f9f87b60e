"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The package `archive`; its projection is registered when the application is ready."""

    name = "yaomai.archive"

    def ready(self) -> None:
        """Declare to the ledger how the table of files follows from the record."""
        from yaomai.archive import projections  # noqa: F401  # registers it
