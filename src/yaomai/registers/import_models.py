"""Which tables hold the import of spreadsheets? All are state: what an import made is on record as statements, and
its file as a file. They go with the file, when that is erased (a foreign key of the database, migration 0005).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yaomai.database.job_row import JobRow

WORKING = ("opening", "reading", "accepting", "undoing")
"""States in which the worker has something to do."""
RESTING = ("mapping", "ready", "failed")


class FileImport(JobRow):
    """One file of a table on its way in: into a register, or to become an edition of statistics.

    state: `opening` (its sheets are to be read), `mapping` (a person says what its columns are), `reading` (the preview is to be
    computed), `ready` (a person decides), `accepting`, `undoing`, `failed` (`faults` says why). `outline`: sheets, heads and the
    first rows (engine/sheet_outline.py). `mapping`: what was said of them. `wanted`: what an acceptance or an undoing that is to be
    done is of.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.BigIntegerField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    key = models.BigIntegerField(null=True)
    outline = models.JSONField(default=dict)
    mapping = models.JSONField(null=True)

    class Meta(JobRow.Meta):
        abstract = True


class Import(FileImport):
    """One file on its way into a register. `mapping`: engine/column_mapping.py. `counts`: rows by state."""

    kind = models.TextField()
    counts = models.JSONField(default=dict)

    class Meta:
        db_table = "registers_import"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=(*WORKING, *RESTING)), name="registers_import_state"),
        ]
        indexes = [
            models.Index(fields=["file"], name="registers_import_file"),
            models.Index(fields=["kind", "organisation", "-id"], name="registers_import_of"),
            models.Index(fields=["id"], condition=models.Q(state__in=WORKING), name="registers_import_to_do"),
        ]


class ImportRow(models.Model):
    """One row of the file in the preview. `number`: from 1, in the order of the file; `sheet_row`: as the spreadsheet counts.

    state: new, changed, same, conflicting, faulty. `entity`: whom it is about, if that is there. `cells` and `reasons`:
    engine/import_plan.py. `leader`: the number of the first row that is about the same. `deed`: by which it was accepted. `moved`:
    when it was to be accepted it was no longer as previewed.
    """

    pk = models.CompositePrimaryKey("import_id", "number")
    import_id = models.BigIntegerField()
    number = models.IntegerField()
    sheet_row = models.IntegerField()
    state = models.TextField()
    entity = models.BigIntegerField(null=True)
    leader = models.IntegerField()
    title = models.TextField()
    cells = models.JSONField()
    reasons = models.JSONField()
    deed = models.BigIntegerField(null=True)
    moved = models.BooleanField(db_default=False)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "registers_import_row"
        indexes = [
            models.Index(fields=["import_id", "state", "number"], name="registers_import_row_state"),
            models.Index(fields=["deed"], condition=models.Q(deed__isnull=False), name="registers_import_row_deed"),
        ]


class ImportAcceptance(models.Model):
    """That rows of an import were accepted, as one deed; and by which record that was withdrawn."""

    deed = models.BigIntegerField(primary_key=True)
    import_id = models.BigIntegerField(db_index=True)
    rows = models.IntegerField()
    entities = models.IntegerField()
    account = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField()
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "registers_import_acceptance"


class SavedMapping(models.Model):
    """What an organisation last said that columns with these heads are; the newest of the same heads counts, older ones stay."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    heads = ArrayField(models.TextField())
    mapping = models.JSONField()
    saved_at = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_saved_mapping"
        indexes = [models.Index(fields=["kind", "organisation", "-id"], name="registers_saved_mapping_of")]
