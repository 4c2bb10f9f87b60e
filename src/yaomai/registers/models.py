"""Which tables hold the registers?"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Length

from yaomai.database.fields import CanonicalJsonField
from yaomai.registers import draw_models, import_models  # noqa: F401  # Django finds their tables through this module


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


class Statement(models.Model):
    """Somebody says something of an entity: a projection of deeds of the kind `registers.statements`, one record an entity told of.

    `value`: canonical JSON (registers/declaration/types.py), null: it has none. Valid from `valid_from` (null: always was) until
    before `valid_to` (null: no end known). `source`: what class of source it is (engine/resolve.py). Origin: `origin` (form, cell,
    document, interface), `origin_record` (the archived file's or the EPCIS document's record), `origin_place` (such as
    "基地!C5", or a JSON pointer). Status follows from withdrawals, which are rows of their own.
    """

    pk = models.CompositePrimaryKey("record", "ordinal")
    record = models.BigIntegerField()
    ordinal = models.IntegerField()
    entity = models.BigIntegerField()
    kind = models.TextField()
    property = models.TextField()
    value = CanonicalJsonField(null=True)
    unit = models.TextField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.TextField()
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()
    origin = models.TextField()
    origin_record = models.BigIntegerField(null=True)
    origin_place = models.TextField()

    append_only: ClassVar[bool] = False  # an erasure takes the rows of a record that it names
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}
    views: ClassVar[dict[str, dict[str, str]]] = {"registers_statement_seen": {"app": "SELECT"}}

    class Meta:
        db_table = "registers_statement"
        indexes = [
            models.Index(fields=["entity", "property"], name="registers_statement_entity"),
            models.Index(fields=["origin_record", "origin_place"], name="registers_statement_origin"),
            models.Index(
                fields=["kind", "property", "valid_from"],
                name="registers_statement_dated",
                condition=models.Q(valid_from__isnull=False),
            ),
        ]


class Keeping(models.Model):
    """That a record tells of a new entity, or hands one over: who keeps its row from then on (null: nobody but the roles that keep
    the kind). The newest that is not withdrawn counts. A projection of the same deeds as `Statement`.
    """

    record = models.BigIntegerField(primary_key=True)
    entity = models.BigIntegerField(db_index=True)
    kind = models.TextField()
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # an erasure takes the rows of a record that it names
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "registers_keeping"


class Withdrawal(models.Model):
    """That statements count no longer: all of a deed (an undone import), all of a record, or one. Also of choices, merges, rules
    and match decisions, each of which is a record.
    """

    record = models.BigIntegerField(primary_key=True)
    target_deed = models.BigIntegerField(null=True, db_index=True)
    target_record = models.BigIntegerField(null=True, db_index=True)
    target_ordinal = models.IntegerField(null=True)
    reason = models.TextField()
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_withdrawal"


class Choice(models.Model):
    """That a person decided which statement holds where sources disagree; the newest that is not withdrawn counts."""

    record = models.BigIntegerField(primary_key=True)
    entity = models.BigIntegerField(db_index=True)
    property = models.TextField()
    statement_record = models.BigIntegerField()
    statement_ordinal = models.IntegerField()
    reason = models.TextField()
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_choice"


class Preference(models.Model):
    """Which class of source counts first for a kind, or for one property of it (empty: all). `sources`: parted by spaces."""

    record = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    property = models.TextField()
    sources = models.TextField()
    reason = models.TextField()
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_preference"


class Merge(models.Model):
    """That two entities are one: what is said of `gone` counts for `into`, until the record is withdrawn."""

    record = models.BigIntegerField(primary_key=True)
    gone = models.BigIntegerField(db_index=True)
    into = models.BigIntegerField(db_index=True)
    reason = models.TextField()
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = True
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT"}

    class Meta:
        db_table = "registers_merge"


class MatchDecision(models.Model):
    """That a person decided which entity a written name means (`entity` null: none that is there), until it is withdrawn."""

    record = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    text = models.TextField()
    entity = models.BigIntegerField(null=True)
    not_entity = models.BigIntegerField(null=True)  # decided: it does not mean this one
    organisation = models.BigIntegerField(null=True)
    record_time = models.DateTimeField()

    append_only: ClassVar[bool] = False  # an erasure takes the rows of a record that it names
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "registers_match_decision"
        indexes = [models.Index(fields=["kind", "text"], name="registers_match_by_text")]


class Entity(models.Model):
    """What the statements in force say together of one entity today: the projection that lists and pages read.

    `id`: the record that told of it first. `current`: property to value (canonical JSON; a Ref as number). `cells`: property to
    [record, ordinal] of the statement that holds; a property of which somebody says that it has none is there, too, and not in
    `current`. `disputed`: properties of which sources say different things. `organisation`: who keeps the row. `division`: six
    digits, empty if it has no place. `merged_into`: it is part of that one now (where the merges end). `is_void`: nothing is said
    of it any more.
    `changes_on`: the next day on which the statements in force are others, without anybody's doing.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    title = models.TextField()
    organisation = models.BigIntegerField(null=True)
    division = models.TextField()
    current = models.JSONField()
    cells = models.JSONField()
    disputed = ArrayField(models.TextField())
    merged_into = models.BigIntegerField(null=True)
    is_void = models.BooleanField()
    changes_on = models.DateField(null=True)
    record_time = models.DateTimeField()  # of the newest record that it rests on

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {
        "app": "SELECT, INSERT, UPDATE, DELETE",
        "eraser": "SELECT, UPDATE, DELETE",
    }
    views: ClassVar[dict[str, dict[str, str]]] = {"registers_entity_seen": {"app": "SELECT"}}

    class Meta:
        db_table = "registers_entity"
        indexes = [
            models.Index(fields=["kind", "id"], name="registers_entity_by_kind"),
            models.Index(fields=["changes_on"], name="registers_entity_changes"),
            models.Index(fields=["merged_into"], name="registers_entity_merged"),
        ]


