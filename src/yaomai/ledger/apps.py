"""Django's handle on the ledger: its projections are registered when the application is ready."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yaomai.ledger"
    verbose_name = "ledger"

    def ready(self) -> None:
        from yaomai.ledger.operations import erase  # noqa: F401  # registers the projection of erasures
