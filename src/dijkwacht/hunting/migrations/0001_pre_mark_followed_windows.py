from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="WindowFollowed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("response", models.UUIDField(unique=True)),
                ("version", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "hunting_window_followed",
            },
        ),
    ]
