"""Which records of other ports were opened by break-glass, and what was found of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0017_board"),
    ]

    operations = [
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("glass_id", models.TextField(primary_key=True, serialize=False)),
                ("encounter_id", models.TextField(null=True)),
                ("port", models.TextField(null=True)),
                ("officer", models.TextField(null=True)),
                ("officer_port", models.TextField(null=True)),
                ("reason", models.TextField(null=True)),
                ("opened_at", models.TextField(null=True)),
                ("until", models.TextField(null=True)),
                ("review_due", models.TextField(null=True)),
                ("reviewed_at", models.TextField(null=True)),
                ("reviewed_by", models.TextField(null=True)),
                ("justified", models.BooleanField(null=True)),
                ("review_reason", models.TextField(null=True)),
            ],
            options={
                "db_table": "break_glass",
                "indexes": [
                    models.Index(fields=["encounter_id", "officer"], name="break_glass_record"),
                    models.Index(
                        condition=models.Q(("reviewed_at", None)), fields=["officer"], name="break_glass_waits"
                    ),
                    models.Index(fields=["opened_at"], name="break_glass_opened"),
                ],
            },
        ),
    ]
