"""A hit says when its entry was altered so that it no longer fits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_senders_and_closed_letters"),
    ]

    operations = [
        migrations.AddField(model_name="hit", name="unfit_at", field=models.TextField(null=True)),
    ]
