"""What a lane looks for, and what was checked there; old rows are filled by ``tidewaiter rebuild``."""

from typing import Any

from django.db import migrations, models


def compare_by_letter(apps: object, schema_editor: Any) -> None:
    """Let PostgreSQL compare name keys letter by letter, as SQLite does: a beginning is then a range."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE encounter ALTER COLUMN name_key TYPE text COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_ties"),
    ]

    operations = [
        migrations.AddField(model_name="encounter", name="occupants", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="encounter", name="name_key", field=models.TextField(null=True)),
        migrations.RunPython(compare_by_letter, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="encounter", name="encounter_document"),
        migrations.RemoveIndex(model_name="encounter", name="encounter_plate"),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(fields=["document_number", "scheduled_at"], name="encounter_document"),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("plate__isnull", False)), fields=["plate", "scheduled_at"], name="encounter_plate"
            ),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("name_key__isnull", False)),
                fields=["port", "name_key", "scheduled_at"],
                name="encounter_name_key",
            ),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("status", "presented")),
                fields=["port", "presented_at"],
                name="encounter_waiting",
            ),
        ),
        migrations.CreateModel(
            name="LaneCheck",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "encounter_id", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("encounter_id", models.TextField()),
                ("name", models.TextField()),
                ("state", models.TextField(null=True)),
                ("how", models.TextField(null=True)),
                ("detail", models.TextField(null=True)),
                ("note", models.TextField(null=True)),
                ("officer", models.TextField(null=True)),
                ("at", models.TextField(null=True)),
            ],
            options={"db_table": "lane_check"},
        ),
    ]
