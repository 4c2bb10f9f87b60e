"""What does Django do when it loads this package?"""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The package `registers`; its projections are declared to the ledger when Django is ready."""

    name = "yaomai.registers"

    def ready(self) -> None:
        """Register the projections, also of draws (and who may see them) and match decisions; what follows a migration; who sees
        which rows.
        """
        from yaomai.database import policies
        from yaomai.database.migrate import register_afterwards
        from yaomai.registers import draw_projections, match_projection, projections, row_policies  # noqa: F401  # registers them
        from yaomai.registers.operations.follow_declarations import follow_declarations

        projections.register_all()
        register_afterwards(follow_declarations)
        policies.declare(row_policies.POLICIES, row_policies.VIEWS)
