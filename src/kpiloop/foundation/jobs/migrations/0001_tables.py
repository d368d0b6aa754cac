import django.db.models.deletion
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('jobs', '0001_initial'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BusinessRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('idempotency_key', models.CharField(max_length=200, unique=True)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=12)),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('arguments', models.JSONField(default=dict)),
                ('outcome', models.JSONField(default=dict)),
                ('error_code', models.CharField(blank=True, max_length=80)),
                ('error_fields', models.JSONField(default=dict)),
                ('actor', models.CharField(max_length=150)),
                ('step', models.CharField(blank=True, max_length=80)),
                ('done_units', models.PositiveBigIntegerField(default=0)),
                ('total_units', models.PositiveBigIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'jobs_business_run',
                'indexes': [models.Index(fields=['state', 'heartbeat_at'], name='jobs_busine_state_05aa4a_idx')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('arguments', models.JSONField(default=dict)),
                ('cron', models.CharField(max_length=60)),
                ('zone', models.CharField(default='Asia/Shanghai', max_length=60)),
                ('catch_up', models.CharField(choices=[('latest', 'latest'), ('all', 'all'), ('skip', 'skip')], default='latest', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('last_due_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'jobs_schedule',
            },
        ),
        migrations.CreateModel(
            name='OutboxEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('fields', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'jobs_outbox_event',
            },
        ),
        migrations.CreateModel(
            name='Beat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('beat_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'jobs_beat',
            },
        ),
        migrations.CreateModel(
            name='DueTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='due_times', to='jobs.schedule')),
                ('due_at', models.DateTimeField()),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='due_times', to='jobs.businessrun')),
            ],
            options={
                'db_table': 'jobs_due_time',
                'constraints': [models.UniqueConstraint(fields=('schedule', 'due_at'), name='jobs_due_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='jobs.outboxevent')),
                ('receiver', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('dead', 'dead')], default='waiting', max_length=12)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('last_error', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'jobs_delivery',
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='jobs_delive_state_1266f4_idx')],
                'constraints': [models.UniqueConstraint(fields=('event', 'receiver'), name='jobs_deliver_once')],
            },
        ),
    ]
