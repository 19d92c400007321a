"""The journal: sealed entries, payloads, their keys, and the head of the chain."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("room", models.CharField(max_length=20)),
                ("about", models.CharField(max_length=200)),
                ("at", models.CharField(max_length=27)),
                ("actor", models.CharField(max_length=200)),
                ("rows", models.IntegerField()),
                ("retention", models.CharField(max_length=30)),
                ("rows_root", models.BinaryField()),
                ("payload_digest", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("leaves", models.BinaryField()),
            ],
            options={
                "db_table": "journal_entry",
                "indexes": [
                    models.Index(fields=["about", "seq"], name="journal_entry_about"),
                    models.Index(fields=["kind", "seq"], name="journal_entry_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.CharField(max_length=10)),
                ("retention", models.CharField(max_length=30)),
                ("held", models.BooleanField(default=False)),
                ("wrapped", models.BinaryField()),
            ],
            options={
                "db_table": "journal_key",
                "indexes": [models.Index(fields=["day", "retention"], name="journal_key_day")],
            },
        ),
        migrations.CreateModel(
            name="JournalPayload",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "key",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="store.journalkey"),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": "journal_payload"},
        ),
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=60)),
                ("size", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("frontier", models.BinaryField()),
            ],
            options={"db_table": "journal_head"},
        ),
    ]
