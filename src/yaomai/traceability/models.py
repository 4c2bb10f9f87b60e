"""Which tables hold the events, and the recalls? All are projections of records, the capture jobs excepted: see projections.py and
recall_projections.py.

Their references (to events, to the dictionary) are not foreign keys of the database: checking some ten references an event
costs about as much as writing it, and locks a row of the dictionary for each. Nothing leaves the dictionary, an erasure takes all
rows of a record, and `yaomai ledger verify` compares every reference with what the body says.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yaomai.database.fields import ExactDecimalField
from yaomai.registers.models import Identifier

_PRIVILEGES = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}


def _identifier(*, null: bool = False) -> "models.ForeignKey[Identifier, Identifier]":
    return models.ForeignKey(
        Identifier, null=null, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )


class Event(models.Model):
    """One EPCIS event, as far as it is searched for; its text is the record's body."""

    record = models.BigIntegerField(primary_key=True)
    # Absent is not empty: a member that the event does not have is NULL. Without an eventID the event is called by its hash.
    event_id = models.TextField(null=True, db_collation="C")
    event_hash = models.BinaryField()
    hash_profile = models.TextField()
    declaration_hash = models.BinaryField()  # of the error declaration; empty bytes: none
    event_type = models.TextField()
    event_time = models.DateTimeField()
    event_time_zone_offset = models.TextField()
    action = models.TextField(null=True)
    biz_step = models.TextField(null=True)
    disposition = models.TextField(null=True)
    persistent_set = ArrayField(models.TextField(), null=True)
    persistent_unset = ArrayField(models.TextField(), null=True)
    read_point = _identifier(null=True)
    biz_location = _identifier(null=True)
    transformation_id = models.TextField(null=True)
    organisation = models.BigIntegerField(null=True)  # whose recorder recorded it

    append_only: ClassVar[bool] = False  # an erasure takes the rows of a record that it names
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_event"
        constraints = [
            models.UniqueConstraint(fields=["event_hash", "declaration_hash"], name="traceability_event_once"),
            models.UniqueConstraint(
                fields=["event_id", "declaration_hash"],
                condition=models.Q(event_id__isnull=False),
                name="traceability_event_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["event_time", "record"], name="traceability_event_by_time"),
            models.Index(fields=["biz_step", "event_time", "record"], name="traceability_event_by_step"),
            models.Index(fields=["read_point", "event_time", "record"], name="traceability_event_read_at"),
            models.Index(fields=["biz_location", "event_time", "record"], name="traceability_event_at"),
        ]


class Repeat(models.Model):
    """That a record is a repeat: the same event, sent again. What it says stands with the first one.

    `event_id` is the eventID it was sent with; where that is not the event's own it is an alias, and leads to the event too.
    """

    record = models.BigIntegerField(primary_key=True)
    event_hash = models.BinaryField()
    declaration_hash = models.BinaryField()
    event_id = models.TextField(null=True, db_collation="C")

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_repeat"
        indexes = [
            models.Index(fields=["event_hash"], name="traceability_repeat_of"),
            models.Index(
                fields=["event_id"], condition=models.Q(event_id__isnull=False), name="traceability_repeat_called"
            ),
        ]


class EventThing(models.Model):
    """That an event names a thing, in which role (the EPCIS list that holds it), and how much of it."""

    pk = models.CompositePrimaryKey("event_id", "ordinal")
    event = models.ForeignKey(
        Event,
        on_delete=models.DO_NOTHING,
        db_column="record",
        related_name="things",
        db_index=False,
        db_constraint=False,
    )
    ordinal = models.IntegerField()
    role = models.TextField()
    identifier = _identifier()
    quantity = ExactDecimalField(null=True)
    uom = models.TextField(null=True)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_event_thing"
        indexes = [
            models.Index(fields=["identifier", "event"], name="traceability_thing_events"),
            # Lots one after the other, without their instances: queries/balance.py.
            models.Index(
                fields=["identifier", "event"],
                include=["role", "quantity", "uom"],
                condition=models.Q(quantity__isnull=False),
                name="traceability_thing_amounts",
            ),
        ]


class EventReference(models.Model):
    """That an event names a source, a destination or a business transaction: in which list (`role`), and of which type."""

    pk = models.CompositePrimaryKey("record", "ordinal")
    record = models.BigIntegerField()
    ordinal = models.IntegerField()
    role = models.TextField()
    type = models.TextField(null=True)
    identifier = _identifier()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_event_reference"
        indexes = [models.Index(fields=["identifier", "record"], name="traceability_referred_to")]


class Link(models.Model):
    """That by an event goods went from one node of the chain to another (engine/links.py says which kinds there are).

    A node is a number of the dictionary; below zero it is the step of a transformation without an id of its own: its record.
    `assertion` is what a withdrawal takes back.
    """

    pk = models.CompositePrimaryKey("record", "ordinal")
    record = models.BigIntegerField()
    ordinal = models.IntegerField()
    from_node = models.BigIntegerField()
    to_node = models.BigIntegerField()
    kind = models.TextField()
    event_time = models.DateTimeField()
    assertion = models.UUIDField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_link"
        indexes = [
            models.Index(
                fields=["from_node", "event_time"],
                include=["to_node", "kind", "record", "assertion"],
                name="traceability_link_forward",
            ),
            models.Index(
                fields=["to_node", "event_time"],
                include=["from_node", "kind", "record", "assertion"],
                name="traceability_link_back",
            ),
        ]


class Withdrawal(models.Model):
    """That a record declares in error what its organisation asserts by recording the event."""

    record = models.BigIntegerField(primary_key=True)
    assertion = models.UUIDField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_withdrawal"
        indexes = [models.Index(fields=["assertion", "record"], name="traceability_withdrawn")]


class Dispensing(models.Model):
    """That an instance (a pack with a code of its own) left the chain to a patient or a buyer."""

    pk = models.CompositePrimaryKey("record", "ordinal")
    record = models.BigIntegerField()
    ordinal = models.IntegerField()
    identifier = _identifier()
    event_time = models.DateTimeField()
    assertion = models.UUIDField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_dispensing"
        indexes = [models.Index(fields=["identifier"], name="traceability_dispensed")]


class StepPart(models.Model):
    """How much one TransformationEvent put into its step and took out, and what follows for the step (engine/mass_balance.py).

    Masses in kg, volumes in litres; `…_open`: some of it is neither. An event without transformationID is the whole step.
    """

    record = models.BigIntegerField(primary_key=True)
    input_mass = ExactDecimalField()
    input_volume = ExactDecimalField()
    input_open = models.BooleanField()
    output_mass = ExactDecimalField()
    output_volume = ExactDecimalField()
    output_open = models.BooleanField()
    process = models.TextField(null=True)
    greatest_loss = ExactDecimalField(null=True)
    verdict = models.TextField()
    reason = models.TextField()
    assertion = models.UUIDField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = _PRIVILEGES

    class Meta:
        db_table = "traceability_step_part"
        indexes = [models.Index(fields=["verdict", "reason", "record"], name="traceability_step_verdicts")]


class Recall(models.Model):
    """That somebody recalls what a lot, a place, a party or a step reaches. Its number (`recall`) is the id of the deed.

    Of `identifier` (lot, place or party), `step` (the record of a transformation) and `supplier` (an organisation's number, for a
    party that is one here) exactly one says what is recalled. What that reaches is computed from the events, whenever they come.
    """

    record = models.BigIntegerField(primary_key=True)
    recall = models.BigIntegerField(unique=True)
    scope = models.TextField()
    identifier = _identifier(null=True)
    step = models.BigIntegerField(null=True)
    supplier = models.BigIntegerField(null=True)
    recall_class = models.IntegerField()
    reason = models.TextField()
    organisation = models.BigIntegerField(null=True)  # whose recorder started it; NULL: the installation
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True  # recalls are public acts: they are ended, not erased
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "traceability_recall"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=("lot", "place", "party", "step")), name="traceability_recall_scope"
            ),
            models.CheckConstraint(
                condition=models.Q(recall_class__in=(1, 2, 3)), name="traceability_recall_class_is_declared"
            ),
        ]
        indexes = [
            models.Index(fields=["identifier"], name="traceability_recall_of"),
            models.Index(fields=["scope"], name="traceability_recall_scopes"),
        ]


