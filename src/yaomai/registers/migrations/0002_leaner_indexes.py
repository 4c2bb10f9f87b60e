"""One index on the dictionary's spellings instead of two, and names without a number of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="identifier",
            name="canonical",
            field=models.TextField(db_collation="C"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(fields=("canonical",), name="registers_identifier_once"),
        ),
        # Django cannot change a primary key into one of two columns: the database is told, and the state beside it.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField(
                    model_name="name",
                    name="identifier",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registers.identifier",
                    ),
                ),
                migrations.RemoveConstraint(model_name="name", name="registers_name_once"),
                migrations.RunSQL(
                    "ALTER TABLE registers_name DROP COLUMN id;"
                    " ALTER TABLE registers_name ADD PRIMARY KEY (record, ordinal)"
                ),
            ],
            state_operations=[
                migrations.DeleteModel(name="Name"),
                migrations.CreateModel(
                    name="Name",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "record", "ordinal", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("record", models.BigIntegerField()),
                        ("ordinal", models.IntegerField()),
                        ("name", models.TextField()),
                        (
                            "identifier",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="registers.identifier",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "registers_name",
                        "indexes": [models.Index(fields=["identifier", "-record"], name="registers_name_newest")],
                    },
                ),
            ],
        ),
    ]
