"""What went into each step of making and came out of it; amounts of lots, one lot after the other.

An installation that has events gets the rows of the new tables, and of those of 0004, from the record: all tables of events are made
anew, by the same writer as capture's (about as long as their capture took). Whoever changes these tables in a later migration moves
that step there.
"""

from typing import Any

from django.db import migrations, models

import yaomai.database.fields


def _rebuild(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM traceability_event)")
        (has_events,) = cursor.fetchone()
    if has_events:
        # Not before it is needed: of the tables this code must find what it is written for.
        from yaomai.traceability.operations.rebuild_events import rebuild_events

        rebuild_events(using=schema_editor.connection.alias)


def _number(*, null: bool = False) -> Any:
    return yaomai.database.fields.ExactDecimalField(decimal_places=500, max_digits=1000, null=null)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("traceability", "0006_capture_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepPart",
            fields=[
                ("record", models.BigIntegerField(primary_key=True, serialize=False)),
                ("input_mass", _number()),
                ("input_volume", _number()),
                ("input_open", models.BooleanField()),
                ("output_mass", _number()),
                ("output_volume", _number()),
                ("output_open", models.BooleanField()),
                ("process", models.TextField(null=True)),
                ("greatest_loss", _number(null=True)),
                ("verdict", models.TextField()),
                ("reason", models.TextField()),
                ("assertion", models.UUIDField()),
            ],
            options={
                "db_table": "traceability_step_part",
                "indexes": [models.Index(fields=["verdict", "reason", "record"], name="traceability_step_verdicts")],
            },
        ),
        migrations.AddIndex(
            model_name="eventthing",
            index=models.Index(
                condition=models.Q(("quantity__isnull", False)),
                fields=["identifier", "event"],
                include=("role", "quantity", "uom"),
                name="traceability_thing_amounts",
            ),
        ),
        migrations.RunPython(_rebuild, migrations.RunPython.noop),
    ]