class Term(models.Model):
    """A word by which an entity is found: its title, another name, a code. `grams`: bigrams of text, pinyin and initials
    (engine/terms.py).
    """

    pk = models.CompositePrimaryKey("entity", "ordinal")
    entity = models.BigIntegerField()
    ordinal = models.IntegerField()
    kind = models.TextField()
    property = models.TextField()
    text = models.TextField()
    grams = ArrayField(models.TextField())

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE", "eraser": "SELECT, DELETE"}
    views: ClassVar[dict[str, dict[str, str]]] = {"registers_term_seen": {"app": "SELECT"}}

    class Meta:
        db_table = "registers_term"
        indexes = [
            GinIndex(fields=["grams"], name="registers_term_grams"),
            models.Index(fields=["text"], opclasses=["text_pattern_ops"], name="registers_term_text"),
            models.Index("ordinal", Length("text"), name="registers_term_short"),  # titles first, the shortest first
        ]


class Listed(models.Model):
    """The narrow row of an entity by which lists are filtered, sorted and counted; only of those that are neither void nor merged.

    `keys`: for each property of the kind, in the order of its declaration, a text that stands where the value stands
    (engine/list_keys.py); null: it has none.
    """

    entity = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    organisation = models.BigIntegerField(null=True)
    division = models.TextField()
    keys = ArrayField(models.TextField(null=True))
    disputed = ArrayField(models.TextField())

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE", "eraser": "SELECT, DELETE"}
    views: ClassVar[dict[str, dict[str, str]]] = {
        "registers_listed_seen": {"app": "SELECT"},
        "registers_listing_seen": {"app": "SELECT"},
    }

    class Meta:
        db_table = "registers_listed"
        indexes = [
            models.Index(
                fields=["kind", "entity"], include=["organisation", "division"], name="registers_listed_by_kind"
            )
        ]


class IdentityKey(models.Model):
    """What tells an entity from all others of its kind, as one text: a set of properties that the kind declares as identity."""

    pk = models.CompositePrimaryKey("entity", "ordinal")
    entity = models.BigIntegerField()
    ordinal = models.IntegerField()
    key = models.TextField(db_collation="C")

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE", "eraser": "SELECT, DELETE"}

    class Meta:
        db_table = "registers_identity_key"
        indexes = [models.Index(fields=["key"], name="registers_identity_key_by_key")]


class Derivation(models.Model):
    """By which declaration of a kind its entities were derived: when it is another, `yaomai migrate` derives them anew."""

    kind = models.TextField(primary_key=True)
    fingerprint = models.TextField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "registers_derivation"


class SavedView(models.Model):
    """A view of a list that somebody keeps under a name: the list's query string. State, not record."""

    id = models.BigAutoField(primary_key=True)
    account = models.BigIntegerField()
    organisation = models.BigIntegerField(null=True)
    kind = models.TextField()
    name = models.TextField()
    query = models.TextField()
    is_shared = models.BooleanField()  # offered to everybody of the organisation
    kept = models.DateTimeField()

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        db_table = "registers_saved_view"
        constraints = [models.UniqueConstraint(fields=["account", "kind", "name"], name="registers_saved_view_once")]
        indexes = [models.Index(fields=["organisation", "kind"], name="registers_saved_view_shared")]
