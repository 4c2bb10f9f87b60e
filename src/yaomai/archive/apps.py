"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The package `archive`; its projections are registered when the application is ready."""

    name = "yaomai.archive"

    def ready(self) -> None:
        """Declare to the ledger how the tables of files and documents follow from the record."""
        from yaomai.archive import document_projections, projections  # noqa: F401  # registers them
