from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def answer_lines(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Files that were answered as a whole: each of their lines was."""
    lines = apps.get_model("reward", "PayFileLine").objects
    for state in ("accepted", "rejected"):
        lines.filter(file__state=state).update(state=state)


class Migration(migrations.Migration):
    dependencies = [("reward", "0008_kept_terms")]

    operations = [
        migrations.AddField(
            model_name="payfileline", name="state", field=models.CharField(default="made", max_length=10)
        ),
        migrations.AddField(
            model_name="payfileline", name="answer", field=models.CharField(blank=True, max_length=300)
        ),
        migrations.RunPython(answer_lines, migrations.RunPython.noop),
    ]
