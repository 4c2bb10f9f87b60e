from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_imports")]

    operations = []
