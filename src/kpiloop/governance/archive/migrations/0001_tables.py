import django.db.models.deletion
import kpiloop.foundation.figures
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('archive', '0001_initial'),
        ('archive', '0002_exact_figures'),
        ('archive', '0003_pins_and_waivers'),
        ('archive', '0004_reopening_scope'),
        ('archive', '0005_replay_and_late_data'),
        ('archive', '0006_retention_rules'),
        ('archive', '0007_range_frozen'),
    ]

    dependencies = [
        ('calendar', '0001_tables'),
        ('measure', '0001_tables'),
        ('plan', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='OrganisationLines',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('lines', models.JSONField()),
            ],
            options={
                'db_table': 'archive_organisation',
            },
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('state', models.CharField(default='asked', max_length=10)),
                ('reason', models.TextField()),
                ('asked_by', models.CharField(max_length=150)),
                ('asked_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'archive_waiver',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'granted'])), fields=('period', 'assignment'), name='archive_waiver_once')],
            },
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('reason', models.TextField()),
                ('requested_by', models.CharField(max_length=150)),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('approved_by', models.CharField(blank=True, max_length=150)),
                ('approved_at', models.DateTimeField(null=True)),
                ('until', models.DateField()),
                ('scope', models.JSONField(default=dict)),
                ('scope_codes', models.JSONField(default=dict)),
                ('state', models.CharField(default='requested', max_length=12)),
            ],
            options={
                'db_table': 'archive_reopening',
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, unique=True)),
                ('months', models.PositiveIntegerField()),
                ('reason', models.TextField()),
                ('set_by', models.CharField(max_length=150)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'archive_retention_rule',
            },
        ),
        migrations.CreateModel(
            name='Close',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('revision', models.PositiveIntegerField()),
                ('warehouse_version', models.PositiveBigIntegerField(null=True)),
                ('closed_by', models.CharField(max_length=150)),
                ('closed_at', models.DateTimeField()),
                ('waiver', models.TextField(blank=True)),
                ('findings', models.JSONField(default=list)),
                ('fingerprint', models.CharField(max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('snapshot_sha256', models.CharField(max_length=64)),
                ('pins', models.JSONField(default=dict)),
                ('organisation', models.JSONField(default=list)),
                ('organisation_lines', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.organisationlines')),
            ],
            options={
                'db_table': 'archive_close',
                'constraints': [models.UniqueConstraint(fields=('period', 'revision'), name='archive_close_once')],
            },
        ),
        migrations.CreateModel(
            name='FrozenFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('close', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='archive.close')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measure.value')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.target')),
                ('actual', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('target_figure', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('lower', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('upper', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('achievement', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=18)),
                ('light', models.CharField(max_length=6)),
                ('weight', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=4)),
                ('definition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.kpidefinition')),
            ],
            options={
                'db_table': 'archive_frozen_figure',
                'constraints': [models.UniqueConstraint(fields=('close', 'assignment'), name='archive_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='LateDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('close', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late', to='archive.close')),
                ('warehouse_version', models.PositiveBigIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('choice', models.CharField(max_length=10)),
                ('reason', models.TextField()),
                ('figures', models.JSONField(default=list)),
                ('scores', models.PositiveIntegerField(default=0)),
                ('carried_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('reopening', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='late', to='archive.reopening')),
                ('decided_by', models.CharField(max_length=150)),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'archive_late_decision',
                'constraints': [models.UniqueConstraint(fields=('close', 'fingerprint'), name='archive_late_once')],
            },
        ),
    ]
