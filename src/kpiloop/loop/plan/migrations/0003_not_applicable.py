from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0002_ended_objectives")]

    operations = [
        migrations.AddField("target", "is_applicable", models.BooleanField(default=True)),
        migrations.AddField("targetchange", "is_applicable", models.BooleanField(default=True)),
        migrations.AlterField(
            "targetchange", "new_target", models.DecimalField(max_digits=30, decimal_places=8, null=True)
        ),
    ]
