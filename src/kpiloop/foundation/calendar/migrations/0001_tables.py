import django.db.models.deletion
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('calendar', '0001_initial'),
        ('calendar', '0002_cuts_and_events'),
        ('calendar', '0003_reopened_for'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default='company', max_length=40, unique=True)),
                ('fiscal_start_month', models.PositiveSmallIntegerField(default=1)),
                ('named_by', models.CharField(default='end', max_length=5)),
                ('pattern', models.CharField(default='months', max_length=6)),
                ('week_start', models.PositiveSmallIntegerField(default=0)),
                ('anchor', models.CharField(default='nearest', max_length=7)),
                ('shift_week', models.BooleanField(default=False)),
                ('workdays', models.CharField(default='01234', max_length=7)),
            ],
            options={
                'db_table': 'calendar_calendar',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('holiday', 'holiday'), ('make_up', 'make_up'), ('campaign', 'campaign')], max_length=10)),
                ('first_day', models.DateField()),
                ('ends_before', models.DateField()),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('source', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'db_table': 'calendar_event',
                'ordering': ['first_day', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'first_day'), name='calendar_event_once')],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='calendar.calendar')),
                ('kind', models.CharField(max_length=10)),
                ('code', models.CharField(max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_before', models.DateField()),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('open', 'open'), ('closed', 'closed'), ('reopened', 'reopened')], default='open', max_length=10)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('warehouse_version', models.PositiveBigIntegerField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=150)),
                ('reopened_for', models.JSONField(default=dict)),
            ],
            options={
                'db_table': 'calendar_period',
                'ordering': ['starts_on'],
                'constraints': [models.UniqueConstraint(fields=('calendar', 'code'), name='calendar_period_once')],
            },
        ),
    ]
