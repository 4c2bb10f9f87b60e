"""Deeds in the order of their times: what was known at a moment is looked up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_records_keep_and_tiles_grow")]

    operations = [
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["record_time", "id"], name="ledger_deed_by_time"),
        ),
    ]
