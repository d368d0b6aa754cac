import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('org', '0001_initial'),
        ('org', '0002_trees_and_entities'),
        ('org', '0003_entity_days'),
        ('org', '0004_entity_years'),
    ]

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unit', 'unit'), ('position', 'position'), ('person', 'person')], max_length=10)),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'db_table': 'org_subject',
            },
        ),
        migrations.CreateModel(
            name='UnitTree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'db_table': 'org_tree',
            },
        ),
        migrations.CreateModel(
            name='OrgRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=32)),
            ],
            options={
                'db_table': 'org_revision',
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='unit', serialize=False, to='org.subject')),
                ('kind', models.CharField(default='unit', max_length=20)),
            ],
            options={
                'db_table': 'org_unit',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='person', serialize=False, to='org.subject')),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'org_person',
            },
        ),
        migrations.CreateModel(
            name='UnitEdge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edges', to='org.unit')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child_edges', to='org.unit')),
                ('order', models.PositiveIntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'db_table': 'org_unit_edge',
            },
        ),
        migrations.CreateModel(
            name='TreeEdge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edges', to='org.unittree')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tree_edges', to='org.unit')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tree_child_edges', to='org.unit')),
                ('order', models.PositiveIntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'db_table': 'org_tree_edge',
            },
        ),
        migrations.CreateModel(
            name='Entity',
            fields=[
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='entity', serialize=False, to='org.unit')),
                ('currency', models.CharField(max_length=3)),
                ('time_zone', models.CharField(blank=True, max_length=60)),
                ('day_begins', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'db_table': 'org_entity',
            },
        ),
        migrations.CreateModel(
            name='UnitAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='org.unit')),
                ('alias', models.CharField(max_length=120, unique=True)),
            ],
            options={
                'db_table': 'org_unit_alias',
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='position', serialize=False, to='org.subject')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='org.unit')),
                ('level', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'db_table': 'org_position',
            },
        ),
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('self', 'self'), ('node', 'node'), ('subtree', 'subtree'), ('company', 'company')], max_length=10)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scopes', to='org.unit')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'db_table': 'org_scope',
            },
        ),
        migrations.CreateModel(
            name='EntityYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='org.entity')),
                ('start_month', models.PositiveSmallIntegerField(null=True)),
                ('valid_from', models.DateField()),
            ],
            options={
                'db_table': 'org_entity_year',
                'ordering': ['valid_from'],
                'constraints': [models.UniqueConstraint(fields=('entity', 'valid_from'), name='org_entity_year_once')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org.unit')),
                ('position', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org.position')),
                ('line_manager', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='org.person')),
                ('is_head', models.BooleanField(default=False)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'db_table': 'org_appointment',
                'indexes': [models.Index(fields=['person', 'valid_from'], name='org_appoint_person__274d05_idx'), models.Index(fields=['unit', 'valid_from'], name='org_appoint_unit_id_ff73ad_idx')],
            },
        ),
    ]
