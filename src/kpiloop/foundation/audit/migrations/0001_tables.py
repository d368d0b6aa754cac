from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('audit', '0001_initial'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('seq', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=150)),
                ('user_id', models.BigIntegerField(null=True)),
                ('verb', models.CharField(max_length=60)),
                ('object_kind', models.CharField(max_length=60)),
                ('object_key', models.CharField(max_length=200)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'audit_entry',
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['object_kind', 'object_key'], name='audit_entry_object__8ac48c_idx'), models.Index(fields=['actor'], name='audit_entry_actor_5ee378_idx')],
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField(default=0)),
                ('is_guarded', models.BooleanField(default=False)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'audit_head',
            },
        ),
    ]
