"""Triggers that refuse a change of the trail while it is guarded."""

from __future__ import annotations

from django.db import migrations

CHANGES = ("update", "delete")
GUARDED = "EXISTS (SELECT 1 FROM audit_head WHERE is_guarded)"
SQLITE = (
    "CREATE TRIGGER audit_entry_refuses_{change} BEFORE {change} ON audit_entry "
    "WHEN " + GUARDED + " BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
)
FUNCTION = (
    "CREATE FUNCTION audit_entry_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF " + GUARDED + " THEN RAISE EXCEPTION 'audit entries are only ever added'; END IF; "
    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
)
POSTGRES = (
    "CREATE TRIGGER audit_entry_refuses_{change} BEFORE {change} ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuses()"
)


def create_guards(apps, schema_editor):
    """Create the triggers; they sleep until the head says guarded."""
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    if not on_sqlite:
        schema_editor.execute(FUNCTION)
    for change in CHANGES:
        schema_editor.execute((SQLITE if on_sqlite else POSTGRES).format(change=change))


def drop_guards(apps, schema_editor):
    """Remove the triggers again."""
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for change in CHANGES:
        schema_editor.execute(f"DROP TRIGGER audit_entry_refuses_{change}" + ("" if on_sqlite else " ON audit_entry"))
    if not on_sqlite:
        schema_editor.execute("DROP FUNCTION audit_entry_refuses()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]

    operations = [migrations.RunPython(create_guards, drop_guards)]
