"""Which tables hold the registers?"""

from typing import ClassVar

from django.db import models


class Identifier(models.Model):
    """One thing, place or party under its one canonical spelling; everywhere else it is its number."""

    id = models.BigAutoField(primary_key=True)
    canonical = models.TextField(unique=True, db_collation="C")
    scheme = models.TextField()
    kind = models.TextField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_identifier"
