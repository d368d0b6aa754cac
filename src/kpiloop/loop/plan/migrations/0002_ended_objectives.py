from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    # No service ever wrote `is_active`: every objective there is runs.
    dependencies = [("plan", "0001_tables")]

    operations = [
        migrations.RemoveField(model_name="objective", name="is_active"),
        migrations.AddField(model_name="objective", name="ended_on", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="objective", name="end_reason", field=models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
