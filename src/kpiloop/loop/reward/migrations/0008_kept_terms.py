from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reward", "0007_calibration")]

    operations = [
        migrations.AddField(
            model_name="reviewcycle", name="scored_revisions", field=models.JSONField(default=dict)
        ),
        migrations.AddField(
            model_name="bonusrun",
            name="keeps",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reward.bonusrun"
            ),
        ),
    ]
