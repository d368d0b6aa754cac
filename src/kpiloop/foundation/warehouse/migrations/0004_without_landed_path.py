from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0003_move_landed'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='load',
            name='landed_path',
        ),
    ]
