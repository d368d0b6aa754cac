"""Compile the catalogues and refuse a sentence that lacks one language.

Catalogues are plain .po files, one per area, merged into the one `django.mo` that Django reads;
so two people adding sentences rarely meet in one file, and no msgfmt binary is needed.
English ids are the English sentences, so `en` only lists what reads differently from its id.

    python tools/translations.py            compile
    python tools/translations.py check      compile, then fail on anything missing or left over
    python tools/translations.py missing    print what is missing, ready to paste into a .po file
"""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kpiloop"
LOCALE = PACKAGE / "locale"
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural}\n"
PLURALS = {"zh_Hans": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
#: function name -> index of the first id, number of ids, True when the first argument is a context
CALLS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_"), (1, False)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (2, False)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1, True)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (2, True)),
}


@dataclass(frozen=True, order=True)
class Key:
    """What identifies one sentence."""

    context: str  #: empty when there is none
    single: str  #: the English sentence
    plural: str = ""  #: its English plural, empty when there is none


def read_po(path: Path) -> dict[Key, list[str]]:
    """Entries of one .po file: key -> translated forms."""
    entries: dict[Key, list[str]] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts = _fields(block)
        if parts.get("msgid"):
            forms = [text for name, text in parts.items() if name.startswith("msgstr")]
            key = Key(parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""))
            if key in entries:
                raise SystemExit(f"{path.name}: twice: {key.single!r}")
            entries[key] = forms
    return entries


def _fields(block: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        found = re.match(r'(?:(msg\w+(?:\[\d\])?)\s+)?(".*")\s*$', line.strip())
        if not found:
            continue
        name = found[1] or name
        parts[name] = parts.get(name, "") + str(ast.literal_eval(found[2]))
    return parts


def catalogue(language: str) -> dict[Key, list[str]]:
    """All areas of one language in one table; the same id with two wordings is refused."""
    merged: dict[Key, list[str]] = {}
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        for key, forms in read_po(path).items():
            if merged.setdefault(key, forms) != forms:
                raise SystemExit(f"{path.name}: {key.single!r} is worded differently in another area")
    return merged


def write_mo(path: Path, language: str, entries: dict[Key, list[str]]) -> None:
    """Write the binary catalogue (GNU .mo, no hash table)."""
    texts = {"": HEADER.format(plural=PLURALS[language])}
    for key, forms in entries.items():
        name = f"{key.context}\x04{key.single}" if key.context else key.single
        texts[f"{name}\0{key.plural}" if key.plural else name] = "\0".join(forms)
    pairs = [(name.encode(), text.encode()) for name, text in sorted(texts.items())]
    tables, blob, start = [b"", b""], b"", 28 + 16 * len(pairs)
    for which in (0, 1):
        for pair in pairs:
            tables[which] += struct.pack("<II", len(pair[which]), start + len(blob))
            blob += pair[which] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    content = head + tables[0] + tables[1] + blob
    if not path.exists() or path.read_bytes() != content:
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_bytes(content)
        temporary.replace(path)


def used_in_python(path: Path) -> Iterator[Key]:
    """Sentences a module asks for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield from _key_of(name, texts)


def used_in_template(path: Path) -> Iterator[Key]:
    """Sentences a template asks for, found by Django's own template reader."""
    from django.utils.translation.template import templatize

    literal = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    shown = templatize(path.read_text(encoding="utf-8"))
    for name, arguments in re.findall(rf"\b(n?p?gettext|_)\(\s*((?:{literal}\s*,?\s*)+)", shown):
        yield from _key_of(name, [str(ast.literal_eval(text)) for text in re.findall(literal, arguments)])


def _key_of(name: str, texts: list[str]) -> Iterator[Key]:
    if name not in CALLS:
        return
    count, has_context = CALLS[name]
    if len(texts) < count + has_context:
        return
    context = texts[0] if has_context else ""
    ids = texts[has_context : has_context + count]
    yield Key(context, *ids)


def used_in_tables() -> Iterator[Key]:
    """Labels and refusal sentences, whose id is their context."""
    from kpiloop.interfaces.wording.sentences import SENTENCES
    from kpiloop.interfaces.wording.terms import TERMS

    for table in (SENTENCES, TERMS):
        yield from (Key(code, english) for code, english in table.items())


def used() -> set[Key]:
    """Every sentence the product can show."""
    keys = set(used_in_tables())
    for path in (PACKAGE / "interfaces").rglob("*.py"):
        keys.update(used_in_python(path))
    for path in (PACKAGE / "interfaces").rglob("*.html"):
        keys.update(used_in_template(path))
    return {key for key in keys if key.single}


def placeholders(text: str) -> set[str]:
    """Names between %( and ) in a sentence."""
    return set(re.findall(r"%\((\w+)\)", text))


def problems() -> list[str]:
    """What keeps the two languages from being equal, in words."""
    chinese, wanted = catalogue("zh_Hans"), used()
    found = [f"no Chinese for {key.context} {key.single!r}".replace("  ", " ") for key in sorted(wanted - set(chinese))]
    found += [f"left over: {key.context} {key.single!r}".replace("  ", " ") for key in sorted(set(chinese) - wanted)]
    for key, forms in chinese.items():
        if not forms or not all(form.strip() for form in forms):
            found.append(f"empty Chinese for {key.single!r}")
        elif placeholders(forms[0]) - placeholders(key.single + key.plural):
            found.append(f"unknown placeholder in the Chinese of {key.single!r}")
    return found


def compile_all() -> None:
    """Write both binary catalogues."""
    for language in PLURALS:
        folder = LOCALE / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        write_mo(folder / "django.mo", language, catalogue(language))


def print_missing() -> None:
    """Print entries without Chinese as .po text."""
    for key in sorted(used() - set(catalogue("zh_Hans"))):
        lines = [f"msgctxt {_quoted(key.context)}"] if key.context else []
        lines.append(f"msgid {_quoted(key.single)}")
        lines += [f"msgid_plural {_quoted(key.plural)}", 'msgstr[0] ""'] if key.plural else ['msgstr ""']
        print("\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(arguments: list[str]) -> int:
    """Compile; with `check` or `missing` also compare with what the product uses."""
    compile_all()
    if arguments == ["missing"]:
        print_missing()
    if arguments == ["check"]:
        found = problems()
        print("\n".join(found) if found else "translations: both languages complete")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
    raise SystemExit(main(sys.argv[1:]))
