"""Which column types does the project need that Django lacks?"""

from typing import Any

import orjson
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


class CanonicalJsonField(models.TextField):  # type: ignore[type-arg]  # as above
    """A JSON value kept as its canonical text (members sorted, no spaces; `canonical_json`): compared byte by byte, so that what
    was recorded and what stands in a table are the same or not. SQL NULL is None.
    """

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """The value that the text says."""
        return None if value is None else orjson.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        """The text that says the value."""
        return None if value is None else canonical_json(value)


def canonical_json(value: object) -> str:
    """JSON with sorted members and no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
