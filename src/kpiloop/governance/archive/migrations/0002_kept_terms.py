from __future__ import annotations

from typing import Any

from django.db import migrations, models


def follow(apps: Any, schema_editor: Any) -> None:
    """Decisions about one close in the order they were made."""
    held = apps.get_model("archive", "LateDecision").objects.order_by("close_id", "pk")
    before: dict[int, int] = {}
    for row in held:
        row.follows = before.get(row.close_id, 0)
        row.save(update_fields=["follows"])
        before[row.close_id] = row.pk


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_tables")]

    operations = [
        migrations.AddField("close", "terms_revision", models.PositiveIntegerField(default=0)),
        migrations.AddField("close", "newest", models.JSONField(default=dict)),
        migrations.AddField("reopening", "new_terms", models.BooleanField(default=False)),
        migrations.AddField("reopening", "newest_target", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("latedecision", "follows", models.PositiveBigIntegerField(default=0)),
        migrations.RemoveConstraint("latedecision", "archive_late_once"),
        migrations.RunPython(follow, migrations.RunPython.noop),
        migrations.AddConstraint(
            "latedecision", models.UniqueConstraint(fields=["close", "follows"], name="archive_late_in_turn")
        ),
    ]
