from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0006_saved_views")]

    operations = [
        migrations.CreateModel(
            name="DrawCall",
            fields=[
                ("record", models.BigIntegerField(primary_key=True, serialize=False)),
                ("draw", models.TextField()),
                ("matter", models.TextField()),
                ("day", models.DateField()),
                ("quota", models.TextField()),
                ("avoid", models.TextField()),
                ("seed_from", models.TextField()),
                ("pool", models.TextField()),
                ("pool_hash", models.TextField()),
                ("left_out", models.IntegerField()),
                ("organisation", models.BigIntegerField(null=True)),
                ("record_time", models.DateTimeField()),
            ],
            options={"db_table": "registers_draw_call"},
        ),
        migrations.CreateModel(
            name="DrawSeed",
            fields=[
                ("record", models.BigIntegerField(primary_key=True, serialize=False)),
                ("call", models.BigIntegerField(unique=True)),
                ("seed", models.TextField()),
                ("panel", models.TextField()),
                ("organisation", models.BigIntegerField(null=True)),
                ("record_time", models.DateTimeField()),
            ],
            options={"db_table": "registers_draw_seed"},
        ),
    ]
