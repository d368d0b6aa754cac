import django.db.models.deletion
from django.db import migrations, models
from kpiloop.foundation.first_tables import FirstTables


class Migration(FirstTables):

    replaces = [
        ('analyse', '0001_initial'),
    ]

    dependencies = [
        ('calendar', '0001_tables'),
        ('plan', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plan.assignment')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.period')),
                ('kind', models.CharField(choices=[('market', 'market'), ('price', 'price'), ('volume', 'volume'), ('cost', 'cost'), ('quality', 'quality'), ('capacity', 'capacity'), ('people', 'people'), ('data', 'data'), ('other', 'other')], max_length=20)),
                ('text', models.TextField()),
                ('evidence', models.TextField(blank=True)),
                ('impact', models.DecimalField(decimal_places=8, max_digits=30, null=True)),
                ('state', models.CharField(choices=[('written', 'written'), ('confirmed', 'confirmed'), ('withdrawn', 'withdrawn')], default='written', max_length=10)),
                ('written_by', models.CharField(max_length=150)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=150)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'analyse_cause',
                'indexes': [models.Index(fields=['period', 'assignment'], name='analyse_cau_period__fdb073_idx')],
            },
        ),
    ]
