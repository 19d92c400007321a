"""Risk models: trained, measured, promoted, retired."""

from django.db import migrations, models

TEXTS = ("status", "trained_by", "trained_at", "expires_at")
LATER = (
    *("card", "measured_at", "measured_by", "measured", "promoted_by", "promoted_at", "promoted_reason"),
    *("retired_by", "retired_at", "retired_reason"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskModel",
            fields=[
                ("model_id", models.TextField(primary_key=True, serialize=False)),
                *((name, models.TextField(null=True)) for name in TEXTS),
                ("leaks_passed", models.BooleanField(default=False)),
                *((name, models.FloatField(null=True)) for name in ("recall", "rules_recall", "ece")),
                *((name, models.TextField(null=True)) for name in LATER),
            ],
            options={"db_table": "risk_model"},
        ),
    ]
