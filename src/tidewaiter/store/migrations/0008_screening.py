"""Hits say when their entry left its list; lists remember failed loads and re-screenings."""

from django.db import migrations, models

COUNTS = ("declarations", "names", "considered", "scored", "alerted")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_hits"),
    ]

    operations = [
        migrations.AddField(model_name="hit", name="entry_gone_at", field=models.TextField(null=True)),
        migrations.AddField(model_name="encounter", name="conveyance_name", field=models.TextField(null=True)),
        migrations.CreateModel(
            name="ListFailure",
            fields=[
                ("list_id", models.TextField(primary_key=True, serialize=False)),
                ("at", models.TextField(null=True)),
                ("actor", models.TextField(null=True)),
                ("error", models.TextField(null=True)),
                ("text", models.TextField(null=True)),
            ],
            options={"db_table": "list_failure"},
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("day", models.TextField(primary_key=True, serialize=False)),
                ("messages", models.BigIntegerField(default=0)),
                *((name, models.BigIntegerField(default=0)) for name in COUNTS),
            ],
            options={"db_table": "screening"},
        ),
        migrations.CreateModel(
            name="Rescreening",
            fields=[
                ("list_id", models.TextField(primary_key=True, serialize=False)),
                ("base", models.BigIntegerField(null=True)),
                ("stated", models.BigIntegerField(null=True)),
                ("version", models.TextField(null=True)),
                ("through", models.TextField(null=True)),
                ("done", models.BooleanField(default=False)),
                ("entries", models.IntegerField(default=0)),
                *((name, models.BigIntegerField(default=0)) for name in COUNTS),
                ("begun_at", models.TextField(null=True)),
                ("at", models.TextField(null=True)),
            ],
            options={"db_table": "rescreening"},
        ),
    ]
