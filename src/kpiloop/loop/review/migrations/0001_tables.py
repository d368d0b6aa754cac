import django.db.models.deletion
import kpiloop.foundation.figures
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('review', '0001_initial'),
        ('review', '0002_exact_figures'),
    ]

    dependencies = [
        ('analyse', '0001_tables'),
        ('calendar', '0001_tables'),
        ('org', '0001_tables'),
        ('plan', '0001_tables'),
        ('track', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('state', models.CharField(choices=[('preparing', 'preparing'), ('live', 'live'), ('published', 'published')], default='preparing', max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('place', models.CharField(blank=True, max_length=120)),
                ('minutes', models.TextField(blank=True)),
                ('waiver', models.TextField(blank=True)),
                ('snapshot', models.JSONField(default=dict)),
                ('published_by', models.CharField(blank=True, max_length=150)),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'review_meeting',
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='review.meeting')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('order', models.PositiveSmallIntegerField()),
                ('minutes_planned', models.PositiveSmallIntegerField(default=5)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('discussed', 'discussed')], default='pending', max_length=10)),
            ],
            options={
                'db_table': 'review_agenda_item',
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'assignment'), name='review_agenda_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='review.meeting')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='review.agendaitem')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('decided_by', models.CharField(max_length=150)),
                ('decided_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'review_decision',
                'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='review_decision_once')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='review.decision')),
                ('cause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='analyse.cause')),
                ('alert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='track.alert')),
                ('due_on', models.DateField()),
                ('expected_effect', models.DecimalField(decimal_places=8, max_digits=30)),
                ('effect_period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('state', models.CharField(choices=[('open', 'open'), ('doing', 'doing'), ('blocked', 'blocked'), ('done', 'done'), ('cancelled', 'cancelled')], default='open', max_length=10)),
                ('progress', models.TextField(blank=True)),
                ('done_on', models.DateField(null=True)),
                ('escalated', models.PositiveSmallIntegerField(default=0)),
                ('effect', models.CharField(choices=[('unchecked', 'unchecked'), ('moved', 'moved'), ('not_moved', 'not_moved'), ('unclear', 'unclear')], default='unchecked', max_length=10)),
                ('effect_figure', kpiloop.foundation.figures.FigureField(max_length=64, null=True, places=12)),
                ('created_by', models.CharField(max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'review_action',
                'indexes': [models.Index(fields=['owner', 'state'], name='review_acti_owner_i_263daa_idx'), models.Index(fields=['period', 'assignment'], name='review_acti_period__a2e5ec_idx')],
            },
        ),
    ]
