"""Documents in which the worker is to read what they say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0002_grounds_and_evidence"),
        ("archive", "0001_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanReading",
            fields=[
                ("created_at", models.DateTimeField()),
                ("state", models.TextField()),
                ("wanted", models.JSONField(null=True)),
                ("done", models.IntegerField(db_default=0)),
                ("total", models.IntegerField(db_default=0)),
                ("faults", models.JSONField(default=list)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(db_default=0)),
                ("not_before", models.DateTimeField(null=True)),
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "planning_reading",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("reading", "failed"))), name="planning_reading_state"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE planning_reading ADD CONSTRAINT planning_reading_of_file FOREIGN KEY (id)"
            " REFERENCES archive_file (record) ON DELETE CASCADE",
            "ALTER TABLE planning_reading DROP CONSTRAINT planning_reading_of_file",
        ),
    ]
