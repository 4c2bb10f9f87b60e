"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The package `archive`."""

    name = "yaomai.archive"
