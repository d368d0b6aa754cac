"""A scheme may refuse publishing when a card holds too many KPIs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("plan", "0002_target_is_locked")]

    operations = [
        migrations.AddField(model_name="scheme", name="limit_blocks", field=models.BooleanField(default=False)),
    ]
