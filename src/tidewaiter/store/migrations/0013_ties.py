"""What ties encounters to each other, and how many travelers each route was announced for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "token", "encounter_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.TextField()),
                ("encounter_id", models.TextField()),
                ("kind", models.TextField(null=True)),
                ("subject_id", models.TextField(null=True)),
                ("at", models.TextField(null=True)),
            ],
            options={
                "db_table": "tie",
                "indexes": [
                    models.Index(condition=models.Q(("kind", "booking")), fields=["subject_id"], name="tie_booked"),
                    models.Index(fields=["encounter_id"], name="tie_encounter"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "departure", "arrival", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("departure", models.TextField()),
                ("arrival", models.TextField()),
                ("day", models.TextField()),
                ("travelers", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "route_day",
                "indexes": [models.Index(fields=["day"], name="route_day_day")],
            },
        ),
    ]
