"""Which tables hold indicators, editions, observations, corrections and breaks? Projections of deeds; imports are state."""

from typing import ClassVar

from django.db import models

from yaomai.database.fields import CanonicalJsonField, ExactDecimalField
from yaomai.indicators.engine.values import ACCESSES, ACTIONS, BASES, STATUSES
from yaomai.registers.import_models import FileImport

WORKING = ("opening", "reading", "accepting")
"""States in which the worker has something to do; to undo an import takes a moment."""
RESTING = ("mapping", "ready", "accepted", "undone", "failed")


class Definition(models.Model):
    """One wording of an indicator; the newest of a key holds, the older ones are its history. Deeds `indicators.define`.

    unit: UN/ECE Rec. 20 or "CNY", "MU"; "P1" for percents; empty for counts, whose measure word is `counted` (家).
    basis: BASES. direction: up, down, none. aggregation: sum, mean, last, none. formula: engine/formula.py, empty
    for what is observed. comparable: [[key of another indicator, same|caution|not, words], …]. other_names: what tables and
    plans call it, too.
    """

    record = models.BigIntegerField(primary_key=True)
    key = models.TextField()
    name = models.TextField()
    unit = models.TextField()
    counted = models.TextField()
    scope = models.TextField()
    basis = models.TextField()
    direction = models.TextField()
    aggregation = models.TextField()
    formula = models.TextField()
    clause = models.TextField()
    comparable = CanonicalJsonField()
    other_names = CanonicalJsonField()
    reason = models.TextField()
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_definition"
        indexes = [models.Index(fields=["key", "-record"], name="indicators_definition_of")]


class Series(models.Model):
    """The number of one indicator in one region (GB/T 2260) and segment (empty: all of it): a dictionary that only grows."""

    id = models.BigAutoField(primary_key=True)
    indicator = models.TextField()
    region = models.TextField()
    segment = models.TextField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_series"
        constraints = [
            models.UniqueConstraint(fields=["indicator", "region", "segment"], name="indicators_series_once")
        ]
        indexes = [models.Index(fields=["region", "indicator"], name="indicators_series_in")]


class Edition(models.Model):
    """What somebody published on a day. Deeds `indicators.edition`: record 1 is the edition, each further one the
    observations of one series. access: public or official. is_invented: made up for a demonstration. file: the
    archive's file it was read from.
    """

    record = models.BigIntegerField(primary_key=True)
    title = models.TextField()
    publisher = models.TextField()
    published_on = models.DateField()
    access = models.TextField()
    is_invented = models.BooleanField()
    file = models.BigIntegerField(null=True)
    observations = models.IntegerField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_edition"
        constraints = [models.CheckConstraint(condition=models.Q(access__in=ACCESSES), name="indicators_access")]
        indexes = [models.Index(fields=["published_on", "record"], name="indicators_edition_by_day")]


class Observation(models.Model):
    """One published value of a series. start, end: first and last day of the span. value: in the unit of the definition, null when
    published as missing. original: as printed. place: where in the file (`Sheet!B7`, or characters `120-126` of a text).
    """

    pk = models.CompositePrimaryKey("record", "ordinal")
    record = models.BigIntegerField()
    ordinal = models.IntegerField()
    edition = models.BigIntegerField()
    series = models.BigIntegerField()
    basis = models.TextField(db_collation="C")
    start = models.DateField()
    end = models.DateField()
    value = ExactDecimalField(null=True)
    status = models.TextField()
    original = models.TextField()
    place = models.TextField()
    note = models.TextField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_observation"
        constraints = [
            models.CheckConstraint(condition=models.Q(basis__in=BASES), name="indicators_basis"),
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="indicators_status"),
            models.CheckConstraint(condition=models.Q(start__lte=models.F("end")), name="indicators_span"),
        ]
        indexes = [
            models.Index(fields=["series", "basis", "end", "start"], name="indicators_observation_of"),
            models.Index(fields=["edition"], name="indicators_observation_in"),
        ]


class Correction(models.Model):
    """A declared correction of published values. Deeds `indicators.correct`. action: drop, override, scale, flag. expect: the
    published value that it was written for (null: published as missing); when the source says otherwise, the correction does
    not apply and is reported. provider: whose value it is. status: CORRECTION_STATUSES. access: that of the edition
    whose value it speaks of: who may not see the one is not told of the other. The newest of a span holds, until it is withdrawn.
    """

    record = models.BigIntegerField(primary_key=True)
    series = models.BigIntegerField()
    basis = models.TextField(db_collation="C")
    start = models.DateField()
    end = models.DateField()
    action = models.TextField()
    value = ExactDecimalField(null=True)
    expect = ExactDecimalField(null=True)
    reason = models.TextField()
    provider = models.TextField()
    status = models.TextField()
    access = models.TextField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_correction"
        constraints = [
            models.CheckConstraint(condition=models.Q(action__in=ACTIONS), name="indicators_correction_action"),
            models.CheckConstraint(condition=models.Q(access__in=ACCESSES), name="indicators_correction_access"),
        ]
        indexes = [models.Index(fields=["series"], name="indicators_correction_of")]


class Break(models.Model):
    """That series of an indicator are not comparable with before, from a day on. Deeds `indicators.break`. region, segment: of
    which series; null: of every one. document: the archive's file that says so.
    """

    record = models.BigIntegerField(primary_key=True)
    indicator = models.TextField()
    region = models.TextField(null=True)
    segment = models.TextField(null=True)
    day = models.DateField()
    reason = models.TextField()
    document = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_break"
        indexes = [models.Index(fields=["indicator"], name="indicators_break_of")]


class Withdrawal(models.Model):
    """An edition, a correction or a declared break that was taken back. Deeds `indicators.withdraw`."""

    record = models.BigIntegerField(primary_key=True)
    withdrawn = models.BigIntegerField(unique=True)
    reason = models.TextField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "indicators_withdrawal"


class Mapping(models.Model):
    """How the tables of one form are read, as a person confirmed it; a state. signature: what recognises the form."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.BigIntegerField(null=True)
    signature = models.TextField()
    name = models.TextField()
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "indicators_mapping"
        constraints = [models.UniqueConstraint(fields=["organisation", "signature"], name="indicators_mapping_once")]


class StatisticsImport(FileImport):
    """One file of statistics on its way in. mapping: how its table is read (engine/table_layout.py). preview: what it would say.
    edition: what it became.
    """

    preview = models.JSONField(null=True)
    edition = models.BigIntegerField(null=True)

    class Meta:
        db_table = "indicators_import"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=(*WORKING, *RESTING)), name="indicators_import_state"),
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(state__in=WORKING), name="indicators_import_to_do")]
