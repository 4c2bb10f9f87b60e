"""Imports have the columns that all jobs of the worker have (database/job_row.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0012_province")]

    operations = [
        migrations.RenameField(model_name="import", old_name="rows_total", new_name="total"),
        migrations.RenameField(model_name="import", old_name="rows_done", new_name="done"),
        migrations.AddField(model_name="import", name="not_before", field=models.DateTimeField(null=True)),
        migrations.AlterField(model_name="import", name="faults", field=models.JSONField(default=list)),
        migrations.AlterField(model_name="import", name="outline", field=models.JSONField(default=dict)),
        migrations.AlterField(model_name="import", name="counts", field=models.JSONField(default=dict)),
    ]
