"""Which column types does the project need that Django lacks?"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class ExactDecimalField(models.DecimalField):  # type: ignore[type-arg]  # the stubs' parameters are not there at run time
    """A decimal kept digit by digit as it was recorded: PostgreSQL's numeric without a scale that would round or pad it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = (
            1000,
            500,
        )  # what forms would allow; the column has no such limits
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002  # Django's signature
        """Plain numeric."""
        return "numeric"
