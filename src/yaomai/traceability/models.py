"""Which tables hold the events? All are projections of records of kind `epcis.events`; see projections.py."""

from typing import ClassVar

from django.db import models

from yaomai.database.fields import ExactDecimalField
from yaomai.registers.models import Identifier


class Event(models.Model):
    """One EPCIS event, as far as it is searched for; its text is the record's body."""

    record = models.BigIntegerField(primary_key=True)
    event_id = models.TextField(db_collation="C")
    event_hash = models.BinaryField()
    hash_profile = models.TextField()
    declaration_hash = models.BinaryField()  # of the error declaration; empty bytes: none
    event_type = models.TextField()
    event_time = models.DateTimeField()
    event_time_zone_offset = models.TextField()
    # Absent is not empty: a member that the event does not have is NULL.
    action = models.TextField(null=True)
    biz_step = models.TextField(null=True)
    disposition = models.TextField(null=True)
    read_point = models.ForeignKey(Identifier, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    biz_location = models.ForeignKey(Identifier, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    transformation_id = models.TextField(null=True)
    organisation = models.BigIntegerField(null=True)  # whose recorder recorded it

    append_only: ClassVar[bool] = False  # an erasure takes the rows of a record that it names
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "traceability_event"
        constraints = [
            models.UniqueConstraint(fields=["event_hash", "declaration_hash"], name="traceability_event_once"),
            models.UniqueConstraint(fields=["event_id", "declaration_hash"], name="traceability_event_id_once"),
        ]
        indexes = [
            models.Index(fields=["-event_time", "record"], name="traceability_event_by_time"),
            models.Index(fields=["read_point", "event_time", "record"], name="traceability_event_read_at"),
            models.Index(fields=["biz_location", "event_time", "record"], name="traceability_event_at"),
        ]


class Repeat(models.Model):
    """That a record is a repeat: the same event, sent again in a later document. What it says stands with the first one."""

    record = models.BigIntegerField(primary_key=True)
    event_hash = models.BinaryField()
    declaration_hash = models.BinaryField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "traceability_repeat"
        indexes = [models.Index(fields=["event_hash"], name="traceability_repeat_of")]


class EventThing(models.Model):
    """That an event names a thing, in which role (the EPCIS list that holds it), and how much of it."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, db_column="record", related_name="things")
    ordinal = models.IntegerField()
    role = models.TextField()
    identifier = models.ForeignKey(Identifier, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = ExactDecimalField(null=True)
    uom = models.TextField(null=True)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "traceability_event_thing"
        indexes = [models.Index(fields=["identifier", "event"], name="traceability_thing_events")]
