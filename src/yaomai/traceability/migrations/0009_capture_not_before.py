"""After trouble a capture job is not tried again before a moment; and jobs that wait are found by their state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0008_capture_attempts")]

    operations = [
        migrations.AddField(model_name="capturejob", name="not_before", field=models.DateTimeField(null=True)),
        migrations.RemoveIndex(model_name="capturejob", name="traceability_job_to_do"),
        migrations.AddIndex(
            model_name="capturejob",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "running"))),
                fields=["created_at", "id"],
                name="traceability_job_to_do",
            ),
        ),
    ]
