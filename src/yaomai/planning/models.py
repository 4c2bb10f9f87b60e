"""Which tables hold plans? Proposals of the reader and verdicts are state; decisions and targets are projections of deeds."""

from typing import ClassVar

from django.db import models

from yaomai.archive.models import FileReading

KINDS = ("level", "growth", "cumulative", "range", "ratio", "count", "rank", "multiple", "milestone")
# The nine kinds of target: a level (direction says which way is better); growth a year; a sum over the plan's years; within an
# interval; a ratio; a small count; a rank; a multiple of the baseline (翻一番); a deliverable.
DECISIONS = ("confirm", "correct", "reject", "split", "add", "reopen")


class Proposal(models.Model):
    """What the reader read in a document, until a person decides; a state, made anew when the reader changes. document: the
    archive's file. start, end: characters of the value in its text. genre: quantity, task, project, organisation, product,
    place. fields: engine/reading/records.py. reader: its version.
    """

    id = models.BigAutoField(primary_key=True)
    document = models.BigIntegerField()
    genre = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    fields = models.JSONField()
    reader = models.TextField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, DELETE"}

    class Meta:
        db_table = "planning_proposal"
        constraints = [
            models.UniqueConstraint(fields=["document", "genre", "start", "end"], name="planning_proposal_once")
        ]


class PlanReading(FileReading):
    """A document in which the worker is to read what it promises, or whose reading failed. done, total: characters of its text."""

    class Meta(FileReading.Meta):
        db_table = "planning_reading"


class Decision(models.Model):
    """What a person decided about the words start..end of a document. Deeds `planning.decide`; the newest of a
    (document, start, end) holds. fields: the quantity as decided (empty for reject, split and reopen). reader:
    whose proposal it was, empty for `add`. edition: what the fact was stated as; target: whose wording it is.
    """

    record = models.BigIntegerField(primary_key=True)
    document = models.BigIntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    decision = models.TextField()
    fields = models.JSONField()
    reader = models.TextField()
    reason = models.TextField()
    edition = models.BigIntegerField(null=True)
    target = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "planning_decision"
        constraints = [
            models.CheckConstraint(condition=models.Q(decision__in=DECISIONS), name="planning_decision_word")
        ]
        indexes = [models.Index(fields=["document", "start", "end", "-record"], name="planning_decision_of")]


class Target(models.Model):
    """One wording of a target; the newest of a `target` (the record of its first wording) holds, the older ones are
    its history. Deeds `planning.target`. document, start, end: the clause. indicator, region, segment: what is to
    reach it. comparator: = ≥ > ≤ < ≈ <≈ range. low, high: in `unit`, that of the indicator (equal unless a range).
    year: by when; year_from: first year of the plan. path: {"shape": linear|compound|declared, "points": [[year,
    value], …]}. binding: 约束性, null when the text does not say. threshold: the inner condition of a count. state:
    in_force, withdrawn.
    """

    record = models.BigIntegerField(primary_key=True)
    target = models.BigIntegerField()
    document = models.BigIntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    name = models.TextField()
    indicator = models.TextField()
    region = models.TextField()
    segment = models.TextField()
    field = models.TextField()
    unit = models.TextField()
    kind = models.TextField()
    direction = models.TextField()
    comparator = models.TextField()
    hedges = models.JSONField()
    low = models.DecimalField(null=True, max_digits=40, decimal_places=12)
    high = models.DecimalField(null=True, max_digits=40, decimal_places=12)
    is_increment = models.BooleanField()
    year = models.IntegerField(null=True)
    year_from = models.IntegerField(null=True)
    baseline = models.DecimalField(null=True, max_digits=40, decimal_places=12)
    baseline_year = models.IntegerField(null=True)
    path = models.JSONField()
    binding = models.BooleanField(null=True)
    threshold = models.JSONField(null=True)
    original = models.TextField()
    state = models.TextField()
    reason = models.TextField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "planning_target"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="planning_target_kind")]
        indexes = [
            models.Index(fields=["target", "-record"], name="planning_target_of"),
            models.Index(fields=["document", "start"], name="planning_target_in"),
        ]


class Evidence(models.Model):
    """What was said of a part of a milestone; the newest of a (target, part) holds. Deeds `planning.evidence`. progress: none,
    begun, delivered, accepted, on the day. due: by when it is to be accepted. document: the archive's file that proves it. reason:
    why it was said anew. state: in_force, withdrawn.
    """

    record = models.BigIntegerField(primary_key=True)
    target = models.BigIntegerField()
    part = models.TextField()
    progress = models.TextField()
    weight = models.DecimalField(max_digits=40, decimal_places=12)
    day = models.DateField()
    due = models.DateField(null=True)
    document = models.BigIntegerField(null=True)
    note = models.TextField()
    reason = models.TextField()
    state = models.TextField()
    organisation = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "planning_evidence"
        indexes = [models.Index(fields=["target", "record"], name="planning_evidence_of")]


class Verdict(models.Model):
    """The verdict of a target, computed anew when what it rests on changes; a state. audience: public (from public editions only)
    or official. mark: of what it was computed from. verdict: engine/verdict.py as JSON.
    """

    pk = models.CompositePrimaryKey("target", "audience")
    target = models.BigIntegerField()
    audience = models.TextField()
    state = models.TextField()
    light = models.TextField()
    completion = models.DecimalField(null=True, max_digits=40, decimal_places=12)
    verdict = models.JSONField()
    mark = models.TextField()
    computed_at = models.DateTimeField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "planning_verdict"


class Ground(models.Model):
    """What verdicts were judged with, as it was then: a state. kind, number, state: queries/grounds.py."""

    pk = models.CompositePrimaryKey("kind", "number")
    kind = models.TextField()
    number = models.BigIntegerField()
    state = models.TextField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "planning_ground"
