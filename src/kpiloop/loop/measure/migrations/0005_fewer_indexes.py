"""Values have three indexes instead of ten: a run enters each of its values into all of them."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_COLUMNS = ("kpi", "definition", "formula", "submission", "subject", "period")


def drop_indexes(apps: Any, schema_editor: Any) -> None:
    """Drop those of one column by name: to alter the fields would copy the table once for each of them."""
    with schema_editor.connection.cursor() as cursor:
        held = schema_editor.connection.introspection.get_constraints(cursor, "measure_value")
    for name, found in held.items():
        is_plain = found["index"] and not found["unique"] and not found["primary_key"]
        if is_plain and found["columns"] in [[f"{column}_id"] for column in _COLUMNS]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def _field(to: str, *, related_name: str = "+", null: bool = False) -> Any:
    return models.ForeignKey(
        db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to
    )


_FIELDS = {
    "kpi": _field("plan.kpi"),
    "definition": _field("plan.kpidefinition"),
    "formula": _field("measure.formula", related_name="values", null=True),
    "submission": _field("collect.submission", null=True),
    "subject": _field("org.subject"),
    "period": _field("calendar.period"),
}


class Migration(migrations.Migration):
    """Fewer indexes on measure_value."""

    dependencies = [("measure", "0004_touched_months_of_runs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_indexes, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(model_name="value", name=name, field=field) for name, field in _FIELDS.items()
            ],
        ),
        migrations.RemoveIndex(model_name="value", name="measure_val_period__3d075d_idx"),
        migrations.RemoveIndex(model_name="value", name="measure_val_subject_ac012e_idx"),
        migrations.AddIndex(
            model_name="value", index=models.Index(fields=["period", "window"], name="measure_value_of_period")
        ),
        migrations.AddIndex(
            model_name="value",
            index=models.Index(fields=["subject", "kpi", "window", "period"], name="measure_value_of_subject"),
        ),
    ]
