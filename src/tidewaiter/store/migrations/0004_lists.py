"""Entries of look-out lists hold several names, dates and numbers; lists remember how they came to be as they are."""

import json
from typing import Any

from django.db import migrations, models

NESTED = ("names", "birth_dates", "nationalities", "countries", "documents")
SINGLE = ("surname", "given_names", "birth_date", "document_number", "document_issuer")


def several(apps: Any, schema_editor: Any) -> None:
    """Bring the single values of lists loaded so far to the new columns, as a rebuild would."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT list_id, entry_id, {', '.join(SINGLE)} FROM listing")
        for list_id, entry_id, surname, given, birth, number, issuer in cursor.fetchall():
            whole = ", ".join(part for part in (surname, given) if part)
            names = [{"text": whole, "surname": surname, "given_names": given}] if whole else None
            documents = [{"number": number, "issuer": issuer}] if number else None
            values = [json.dumps(value) if value else None for value in (names, [birth] if birth else None, documents)]
            cursor.execute(
                "UPDATE listing SET names = %s, birth_dates = %s, documents = %s WHERE list_id = %s AND entry_id = %s",
                (*values, list_id, entry_id),
            )


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_access"),
    ]

    operations = [
        *(
            migrations.AddField(model_name="listing", name=name, field=models.TextField(null=True))
            for name in (*NESTED, "sex", "remarks")
        ),
        migrations.RunPython(several, migrations.RunPython.noop, elidable=True),
        *(migrations.RemoveField(model_name="listing", name=name) for name in SINGLE),
        *(
            migrations.AddField(model_name="listversion", name=name, field=models.TextField(null=True))
            for name in ("title", "format", "licence", "review_at", "expires_at", "left_out", "stated_at")
        ),
        migrations.AddField(model_name="listversion", name="stated", field=models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="ListHistory",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("list_id", models.TextField(null=True)),
                ("act", models.TextField(null=True)),
                ("version", models.TextField(null=True)),
                ("digest", models.TextField(null=True)),
                ("entries", models.IntegerField(default=0)),
                ("added", models.IntegerField(null=True)),
                ("altered", models.IntegerField(null=True)),
                ("removed", models.IntegerField(null=True)),
                ("actor", models.TextField(null=True)),
                ("reason", models.TextField(null=True)),
                ("at", models.TextField(null=True)),
            ],
            options={
                "db_table": "list_history",
                "indexes": [models.Index(fields=["list_id"], name="list_history_list")],
            },
        ),
    ]
