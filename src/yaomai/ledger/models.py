"""Which tables hold the record?

`Deed` and `Record` are what was recorded; `Leaf`, `Tile`, `Checkpoint` and `Cosignature` are the log over it, written by the
sequencer alone; `Pending` is the queue between the two; `Erasure` says which bodies were erased, and by which deed.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length


def _bytes_are(field: str, length: int, table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__length": length}), name=f"{table}_{field}_is_{length}_bytes"
    )


models.BinaryField.register_lookup(Length)


class Deed(models.Model):
    """One thing done at one moment by one recorder: one leaf of the log."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    key = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()
    size = models.IntegerField()
    salt = models.BinaryField()
    root = models.BinaryField()
    record_hashes = models.BinaryField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {
        "app": "SELECT, INSERT",
        "sequencer": "SELECT",
        "eraser": "SELECT, INSERT",
    }

    class Meta:
        db_table = "ledger_deed"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gte=1, size__lt=2**20), name="ledger_deed_size"),
            models.CheckConstraint(
                condition=models.Q(record_hashes__length=models.F("size") * 32),
                name="ledger_deed_hashes_match_size",
            ),
            _bytes_are("salt", 16, "ledger_deed"),
            _bytes_are("root", 32, "ledger_deed"),
        ]
        indexes = [
            models.Index(fields=["organisation", "id"], name="ledger_deed_by_organisation"),
            models.Index(fields=["record_time", "id"], name="ledger_deed_by_time"),
        ]


class Record(models.Model):
    """One body of a deed. `id` is the deed's id times 2**20 plus the position (1..n); see engine/deed.py."""

    id = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(null=True)
    body = models.BinaryField(null=True)

    append_only: ClassVar[bool] = (
        False  # its own trigger (migration 0002) lets a declared erasure through, and nothing else
    )
    privileges: ClassVar[dict[str, str]] = {
        "app": "SELECT, INSERT",
        "eraser": "SELECT, INSERT, UPDATE",
    }

    class Meta:
        db_table = "ledger_record"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(salt__isnull=True, body__isnull=True)
                | models.Q(salt__isnull=False, body__isnull=False, salt__length=16),
                name="ledger_record_salt_goes_with_body",
            ),
        ]


class Erasure(models.Model):
    """That a record's body was erased; the projection of a deed of kind `ledger.erasure`."""

    record = models.BigIntegerField(unique=True)  # the id of the record whose content is the erasure itself
    erased_record = models.BigIntegerField(unique=True)
    reason = models.TextField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {
        "app": "SELECT",
        "eraser": "SELECT, INSERT",
    }

    class Meta:
        db_table = "ledger_erasure"


class Pending(models.Model):
    """A deed that was recorded and is not yet a leaf."""

    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, primary_key=True, db_column="deed_id")

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {
        "app": "SELECT, INSERT",
        "sequencer": "SELECT, DELETE",
        "eraser": "INSERT",
    }

    class Meta:
        db_table = "ledger_pending"


class Leaf(models.Model):
    """Which deed is which leaf of the log."""

    leaf_index = models.BigIntegerField(primary_key=True)
    deed = models.OneToOneField(Deed, on_delete=models.PROTECT, db_column="deed_id")

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {
        "app": "SELECT",
        "sequencer": "SELECT, INSERT",
        "eraser": "SELECT",
    }

    class Meta:
        db_table = "ledger_leaf"


class Tile(models.Model):
    """256 hashes of one level of the tree (C2SP tlog-tiles); the last of a level holds fewer and grows at its end only."""

    pk = models.CompositePrimaryKey("level", "n")
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    hashes = models.BinaryField()

    append_only: ClassVar[bool] = (
        False  # its own trigger (migration 0002) lets a tile grow at its end, and nothing else
    )
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT", "sequencer": "SELECT, INSERT, UPDATE"}

    class Meta:
        db_table = "ledger_tile"


class Checkpoint(models.Model):
    """A tree head that the log's key has signed (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT", "sequencer": "SELECT, INSERT"}

    class Meta:
        db_table = "ledger_checkpoint"


class Cosignature(models.Model):
    """A witness's signature line over a checkpoint (C2SP tlog-cosignature)."""

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, db_column="size")
    witness = models.TextField()  # the witness's key name
    line = models.TextField()
    received_at = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT", "sequencer": "SELECT, INSERT"}

    class Meta:
        db_table = "ledger_cosignature"
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="ledger_cosignature_once")]
