"""Hits get ids, claims and verdicts; redress cases get a table."""

from typing import Any

from django.db import migrations, models

TEXTS = (
    "hit_id", "evidence", "entry_digest", "redress", "suppressed_by", "opened_at", "claimed_by", "claimed_until",
    "settled_by", "settled_at", "verdict", "reason", "escalated_by", "reviewed_by", "reviewed_at", "review_reason",
    "subject_id", "compared",
)  # fmt: skip
OF_CASE = (
    "number", "status", "surname", "given_names", "birth_date", "documents", "hits", "pairs", "opened_by", "opened_at",
    "resolved_by", "resolved_at", "reason",
)  # fmt: skip


def name_hits(apps: Any, schema_editor: Any) -> None:
    """Give the hits found so far their ids, as a rebuild would."""
    from tidewaiter.vocabulary.hit import hit_id

    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT encounter_id, list_id, entry_id FROM hit")
        rows = [(hit_id(*key), *key) for key in cursor.fetchall()]
        cursor.executemany(
            "UPDATE hit SET hit_id = %s, opened_at = at, version = 1"
            " WHERE encounter_id = %s AND list_id = %s AND entry_id = %s",
            rows,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_facts_that_stand_alone"),
    ]

    operations = [
        *(migrations.AddField(model_name="hit", name=name, field=models.TextField(null=True)) for name in TEXTS),
        migrations.AddField(model_name="hit", name="version", field=models.IntegerField(default=0)),
        migrations.RunPython(name_hits, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(model_name="hit", index=models.Index(fields=["hit_id"], name="hit_hit_id")),
        migrations.AddIndex(
            model_name="hit",
            index=models.Index(fields=["subject_id"], name="hit_subject", condition=models.Q(subject_id__isnull=False)),
        ),
        migrations.AddIndex(
            model_name="hit",
            index=models.Index(
                fields=["suppressed_by"], name="hit_by", condition=models.Q(suppressed_by__isnull=False)
            ),
        ),
        migrations.CreateModel(
            name="RedressCase",
            fields=[
                ("case_id", models.TextField(primary_key=True, serialize=False)),
                *((name, models.TextField(null=True)) for name in OF_CASE),
            ],
            options={
                "db_table": "redress_case",
                "indexes": [models.Index(fields=["number"], name="redress_number")],
            },
        ),
    ]
