"""Tokens name the senders they submit for; dead letters can be closed by a named officer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_document_use"),
    ]

    operations = [
        migrations.AddField(model_name="accesstoken", name="senders", field=models.TextField(null=True)),
        *(
            migrations.AddField(model_name="inbox", name=name, field=models.TextField(null=True))
            for name in ("closed_by", "closed_at", "closed_reason")
        ),
    ]
