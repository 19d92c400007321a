"""Crossings, stays, acts and findings know whom they concern by themselves: announcements are destroyed before them."""

from django.db import migrations, models

_WHO = "(SELECT e.{0} FROM encounter e WHERE e.encounter_id = {1}.encounter_id)"


def _filled(table: str, *names: str) -> migrations.RunSQL:
    """Fill new columns of rows written so far from what was announced, while that is still there."""
    values = ", ".join(f"{name} = {_WHO.format(name, table)}" for name in names)
    return migrations.RunSQL(f"UPDATE {table} SET {values}", migrations.RunSQL.noop)


def _text(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(model_name=model, name=name, field=models.TextField(null=True))


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_lists"),
    ]

    operations = [
        _text("act", "subject_id"),
        _text("finding", "subject_id"),
        _text("crossing", "kind"),
        _text("crossing", "document_key"),
        _text("crossing", "source"),
        _filled("act", "subject_id"),
        _filled("finding", "subject_id"),
        _filled("crossing", "kind", "document_key"),
        migrations.RunSQL("UPDATE crossing SET source = 'officer'", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(condition=models.Q(("kind", "Seized")), fields=["subject_id"], name="act_seized"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["subject_id"], name="finding_subject"),
        ),
        migrations.AddIndex(
            model_name="crossing",
            index=models.Index(fields=["document_key"], name="crossing_document"),
        ),
    ]
