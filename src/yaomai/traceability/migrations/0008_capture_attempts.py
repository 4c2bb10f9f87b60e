"""How often the worker began a capture job; and a job that was set aside keeps its document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0007_step_parts")]

    operations = [
        migrations.AddField(
            model_name="capturejob",
            name="attempts",
            field=models.IntegerField(db_default=0),
        ),
        migrations.RemoveConstraint(model_name="capturejob", name="traceability_capture_job_state"),
        migrations.AddConstraint(
            model_name="capturejob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("document__isnull", False), ("finished_at__isnull", True), ("state__in", ("waiting", "running"))
                )
                | models.Q(("document__isnull", True), ("finished_at__isnull", False), ("state", "finished"))
                | models.Q(("finished_at__isnull", False), ("state", "failed")),
                name="traceability_capture_job_state",
            ),
        ),
    ]
