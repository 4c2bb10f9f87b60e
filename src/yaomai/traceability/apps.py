"""Django's handle on traceability: its projections are registered when the application is ready."""

from django.apps import AppConfig


class TraceabilityConfig(AppConfig):
    name = "yaomai.traceability"
    verbose_name = "traceability"

    def ready(self) -> None:
        from yaomai.traceability import projections, recall_projections  # noqa: F401  # registers them
