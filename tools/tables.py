"""Write docs/tables/<app>.md from the models, so that the page of a table is never older than the table.

python tools/tables.py            write
python tools/tables.py --check    fail when a page is missing or old
"""

from __future__ import annotations

import inspect
import io
import os
import sys
import tempfile
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "tables"

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
    os.environ.setdefault("KPILOOP_HOME", tempfile.gettempdir())
    import django

    django.setup()

from django.apps import AppConfig, apps  # noqa: E402
from django.db.models import Field, ForeignObjectRel, Model  # noqa: E402

TYPES = {
    "BigAutoField": "number",
    "BooleanField": "yes/no",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "time (UTC)",
    "DecimalField": "exact number",
    "ForeignKey": "key",
    "IntegerField": "whole number",
    "JSONField": "JSON",
    "ManyToManyField": "keys",
    "OneToOneField": "key",
    "PositiveIntegerField": "whole number",
    "TextField": "long text",
}


def our_apps() -> list[AppConfig]:
    """Apps of the product that have tables."""
    found = [app for app in apps.get_app_configs() if app.name.startswith("kpiloop.")]
    return [app for app in found if list(app.get_models())]


def comments(model: type[Model]) -> dict[str, str]:
    """Comment of each field as written in the model: on its line, or on the lines directly above it."""
    source = inspect.getsource(model)
    spoken: dict[str, str] = {}
    above: list[str] = []
    field = ""
    for token in tokenize.generate_tokens(io.StringIO(inspect.cleandoc(source) + "\n").readline):
        text = token.string.lstrip("#: ").strip()
        if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#"):
            above.append(text)
        elif token.type == tokenize.COMMENT and field:
            spoken[field] = " ".join(filter(None, [spoken.get(field), text]))
        elif token.type == tokenize.NAME and token.line.lstrip().startswith(f"{token.string} = models."):
            field = token.string
            if above:
                spoken[field] = " ".join(above)
            above = []
        elif token.type == tokenize.NEWLINE:
            above = []
    return spoken


def kind(field: Field) -> str:
    """Type of a column in words."""
    name = field.get_internal_type()
    word = TYPES.get(name, name)
    if name == "CharField" and field.max_length:
        word = f"text({field.max_length})"
    if name == "DecimalField":
        word = f"exact number ({field.max_digits - field.decimal_places}.{field.decimal_places})"
    target = field.related_model
    if isinstance(target, type) and issubclass(target, Model):
        word += f" to {target._meta.db_table}"
    return word


def rules(field: Field) -> str:
    """What the column demands."""
    parts = [
        "primary key" if field.primary_key else "unique" if field.unique else "",
        "may be empty" if field.null else "",
        "written once" if getattr(field, "auto_now_add", False) else "",
    ]
    return ", ".join(filter(None, parts))


def table(model: type[Model]) -> list[str]:
    """Lines of one table's section."""
    meta = model._meta
    spoken = comments(model)
    text = inspect.cleandoc(model.__doc__ or "")
    rows = [
        f"| `{field.column}` | {kind(field)} | {rules(field)} | {spoken.get(field.name, '')} |"
        for field in meta.get_fields()
        if not isinstance(field, ForeignObjectRel) and getattr(field, "column", None)
    ]
    constraints = [f"* {constraint.name}" for constraint in meta.constraints]
    head = [f"## {meta.db_table}", "", text, "", "| Column | Type | Rule | Meaning |", "|---|---|---|---|"]
    return [*head, *rows, *(["", "Constraints:", "", *constraints] if constraints else []), ""]


def page(app: AppConfig) -> str:
    """The page of one room."""
    parts = [f"# Tables of {app.name.removeprefix('kpiloop.').replace('.', '/')}", ""]
    parts += ["Written by `make tables` from the models; do not edit.", ""]
    for model in sorted(app.get_models(), key=lambda each: each._meta.db_table):
        parts += table(model)
    return "\n".join(parts).rstrip() + "\n"


def old_pages() -> list[str]:
    """Names of pages that are missing, out of date or left over."""
    wanted = {f"{app.label}.md": page(app) for app in our_apps()}
    present = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    return sorted(name for name in wanted | present if wanted.get(name) != present.get(name))


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are old."""
    if arguments == ["--check"]:
        old = old_pages()
        print(f"tables: {len(our_apps())} pages, {len(old)} out of date" + "".join(f"\n  docs/tables/{n}" for n in old))
        return int(bool(old))
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        path.unlink()
    for app in our_apps():
        (PAGES / f"{app.label}.md").write_text(page(app), encoding="utf-8")
    print(f"tables: wrote {len(our_apps())} pages into docs/tables")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
