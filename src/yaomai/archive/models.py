"""Which table knows the files? Their bytes are in the record's bodies only."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from yaomai.database.job_row import JobRow


class File(models.Model):
    """A file that somebody sent: a projection of deeds of the kind `archive.file`, one record each."""

    record = models.BigIntegerField(primary_key=True)
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # an erasure takes the row of a record that it names
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "archive_file"
        indexes = [models.Index(fields=["sha256", "organisation"], name="archive_file_same")]


class Document(models.Model):
    """What somebody said of a file that is a text: which document it is. Deeds `archive.document`; the newest of a `file` holds.

    issuer: who approved or drafted it. issued_on: null when unknown. status: draft or approved. origin: from where
    it was got. division: of which region (GB/T 2260). year_from, year_until: the years that it plans. follows: the
    file of the version before. access: public or official. reading: the SHA-256 of the row of its text.
    """

    record = models.BigIntegerField(primary_key=True)
    file = models.BigIntegerField()
    title = models.TextField()
    issuer = models.TextField()
    issued_on = models.DateField(null=True)
    status = models.TextField()
    origin = models.TextField()
    division = models.TextField()
    year_from = models.IntegerField(null=True)
    year_until = models.IntegerField(null=True)
    follows = models.BigIntegerField(null=True)
    access = models.TextField()
    reading = models.BinaryField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # it goes with its file, when that is erased
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "archive_document"
        indexes = [models.Index(fields=["file", "-record"], name="archive_document_of")]


class Text(models.Model):
    """The text of a file, read once (engine/document_text.py) and not again, because places in it are on record; each document's
    `reading` vouches for it. characters: so many has it. pages: the first character of each page. faults: why there is none,
    or what is to be known of it.
    """

    file = models.BigIntegerField(primary_key=True)
    reader = models.TextField()
    text = models.TextField()
    characters = models.IntegerField()
    pages = models.JSONField()
    faults = models.JSONField()

    append_only: ClassVar[bool] = False  # it goes with its file, when that is erased
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "archive_text"


class FileReading(JobRow):
    """A file in which the worker is to read something, or whose reading failed; the row is gone when it was read. id: the file.

    state: `reading`, or `failed` (`faults` says why).
    """

    id = models.BigIntegerField(primary_key=True)

    class Meta(JobRow.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("reading", "failed")), name="%(app_label)s_reading_state"
            )
        ]

    @classmethod
    def begin(cls, file: int, total: int, wanted: dict[str, Any], now: datetime) -> None:
        """Leave the reading of the file to the worker, unless it has it already; in the open transaction."""
        begun = {"created_at": now, "state": "failed"}
        row, _ = cls._default_manager.select_for_update().get_or_create(id=file, defaults=begun)
        if row.state != "reading":
            cls.leave_to_the_worker(file, "reading", total, wanted=wanted, created_at=now, faults=[])


class TextReading(FileReading):
    """A file whose text the worker is to read, before anybody said what it is."""

    class Meta(FileReading.Meta):
        db_table = "archive_reading"
