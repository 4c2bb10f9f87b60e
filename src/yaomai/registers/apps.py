"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The package `registers`."""

    name = "yaomai.registers"
