"""What the program before still wrote is carried over once more; then its table goes."""

from django.db import migrations

from dijkwacht.exposure.migrations._carrying import carry_over


class Migration(migrations.Migration):
    dependencies = [("exposure", "0004_pre_tell_each_answer_once")]
    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="VerdictRow"),
    ]
