import django.db.models.deletion
import kpiloop.foundation.figures
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('track', '0001_initial'),
        ('track', '0002_unusual_alerts'),
        ('track', '0003_exact_figures'),
        ('track', '0004_running_months'),
        ('track', '0005_range_judged'),
        ('track', '0006_alert_rules'),
        ('track', '0007_week_alerts'),
    ]

    dependencies = [
        ('calendar', '0001_tables'),
        ('measure', '0001_tables'),
        ('org', '0001_tables'),
        ('plan', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Status',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measure.value')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.target')),
                ('actual', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('target_figure', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('lower', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('upper', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('running_on', models.DateField(null=True)),
                ('expected', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('expected_low', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('expected_high', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=8)),
                ('achievement', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=18)),
                ('light', models.CharField(choices=[('green', 'green'), ('amber', 'amber'), ('red', 'red'), ('na', 'na')], max_length=6)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('streak', models.PositiveSmallIntegerField(default=0)),
                ('misses', models.PositiveSmallIntegerField(default=0)),
                ('assessed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'track_status',
                'indexes': [models.Index(fields=['period', 'light'], name='track_statu_period__838d10_idx')],
                'constraints': [models.UniqueConstraint(fields=('assignment', 'period'), name='track_status_once')],
            },
        ),
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(max_length=20)),
                ('kpi', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.kpi')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.subject')),
                ('limit', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=6)),
                ('months', models.PositiveSmallIntegerField(null=True)),
                ('days', models.PositiveSmallIntegerField(null=True)),
                ('base', models.CharField(default='prior_period', max_length=12)),
                ('side', models.CharField(default='any', max_length=6)),
                ('who', models.CharField(default='owner', max_length=10)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('severity', models.CharField(default='normal', max_length=6)),
                ('is_active', models.BooleanField(default=True)),
                ('set_by', models.CharField(max_length=150)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'track_alert_rule',
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('red', 'red'), ('amber', 'amber'), ('missing', 'missing'), ('unusual', 'unusual'), ('repeated', 'repeated'), ('changed', 'changed'), ('pace', 'pace'), ('no_action', 'no_action'), ('week_missing', 'week_missing')], max_length=12)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('first_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('last_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('state', models.CharField(choices=[('open', 'open'), ('acknowledged', 'acknowledged'), ('resolved', 'resolved')], default='open', max_length=14)),
                ('rule', models.JSONField(default=dict)),
                ('opened_at', models.DateTimeField()),
                ('acknowledged_by', models.CharField(blank=True, max_length=150)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('resolved_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'track_alert',
                'indexes': [models.Index(fields=['recipient', 'state'], name='track_alert_recipie_7141d4_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'acknowledged'])), fields=('assignment', 'kind'), name='track_alert_one_live')],
            },
        ),
    ]
