"""The chain: links between things and steps, references, withdrawals, dispensings; leaner indexes, no foreign keys.

An installation that has events gets the rows of the new tables from the record: by the last migration that changes one of them
(0007_step_parts).
"""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import yaomai.database.fields


def _identifier(*, null: bool = False) -> Any:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="registers.identifier",
    )


def _key(*fields: str) -> Any:
    return models.CompositePrimaryKey(*fields, blank=True, editable=False, primary_key=True, serialize=False)


def _of_event() -> list[tuple[str, Any]]:
    return [("pk", _key("record", "ordinal")), ("record", models.BigIntegerField()), ("ordinal", models.IntegerField())]


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("registers", "0002_leaner_indexes"),
        ("traceability", "0003_repeats"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="event", name="traceability_event_id_once"),
        migrations.RemoveIndex(model_name="event", name="traceability_event_by_time"),
        migrations.AlterField(model_name="event", name="event_id", field=models.TextField(db_collation="C", null=True)),
        migrations.AlterField(model_name="event", name="read_point", field=_identifier(null=True)),
        migrations.AlterField(model_name="event", name="biz_location", field=_identifier(null=True)),
        migrations.AddField(
            model_name="event",
            name="persistent_set",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name="event",
            name="persistent_unset",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("event_id", "declaration_hash"),
                condition=models.Q(event_id__isnull=False),
                name="traceability_event_id_once",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["event_time", "record"], name="traceability_event_by_time"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["biz_step", "event_time", "record"], name="traceability_event_by_step"),
        ),
        migrations.AddField(model_name="repeat", name="event_id", field=models.TextField(db_collation="C", null=True)),
        migrations.AddIndex(
            model_name="repeat",
            index=models.Index(
                fields=["event_id"], condition=models.Q(event_id__isnull=False), name="traceability_repeat_called"
            ),
        ),
        # Django cannot change a primary key into one of two columns: the database is told, and the state beside it.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField(
                    model_name="eventthing",
                    name="event",
                    field=models.ForeignKey(
                        db_column="record",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="things",
                        to="traceability.event",
                    ),
                ),
                migrations.AlterField(model_name="eventthing", name="identifier", field=_identifier()),
                migrations.RunSQL(
                    "ALTER TABLE traceability_event_thing DROP COLUMN id;"
                    " ALTER TABLE traceability_event_thing ADD PRIMARY KEY (record, ordinal)"
                ),
            ],
            state_operations=[
                migrations.DeleteModel(name="EventThing"),
                migrations.CreateModel(
                    name="EventThing",
                    fields=[
                        ("pk", _key("event_id", "ordinal")),
                        (
                            "event",
                            models.ForeignKey(
                                db_column="record",
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="things",
                                to="traceability.event",
                            ),
                        ),
                        ("ordinal", models.IntegerField()),
                        ("role", models.TextField()),
                        ("identifier", _identifier()),
                        (
                            "quantity",
                            yaomai.database.fields.ExactDecimalField(decimal_places=500, max_digits=1000, null=True),
                        ),
                        ("uom", models.TextField(null=True)),
                    ],
                    options={
                        "db_table": "traceability_event_thing",
                        "indexes": [models.Index(fields=["identifier", "event"], name="traceability_thing_events")],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="EventReference",
            fields=[
                *_of_event(),
                ("role", models.TextField()),
                ("type", models.TextField(null=True)),
                ("identifier", _identifier()),
            ],
            options={
                "db_table": "traceability_event_reference",
                "indexes": [models.Index(fields=["identifier", "record"], name="traceability_referred_to")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                *_of_event(),
                ("from_node", models.BigIntegerField()),
                ("to_node", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("event_time", models.DateTimeField()),
                ("assertion", models.UUIDField()),
            ],
            options={
                "db_table": "traceability_link",
                "indexes": [
                    models.Index(
                        fields=["from_node", "event_time"],
                        include=("to_node", "kind", "record", "assertion"),
                        name="traceability_link_forward",
                    ),
                    models.Index(
                        fields=["to_node", "event_time"],
                        include=("from_node", "kind", "record", "assertion"),
                        name="traceability_link_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("record", models.BigIntegerField(primary_key=True, serialize=False)),
                ("assertion", models.UUIDField()),
            ],
            options={
                "db_table": "traceability_withdrawal",
                "indexes": [models.Index(fields=["assertion", "record"], name="traceability_withdrawn")],
            },
        ),
        migrations.CreateModel(
            name="Dispensing",
            fields=[
                *_of_event(),
                ("identifier", _identifier()),
                ("event_time", models.DateTimeField()),
                ("assertion", models.UUIDField()),
            ],
            options={
                "db_table": "traceability_dispensing",
                "indexes": [models.Index(fields=["identifier"], name="traceability_dispensed")],
            },
        ),
    ]
