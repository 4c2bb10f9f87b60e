"""A statement is found by the cell of the file that it comes from: a file has some hundred thousand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0010_listing")]

    operations = [
        migrations.RemoveIndex(model_name="statement", name="registers_statement_origin"),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["origin_record", "origin_place"], name="registers_statement_origin"),
        ),
    ]
