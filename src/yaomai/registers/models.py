"""Which tables hold the registers?"""

from typing import ClassVar

from django.db import models


class Identifier(models.Model):
    """One thing, place or party under its one canonical spelling; everywhere else it is its number."""

    id = models.BigAutoField(primary_key=True)
    canonical = models.TextField(db_collation="C")
    scheme = models.TextField()
    kind = models.TextField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_identifier"
        # Not unique=True, with which Django makes a second index, for LIKE, that the collation C has no need of.
        constraints = [models.UniqueConstraint(fields=["canonical"], name="registers_identifier_once")]


class Name(models.Model):
    """That a record says what an identifier is called: a projection of the records that say so. Whose counts: queries/names.py."""

    pk = models.CompositePrimaryKey("record", "ordinal")
    record = models.BigIntegerField()
    ordinal = models.IntegerField()
    identifier = models.ForeignKey(
        Identifier, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    name = models.TextField()

    append_only: ClassVar[bool] = False  # an erasure takes the rows of a record that it names
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "registers_name"
        indexes = [models.Index(fields=["identifier", "-record"], name="registers_name_newest")]
