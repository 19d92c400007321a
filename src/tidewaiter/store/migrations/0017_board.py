"""Alarms, staffing, the log of readings, what a traveler said in an inquiry, and indexes that boards ask by."""

from django.db import migrations, models

_PK = {"blank": True, "editable": False, "primary_key": True, "serialize": False}


def _texts(*names: str) -> list[tuple[str, models.Field]]:
    return [(name, models.TextField(null=True)) for name in names]


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0016_targeting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("alarm_id", models.TextField(primary_key=True, serialize=False)),
                *_texts("level", "port"),
                ("measured", models.FloatField(null=True)),
                ("threshold", models.FloatField(null=True)),
                ("counted", models.IntegerField(default=0)),
                *_texts("roles", "shown", "raised_at", "answered_by", "answered_at", "answer", "ended_at"),
            ],
            options={
                "db_table": "alarm",
                "indexes": [models.Index(fields=["port", "raised_at"], name="alarm_port")],
            },
        ),
        migrations.CreateModel(
            name="Staffing",
            fields=[
                ("pk", models.CompositePrimaryKey("port", "hour", **_PK)),
                ("port", models.TextField()),
                ("hour", models.TextField()),
                ("officers", models.IntegerField(default=0)),
                *_texts("source", "loaded_by", "loaded_at"),
            ],
            options={"db_table": "staffing"},
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                *_texts("about", "actor", "at", "what", "purpose", "roles", "port"),
                ("shown", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "reading",
                "indexes": [
                    models.Index(fields=["actor", "at"], name="reading_actor"),
                    models.Index(fields=["about"], name="reading_about"),
                    models.Index(fields=["at"], name="reading_at"),
                ],
            },
        ),
        migrations.AddField(model_name="redresscase", name="account", field=models.TextField(null=True)),
        migrations.AddIndex(model_name="inbox", index=models.Index(fields=["received_at"], name="inbox_received")),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("presented_at__isnull", False)),
                fields=["port", "presented_at"],
                name="encounter_presented",
            ),
        ),
        migrations.AddIndex(model_name="act", index=models.Index(fields=["port", "at"], name="act_port")),
        migrations.AddIndex(model_name="act", index=models.Index(fields=["actor", "at"], name="act_actor")),
        migrations.AddIndex(model_name="act", index=models.Index(fields=["kind", "seq"], name="act_kind")),
        migrations.AddIndex(model_name="finding", index=models.Index(fields=["at"], name="finding_at")),
    ]
