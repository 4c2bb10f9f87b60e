from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0002_events_by_place")]

    operations = [
        migrations.CreateModel(
            name="Repeat",
            fields=[
                ("record", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_hash", models.BinaryField()),
                ("declaration_hash", models.BinaryField()),
            ],
            options={
                "db_table": "traceability_repeat",
                "indexes": [models.Index(fields=["event_hash"], name="traceability_repeat_of")],
            },
        ),
    ]
