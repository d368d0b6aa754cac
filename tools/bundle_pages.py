"""Write the reference in docs/user/*/bundle.md from the contents of a bundle, so that it is never older than they.

python tools/bundle_pages.py            write
python tools/bundle_pages.py --check    fail when a page is old
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Everything below this line of a page is written from the code.
MARK = "<!-- reference: written by tools/bundle_pages.py -->"
LOCALES = {"en": "en", "zh": "zh-hans"}
HEADS = {
    "en": ("Column", "Needed", "Kind", "When empty", "What"),
    "zh": ("列", "必填", "类型", "留空时", "说明"),
}
WORDS = {
    "en": ("yes", "one of", "a code of", "Key", "One row."),
    "zh": ("是", "可选", "取自", "主键", "只有一行。"),
}
REMOVAL = {
    "en": {
        "ends": "A row that is gone ends on the day of the import.",
        "stays": "A row that is gone is kept.",
        "retires": "A KPI that is gone altogether is retired.",
        "replaced": "Rows belonging to one thing are replaced as a whole; with none of them left it keeps what it has.",
    },
    "zh": {
        "ends": "删去的行自导入之日起终止。",
        "stays": "删去的行予以保留。",
        "retires": "整个指标都删去时，该指标停用。",
        "replaced": "同一对象的各行整体替换；一行都不写时保持原样。",
    },
}

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
    os.environ.setdefault("KPILOOP_HOME", tempfile.gettempdir())
    import django

    django.setup()

from django.utils.translation import override  # noqa: E402

from kpiloop.governance.bundle.contents import PARTS  # noqa: E402
from kpiloop.governance.bundle.fields import Field, Part  # noqa: E402
from kpiloop.governance.bundle.spelling import written  # noqa: E402
from kpiloop.interfaces.wording.labels import column_label, label  # noqa: E402


def page_path(language: str) -> Path:
    """Where the page of a language is."""
    return ROOT / "docs" / "user" / language / "bundle.md"


def page(language: str) -> str:
    """The whole page: what a person wrote, and the reference below the mark."""
    above = page_path(language).read_text(encoding="utf-8").split(MARK)[0]
    with override(LOCALES[language]):
        parts = [_part(part, language) for part in PARTS.values()]
    return f"{above}{MARK}\n\n" + "\n".join(parts)


def _part(part: Part, language: str) -> str:
    _, _, _, key, one = WORDS[language]
    stop = "。" if language == "zh" else ". "
    removal = REMOVAL[language][part.removal] if part.is_stored else ""
    about = f"{key}: {', '.join(f'`{name}`' for name in part.key)}{stop}" if part.key else f"{one} "
    lines = [
        f"### `{part.name}`",
        f"{label(f'bundle_part.{part.name}')}{stop}{about}{removal}".rstrip(),
        "",
    ]
    lines += [_row(HEADS[language]), "|---|---|---|---|---|"]
    lines += [_row(_field(part, field, language)) for field in part.fields]
    return "\n".join([*lines, ""])


def _field(part: Part, field: Field, language: str) -> tuple[str, ...]:
    yes, one_of, code_of, _, _ = WORDS[language]
    kind = label(f"bundle_kind.{field.kind}")
    if field.choices:
        kind = f"{one_of} " + ", ".join(f"`{choice}`" for choice in field.choices)
    if field.refers:
        listed = f"{label('bundle_kind.names')}: " if field.kind == "names" else ""
        kind = f"{listed}{code_of} " + ", ".join(f"`{name}`" for name in field.refers)
    default = written(field.default)
    return (
        f"`{field.name}`",
        yes if field.is_required else "",
        kind,
        f"`{default}`" if default else "",
        column_label(part.name, field.name),
    )


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    """Write both pages, or say which are old."""
    old = [language for language in LOCALES if page(language) != page_path(language).read_text(encoding="utf-8")]
    for language in old if "--check" not in sys.argv else ():
        page_path(language).write_text(page(language), encoding="utf-8")
    if old and "--check" in sys.argv:
        print(f"docs/user/*/bundle.md is old ({', '.join(old)}): python tools/bundle_pages.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
