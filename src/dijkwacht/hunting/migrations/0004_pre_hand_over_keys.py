"""Keys of organisations belong to the record, whose files they lock too; their table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("hunting", "0003_pre_keep_for_a_term"),
        ("journal", "0004_pre_lay_files_under_seal"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="RoomKey")]),
    ]
