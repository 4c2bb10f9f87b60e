from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_statements")]

    operations = []
