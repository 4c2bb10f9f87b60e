from django.db import migrations, models
from django.db.models.functions import Length


class Migration(migrations.Migration):
    dependencies = [("registers", "0007_assessments")]

    operations = [
        migrations.AddIndex(
            model_name="term",
            index=models.Index(fields=["text"], opclasses=["text_pattern_ops"], name="registers_term_text"),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index("ordinal", Length("text"), name="registers_term_short"),
        ),
    ]
