"""What is said of days that have not come is found by its property: who will have an identity is asked whenever one is stated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0013_imports_are_jobs")]

    operations = [
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                fields=["kind", "property", "valid_from"],
                name="registers_statement_dated",
                condition=models.Q(valid_from__isnull=False),
            ),
        ),
    ]
