import django.db.models.deletion
import kpiloop.foundation.figures
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('improve', '0001_initial'),
        ('improve', '0002_exact_figures'),
    ]

    dependencies = [
        ('calendar', '0001_tables'),
        ('measure', '0001_tables'),
        ('org', '0001_tables'),
        ('plan', '0001_tables'),
        ('review', '0001_tables'),
        ('reward', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='EffectCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='review.action')),
                ('before_value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measure.value')),
                ('after_value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measure.value')),
                ('expected', models.DecimalField(decimal_places=8, max_digits=30)),
                ('change', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('outcome', models.CharField(max_length=10)),
                ('checked_by', models.CharField(max_length=150)),
                ('checked_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'improve_effect_check',
            },
        ),
        migrations.CreateModel(
            name='Rectification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('first_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('last_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('misses', models.PositiveSmallIntegerField()),
                ('interview', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reward.interview')),
                ('responsible', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('due_on', models.DateField()),
                ('measures', models.TextField(blank=True)),
                ('state', models.CharField(default='open', max_length=10)),
                ('opened_by', models.CharField(max_length=150)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('submitted_by', models.CharField(blank=True, max_length=150)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('accepted_by', models.CharField(blank=True, max_length=150)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'improve_rectification',
                'constraints': [models.UniqueConstraint(fields=('assignment', 'first_period'), name='improve_rectify_once')],
            },
        ),
        migrations.CreateModel(
            name='ImprovementPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('first_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('last_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('misses', models.PositiveSmallIntegerField()),
                ('evidence', models.JSONField(default=list)),
                ('state', models.CharField(default='proposed', max_length=10)),
                ('goals', models.TextField(blank=True)),
                ('support', models.TextField(blank=True)),
                ('proposed_by', models.CharField(max_length=150)),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.TextField(blank=True)),
                ('closed_by', models.CharField(blank=True, max_length=150)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'improve_improvement_plan',
                'constraints': [models.UniqueConstraint(fields=('assignment', 'first_period'), name='improve_plan_once')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('assignment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('action', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.action')),
                ('text', models.TextField()),
                ('written_by', models.CharField(max_length=150)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'improve_lesson',
            },
        ),
        migrations.CreateModel(
            name='ChangeProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='improve.lesson')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('new_target', models.DecimalField(decimal_places=8, max_digits=30)),
                ('reason', models.TextField()),
                ('evidence', models.JSONField(default=dict)),
                ('target_change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.targetchange')),
                ('state', models.CharField(default='proposed', max_length=10)),
                ('proposed_by', models.CharField(max_length=150)),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'improve_change_proposal',
            },
        ),
    ]
