import django.db.models.deletion
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('letters', '0001_initial'),
    ]

    dependencies = [
        ('org', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme_code', models.CharField(max_length=40)),
                ('scheme_version', models.PositiveIntegerField()),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.subject')),
                ('content', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'letters_letter',
                'constraints': [models.UniqueConstraint(fields=('scheme_code', 'subject', 'fingerprint'), name='letters_letter_once')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='letters.letter')),
                ('side', models.CharField(choices=[('owner', 'owner'), ('superior', 'superior')], max_length=8)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('reservation', models.TextField(blank=True)),
                ('signed_by', models.CharField(max_length=150)),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'letters_signature',
                'constraints': [models.UniqueConstraint(fields=('letter', 'side'), name='letters_signature_once')],
            },
        ),
    ]
