import django.db.models.deletion
import kpiloop.foundation.figures
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('measure', '0001_initial'),
        ('measure', '0002_exact_figures'),
        ('measure', '0003_unit_keys_and_rates'),
        ('measure', '0004_touched_months_of_runs'),
        ('measure', '0005_fewer_indexes'),
        ('measure', '0006_overrides'),
    ]

    dependencies = [
        ('calendar', '0001_tables'),
        ('collect', '0001_tables'),
        ('org', '0001_tables'),
        ('plan', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Formula',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plan.kpi')),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(default='published', max_length=10)),
                ('text', models.TextField()),
                ('date_columns', models.JSONField(default=dict)),
                ('unit_columns', models.JSONField(default=dict)),
                ('fingerprint', models.CharField(max_length=64)),
                ('valid_from', models.DateField()),
                ('written_by', models.CharField(max_length=150)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'measure_formula',
                'constraints': [models.UniqueConstraint(fields=('kpi', 'version'), name='measure_formula_once')],
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('into', models.CharField(max_length=3)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('rate_type', models.CharField(choices=[('average', 'average'), ('closing', 'closing'), ('constant', 'constant')], max_length=10)),
                ('rate', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_current', models.BooleanField(default=True)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('recorded_by', models.CharField(max_length=150)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'measure_rate',
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('currency', 'into', 'period', 'rate_type'), name='measure_rate_one_current')],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.kpi')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.subject')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('figure', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('system_then', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('reason', models.TextField()),
                ('evidence', models.CharField(blank=True, max_length=300)),
                ('valid_until', models.DateField()),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('approved', 'approved'), ('rejected', 'rejected'), ('ended', 'ended'), ('expired', 'expired')], default='proposed', max_length=10)),
                ('asked_by', models.CharField(max_length=150)),
                ('asked_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.TextField(blank=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'measure_override',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'approved'])), fields=('kpi', 'subject', 'period', 'state'), name='measure_override_one_alive')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('state', models.CharField(default='running', max_length=10)),
                ('first_period', models.CharField(max_length=20)),
                ('last_period', models.CharField(max_length=20)),
                ('warehouse_version', models.PositiveBigIntegerField(null=True)),
                ('touched', models.JSONField(default=list)),
                ('values_written', models.PositiveIntegerField(default=0)),
                ('values_unchanged', models.PositiveIntegerField(default=0)),
                ('failures', models.JSONField(default=list)),
                ('statements', models.JSONField(default=dict)),
                ('started_by', models.CharField(max_length=150)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'measure_run',
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kpi', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.kpi')),
                ('definition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.kpidefinition')),
                ('formula', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='measure.formula')),
                ('submission', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='collect.submission')),
                ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.subject')),
                ('period', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('window', models.CharField(max_length=6)),
                ('actual', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('state', models.CharField(max_length=10)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('parts', models.JSONField(default=list)),
                ('row_count', models.PositiveBigIntegerField(default=0)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='measure.run')),
                ('warehouse_version', models.PositiveBigIntegerField(null=True)),
                ('load_numbers', models.JSONField(default=list)),
                ('is_current', models.BooleanField(default=True)),
                ('frozen_revision', models.PositiveIntegerField(default=0)),
            ],
            options={
                'db_table': 'measure_value',
                'indexes': [models.Index(fields=['period', 'window'], name='measure_value_of_period'), models.Index(fields=['subject', 'kpi', 'window', 'period'], name='measure_value_of_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('kpi', 'subject', 'period', 'window'), name='measure_value_one_current')],
            },
        ),
    ]
