"""Secondary: inspections, questions to supervisors, what was attached."""

from django.db import migrations, models

WAITING = models.Q(("status__in", ("open", "waiting")))


def texts(*names: str) -> list[tuple[str, models.Field]]:
    return [(name, models.TextField(null=True)) for name in names]


def counts(*names: str) -> list[tuple[str, models.Field]]:
    return [(name, models.IntegerField(default=0)) for name in names]


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_lane"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("inspection_id", models.TextField(primary_key=True, serialize=False)),
                *texts("encounter_id"),
                *counts("number"),
                *texts("port", "status", "referral"),
                ("drawn", models.BooleanField(default=False)),
                *texts("referred_at", "referred_by", "reason", "origin", "opened_at", "opened_by", "holder"),
                *texts("outcome", "closed_at", "closed_by"),
                *counts("change", "amendments"),
            ],
            options={
                "db_table": "inspection",
                "indexes": [
                    models.Index(fields=["encounter_id", "number"], name="inspection_encounter"),
                    models.Index(condition=WAITING, fields=["port", "referred_at"], name="inspection_waiting"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionApproval",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "inspection_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("inspection_id", models.TextField()),
                ("number", models.IntegerField()),
                *texts("encounter_id", "what", "code", "words", "asked_by", "asked_at"),
                *counts("at_change"),
                *texts("answer", "answered_by", "answered_at"),
            ],
            options={
                "db_table": "inspection_approval",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer__isnull", True)), fields=["asked_at"], name="approval_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("attachment_id", models.TextField(primary_key=True, serialize=False)),
                *texts("inspection_id", "encounter_id", "section", "title", "name", "media_type"),
                ("size", models.BigIntegerField(default=0)),
                *texts("digest", "officer", "at"),
            ],
            options={
                "db_table": "attachment",
                "indexes": [models.Index(fields=["encounter_id"], name="attachment_encounter")],
            },
        ),
    ]
