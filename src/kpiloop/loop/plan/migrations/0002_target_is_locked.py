"""Negotiated targets that spreading and breaking down leave alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("plan", "0001_initial")]

    operations = [
        migrations.AddField(model_name="target", name="is_locked", field=models.BooleanField(default=False)),
    ]
