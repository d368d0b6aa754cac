import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('notify', '0001_initial'),
        ('notify', '0002_reminders_and_digests'),
        ('notify', '0003_hooks'),
    ]

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('day', models.DateField()),
                ('sent_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'notify_digest',
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='notify_digest_once')],
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('quiet_from', models.TimeField()),
                ('quiet_until', models.TimeField()),
            ],
            options={
                'db_table': 'notify_quiet_hours',
            },
        ),
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('address', models.CharField(max_length=500)),
                ('events', models.JSONField(default=list)),
                ('sealed', models.TextField()),
                ('state', models.CharField(default='active', max_length=10)),
                ('paused_because', models.CharField(blank=True, max_length=40)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('created_by', models.CharField(max_length=150)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'notify_hook',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code', models.CharField(max_length=80)),
                ('fields', models.JSONField(default=dict)),
                ('link', models.CharField(blank=True, max_length=300)),
                ('mark', models.CharField(blank=True, max_length=160)),
                ('is_held', models.BooleanField(default=False)),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='notify.digest')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'notify_notice',
                'indexes': [models.Index(fields=['user', 'read_at'], name='notify_noti_user_id_4f7450_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('user', 'mark'), name='notify_reminded_once')],
            },
        ),
        migrations.CreateModel(
            name='HookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notify.hook')),
                ('mark', models.CharField(max_length=40, unique=True)),
                ('event', models.CharField(max_length=60)),
                ('body', models.TextField()),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('tries', models.JSONField(default=list)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'notify_hook_delivery',
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='notify_hook_state_89bd4a_idx')],
            },
        ),
    ]
