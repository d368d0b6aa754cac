import django.db.models.deletion
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('warehouse', '0001_initial'),
        ('warehouse', '0002_undone_loads'),
        ('warehouse', '0003_column_roles'),
        ('warehouse', '0004_registered_folders'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Dataset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('columns', models.JSONField()),
                ('key_columns', models.JSONField(default=list)),
                ('date_columns', models.JSONField(default=list)),
                ('unit_column', models.CharField(blank=True, max_length=60)),
                ('person_column', models.CharField(blank=True, max_length=60)),
                ('tree_columns', models.JSONField(default=dict)),
                ('money_columns', models.JSONField(default=list)),
                ('dimensions', models.JSONField(default=list)),
                ('registered', models.JSONField(default=dict)),
            ],
            options={
                'db_table': 'warehouse_dataset',
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('manifest', models.JSONField()),
                ('rows', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'warehouse_version',
            },
        ),
        migrations.CreateModel(
            name='WriterLease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(blank=True, max_length=100)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('expires_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'warehouse_writer_lease',
            },
        ),
        migrations.CreateModel(
            name='Load',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loads', to='warehouse.dataset')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loads', to='warehouse.version')),
                ('landed_path', models.CharField(max_length=300)),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveBigIntegerField()),
                ('rows_new', models.PositiveBigIntegerField(default=0)),
                ('rows_replaced', models.PositiveBigIntegerField(default=0)),
                ('rows_unchanged', models.PositiveBigIntegerField(default=0)),
                ('covers_from', models.DateField(null=True)),
                ('covers_to', models.DateField(null=True)),
                ('undone_version', models.PositiveBigIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'warehouse_load',
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pins', to='warehouse.version')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pins', to='warehouse.dataset')),
                ('until', models.DateField()),
                ('files', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'warehouse_pin',
                'constraints': [models.UniqueConstraint(fields=('version', 'dataset', 'until'), name='warehouse_pin_once')],
            },
        ),
        migrations.CreateModel(
            name='Pointer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pointers', to='warehouse.version')),
            ],
            options={
                'db_table': 'warehouse_pointer',
            },
        ),
    ]
