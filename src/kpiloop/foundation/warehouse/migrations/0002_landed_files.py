from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='load',
            name='landed',
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name='load',
            name='landed_path',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
    ]
