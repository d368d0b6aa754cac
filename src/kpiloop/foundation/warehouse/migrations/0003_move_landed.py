from django.db import migrations


def name_files(apps, schema_editor):
    """Loads until now have one landed file each."""
    for load in apps.get_model('warehouse', 'Load').objects.iterator():
        load.landed = [{'path': load.landed_path, 'rows': load.rows, 'sha256': load.sha256, 'month': ''}]
        load.save(update_fields=['landed'])


def name_first(apps, schema_editor):
    """The first file of each; files of facts are kept by the versions that name them."""
    for load in apps.get_model('warehouse', 'Load').objects.exclude(landed=[]).iterator():
        load.landed_path = load.landed[0]['path']
        load.save(update_fields=['landed_path'])


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0002_landed_files'),
    ]

    operations = [
        migrations.RunPython(name_files, name_first),
    ]
