"""Leave room for a secret that is sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A longer column."""

    dependencies = [("notification", "0002_pre_send_messages_to_programs")]

    operations = [
        migrations.AlterField(model_name="hookrow", name="secret", field=models.CharField(max_length=200)),
    ]
