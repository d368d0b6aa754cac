import django.db.models.deletion
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('charter', '0001_initial'),
        ('charter', '0002_distribution_is_kept_by_reward'),
    ]

    dependencies = [
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Outline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme_code', models.CharField(max_length=40, unique=True)),
                ('aim', models.TextField(blank=True)),
                ('appeals', models.TextField(blank=True)),
                ('changes', models.TextField(blank=True)),
                ('review_days', models.PositiveSmallIntegerField(default=8)),
                ('close_days', models.PositiveSmallIntegerField(default=10)),
                ('publish_days', models.PositiveSmallIntegerField(default=15)),
                ('appeal_days', models.PositiveSmallIntegerField(default=5)),
                ('ruling_days', models.PositiveSmallIntegerField(default=10)),
            ],
            options={
                'db_table': 'charter_outline',
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme_code', models.CharField(max_length=40)),
                ('office', models.CharField(choices=[('administrator', 'administrator'), ('hr', 'hr'), ('finance', 'finance'), ('committee', 'committee'), ('sponsor', 'sponsor')], max_length=14)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('signs', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'charter_office',
                'constraints': [models.UniqueConstraint(fields=('scheme_code', 'office', 'person'), name='charter_office_once')],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme_code', models.CharField(max_length=40)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('reason', models.CharField(max_length=300)),
                ('decided_by', models.CharField(max_length=150)),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'charter_exemption',
                'constraints': [models.UniqueConstraint(fields=('scheme_code', 'person'), name='charter_exemption_once')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme_code', models.CharField(max_length=40)),
                ('scheme_version', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'charter_edition',
                'constraints': [models.UniqueConstraint(fields=('scheme_code', 'number'), name='charter_edition_once')],
            },
        ),
        migrations.CreateModel(
            name='EditionSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='charter.edition')),
                ('place', models.PositiveSmallIntegerField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('reservation', models.TextField(blank=True)),
                ('signed_by', models.CharField(max_length=150)),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'charter_signature',
                'constraints': [models.UniqueConstraint(fields=('edition', 'place'), name='charter_signature_once')],
            },
        ),
    ]
