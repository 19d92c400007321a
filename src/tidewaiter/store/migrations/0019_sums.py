"""Sums by day, and indexes that answer the pages of a busy house without looking at each row."""

from typing import Any

from django.db import migrations, models

_READ_BY_DAY = (
    "INSERT INTO reading_day (day, port, actor, roles, opened, lists, shown) SELECT substr(at, 1, 10),"
    " COALESCE(port, ''), actor, MIN(roles), SUM(CASE WHEN about = 'listing' THEN 0 ELSE 1 END),"
    " SUM(CASE WHEN about = 'listing' THEN 1 ELSE 0 END), SUM(shown) FROM reading"
    " GROUP BY substr(at, 1, 10), COALESCE(port, ''), actor"
)
_NTH = (
    "UPDATE reading SET nth = n.nth, again_at = CASE WHEN n.nth > 1 THEN at END FROM (SELECT seq, ROW_NUMBER() OVER (PARTITION BY about, actor ORDER BY seq)"
    " AS nth FROM reading WHERE about <> 'listing') AS n WHERE n.seq = reading.seq"
)
_FIRED_BY_DAY = (
    "INSERT INTO fired_day (rule_id, day, fired) SELECT rule_id, substr(at, 1, 10), COUNT(*) FROM fired"
    " GROUP BY rule_id, substr(at, 1, 10)"
)


def outcomes(apps: object, schema_editor: Any) -> None:
    """Lay the outcomes of inspections that stand beside the rules that had fired."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT encounter_id, outcome FROM act"
            " WHERE kind = 'Inspected' AND NOT withdrawn AND outcome IS NOT NULL"
        )
        found: dict[str, set[str]] = {}
        for encounter, outcome in cursor.fetchall():
            found.setdefault(encounter, set()).add(outcome)
        cursor.executemany(
            "UPDATE fired SET outcomes = %s WHERE encounter_id = %s AND rule_id IN (SELECT DISTINCT rule_id FROM fired_day)",
            [(",".join(sorted(said)), encounter) for encounter, said in found.items()],
        )


def _index(model: str, name: str, fields: list[str], **more: Any) -> migrations.AddIndex:
    return migrations.AddIndex(model_name=model, index=models.Index(fields=fields, name=name, **more))


def _day_of(name: str, fields: list[tuple[str, Any]], first: str, *parts: str) -> migrations.CreateModel:
    key = models.CompositePrimaryKey(first, *parts, blank=True, editable=False, primary_key=True, serialize=False)
    columns: list[tuple[str, Any]] = [("pk", key), *((part, models.TextField()) for part in (first, *parts)), *fields]
    table = {"ReadingDay": "reading_day", "FiredDay": "fired_day"}[name]
    return migrations.CreateModel(name=name, fields=columns, options={"db_table": table})


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0018_glass"),
    ]

    operations = [
        _day_of(
            "ReadingDay",
            [
                ("roles", models.TextField(null=True)),
                *((name, models.IntegerField(default=0)) for name in ("opened", "lists", "shown")),
            ],
            *("day", "actor", "port"),
        ),
        _day_of("FiredDay", [("fired", models.IntegerField(default=0))], "rule_id", "day"),
        migrations.AddField(model_name="reading", name="nth", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="reading", name="again_at", field=models.TextField(null=True)),
        migrations.AddField(model_name="fired", name="outcomes", field=models.TextField(null=True)),
        migrations.RunSQL([_READ_BY_DAY, _NTH, _FIRED_BY_DAY], migrations.RunSQL.noop),
        migrations.RunPython(outcomes, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="reading", name="reading_about"),
        _index("reading", "reading_about", ["about", "actor", "nth"]),
        _index("reading", "reading_again", ["again_at"], condition=models.Q(("again_at__isnull", False))),
        _index(
            "fired", "fired_examined", ["rule_id", "at", "outcomes"], condition=models.Q(("outcomes__isnull", False))
        ),
        migrations.RemoveIndex(model_name="act", name="act_kind"),
        _index("act", "act_kind", ["kind", "at"]),
        _index("act", "act_at", ["at"]),
        migrations.RemoveIndex(model_name="encounter", name="encounter_presented"),
        _index(
            "encounter",
            "encounter_presented",
            [
                *("port", "presented_at", "kind", "status", "outcome", "mode", "direction", "role", "band", "stream"),
                *("lane", "unannounced", "encounter_id"),
            ],
            condition=models.Q(("presented_at__isnull", False)),
        ),
    ]
