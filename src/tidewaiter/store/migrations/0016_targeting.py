"""Targeting: on whom rules fired, filters kept, notes of shifts; dismissals drawn for a second look."""

from django.db import migrations, models

FLAGGED = models.Q(("hits__gt", 0), ("score__gt", 0), _connector="OR")


def texts(*names: str) -> list[tuple[str, models.TextField]]:
    return [(name, models.TextField(null=True)) for name in names]


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0015_inspection"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fired",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "rule_id", "encounter_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rule_id", models.TextField()),
                ("encounter_id", models.TextField()),
                ("version", models.IntegerField(null=True)),
                ("at", models.TextField(null=True)),
            ],
            options={"db_table": "fired"},
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("filter_id", models.TextField(primary_key=True, serialize=False)),
                *texts("officer", "name", "page", "query"),
                ("shared", models.BooleanField(default=False)),
                *texts("port", "at"),
            ],
            options={
                "db_table": "saved_filter",
                "indexes": [models.Index(fields=["officer"], name="saved_filter_officer")],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("handover_id", models.TextField(primary_key=True, serialize=False)),
                *texts("port", "officer", "text", "left_open", "at", "taken_by", "taken_at"),
            ],
            options={
                "db_table": "handover",
                "indexes": [models.Index(fields=["port", "at"], name="handover_port")],
            },
        ),
        migrations.AddField("hit", "sampled", models.BooleanField(default=False)),
        migrations.AddIndex(
            "hit", models.Index(fields=["settled_at"], name="hit_sampled", condition=models.Q(("sampled", True)))
        ),
        migrations.AddIndex(
            "encounter", models.Index(fields=["port", "scheduled_at"], name="encounter_flagged", condition=FLAGGED)
        ),
        migrations.AddIndex(
            "encounter", models.Index(fields=["scheduled_at"], name="encounter_flagged_all", condition=FLAGGED)
        ),
        migrations.AddIndex(
            "encounter",
            models.Index(
                fields=["conveyance_name"],
                name="encounter_vessel",
                condition=models.Q(("conveyance_name__isnull", False)),
            ),
        ),
    ]
