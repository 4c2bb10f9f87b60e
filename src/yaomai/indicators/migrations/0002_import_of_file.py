"""An import of statistics shows what is in its file: it goes with the file when that is erased."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("archive", "0001_files")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE indicators_import ADD CONSTRAINT indicators_import_of_file FOREIGN KEY (file)"
            " REFERENCES archive_file (record) ON DELETE CASCADE",
            "ALTER TABLE indicators_import DROP CONSTRAINT indicators_import_of_file",
        ),
    ]
