from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collect', '0011_roster_traces'),
    ]

    operations = [
        migrations.AddField(
            model_name='quarantinerow',
            name='content',
            field=models.CharField(db_index=True, default='', max_length=64),
        ),
    ]
