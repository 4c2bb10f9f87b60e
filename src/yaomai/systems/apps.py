"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """The package `systems`; its kinds are declared to the registers when Django is ready."""

    name = "yaomai.systems"

    def ready(self) -> None:
        """Find the systems and declare their kinds."""
        from yaomai.systems import all_systems

        all_systems()
