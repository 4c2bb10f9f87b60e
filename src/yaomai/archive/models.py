"""Which table knows the files? Their bytes are in the record's bodies only."""

from typing import ClassVar

from django.db import models


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
