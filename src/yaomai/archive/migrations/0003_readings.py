"""Files whose text the worker is to read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="TextReading",
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
                "db_table": "archive_reading",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("reading", "failed"))), name="archive_reading_state"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE archive_reading ADD CONSTRAINT archive_reading_of_file FOREIGN KEY (id)"
            " REFERENCES archive_file (record) ON DELETE CASCADE",
            "ALTER TABLE archive_reading DROP CONSTRAINT archive_reading_of_file",
        ),
    ]
