"""The life of rules: versions, shadow hits, back-tests, and the files that were in force."""

from django.db import migrations, models


def _text() -> models.TextField:
    return models.TextField(null=True)


def _seq() -> models.BigIntegerField:
    return models.BigIntegerField(null=True)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_altered_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("rule_id", models.TextField(primary_key=True, serialize=False)),
                ("mark", _seq()),
                ("off_seq", _seq()),
                *((name, _text()) for name in ("off_by", "off_at", "off_how", "off_reason")),
            ],
            options={"db_table": "rule"},
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "rule_id", "version", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rule_id", models.TextField()),
                ("version", models.IntegerField()),
                *((name, _text()) for name in ("digest", "text", "title", "owner")),
                ("weight", models.FloatField(null=True)),
                *((name, _text()) for name in ("attribute_ground", "review_at", "expires_at", "stage")),
                *((name, _text()) for name in ("drafted_by", "drafted_at", "tested_at")),
                ("tests", models.IntegerField(null=True)),
                ("failed", _text()),
                *((f"{step}_approved_{what}", _text()) for step in ("shadow", "live") for what in ("by", "at")),
                ("shadow_seq", _seq()),
                ("shadow_at", _text()),
                ("live_seq", _seq()),
                ("live_at", _text()),
                ("ended_seq", _seq()),
                *((name, _text()) for name in ("ended_at", "ended_by", "reason")),
            ],
            options={"db_table": "rule_version"},
        ),
        migrations.CreateModel(
            name="ShadowHit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "rule_id",
                        "version",
                        "encounter_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("rule_id", models.TextField()),
                ("version", models.IntegerField()),
                ("encounter_id", models.TextField()),
                ("at", _text()),
            ],
            options={"db_table": "shadow_hit"},
        ),
        migrations.CreateModel(
            name="Backtest",
            fields=[
                ("backtest_id", models.TextField(primary_key=True, serialize=False)),
                ("rule_id", _text()),
                ("version", models.IntegerField(null=True)),
                *((name, _text()) for name in ("digest", "data_digest", "first_day", "last_day")),
                ("encounters", models.BigIntegerField(default=0)),
                ("hits", models.BigIntegerField(default=0)),
                *((name, _text()) for name in ("report", "actor", "at")),
            ],
            options={"db_table": "backtest", "indexes": [models.Index(fields=["rule_id"], name="backtest_rule")]},
        ),
        migrations.CreateModel(
            name="RulebookFiles",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", _text()),
                ("files", models.IntegerField(default=0)),
                ("at", _text()),
            ],
            options={"db_table": "rulebook"},
        ),
    ]