class RecallEnd(models.Model):
    """That a recall is over, and why."""

    record = models.BigIntegerField(primary_key=True)
    recall = models.BigIntegerField(unique=True)
    reason = models.TextField()
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "traceability_recall_end"


class CaptureJob(models.Model):
    """A document sent to be captured, and how far that is: state, and no projection. `document` is there until it has ended,
    and after that only when it was set aside: `failed` through no fault of its own. `attempts`: how often the worker began it;
    `not_before`: after trouble it is not tried again earlier.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    key = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_behaviour = models.TextField()
    state = models.TextField()
    events_total = models.IntegerField()
    events_done = models.IntegerField()
    events_new = models.IntegerField()
    events_repeated = models.IntegerField()
    errors = models.JSONField()
    errors_total = models.IntegerField()
    deed = models.BigIntegerField(null=True)
    document = models.BinaryField(null=True)
    attempts = models.IntegerField(db_default=0)
    not_before = models.DateTimeField(null=True)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE"}

    class Meta:
        db_table = "traceability_capture_job"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "running"), finished_at__isnull=True, document__isnull=False)
                | models.Q(state="finished", finished_at__isnull=False, document__isnull=True)
                | models.Q(state="failed", finished_at__isnull=False),
                name="traceability_capture_job_state",
            ),
            models.CheckConstraint(
                condition=models.Q(error_behaviour__in=("rollback", "proceed")),
                name="traceability_capture_job_behaviour",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="traceability_job_of"),
            models.Index(fields=["-created_at", "-id"], name="traceability_job_newest"),
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(state__in=("waiting", "running")),
                name="traceability_job_to_do",
            ),
        ]
