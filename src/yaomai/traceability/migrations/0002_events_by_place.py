from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["read_point", "event_time", "record"], name="traceability_event_read_at"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["biz_location", "event_time", "record"], name="traceability_event_at"),
        ),
    ]
