"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The package `registers`; its projections are declared to the ledger when Django is ready."""

    name = "yaomai.registers"

    def ready(self) -> None:
        """Register the projections, also of draws (and who may see them) and match decisions; and what follows a migration."""
        from yaomai.database.migrate import register_afterwards
        from yaomai.registers import draw_projections, match_projection, projections  # noqa: F401  # registers them
        from yaomai.registers.operations.follow_declarations import follow_declarations

        projections.register_all()
        register_afterwards(follow_declarations)
