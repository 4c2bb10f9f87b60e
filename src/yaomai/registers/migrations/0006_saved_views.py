from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_imports")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("account", models.BigIntegerField()),
                ("organisation", models.BigIntegerField(null=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("query", models.TextField()),
                ("is_shared", models.BooleanField()),
                ("kept", models.DateTimeField()),
            ],
            options={
                "db_table": "registers_saved_view",
                "indexes": [models.Index(fields=["organisation", "kind"], name="registers_saved_view_shared")],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "kind", "name"), name="registers_saved_view_once")
                ],
            },
        ),
    ]
