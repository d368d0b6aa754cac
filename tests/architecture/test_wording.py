"""Test 13: whatever a person can read exists in Chinese and in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from kpiloop.interfaces.wording.sentences import SENTENCES
from tests.architecture import house
from tools import translations

TAGS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}"
    r"|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
#: Names and signs that read the same in both languages.
SAME_EVERYWHERE = re.compile(r"KPILoop|KPI|绩环|CSV|JSON|XLSX|PDF|SQL|ID|简体中文|中文|English|[A-Z]{1,3}\b")
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "data-empty", "data-confirm"}
NOT_READ = {"script", "style", "code", "template"}


def test_catalogues_are_complete() -> None:
    for language in translations.PLURALS:
        known = translations.catalogue(language)
        if language == "zh_Hans":
            missing = [f"{key.context or '-'}: {key.single}" for key in translations.used() - set(known)]
            house.refuse(missing, f"{language}: a sentence without translation (tools/translations.py missing)")
        empty = [key.single for key, forms in known.items() if not forms or not all(forms)]
        house.refuse(empty, f"{language}: an empty translation")


def is_refusal(node: ast.ClassDef) -> bool:
    """True for a class that declares a refusal code."""
    return any("Refusal" in ast.unparse(base) or "Error" in ast.unparse(base) for base in node.bases)


def declared_codes(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Codes of refusal classes, and codes given where a refusal is raised."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.ClassDef) and (is_refusal(node) or path.stem == "errors" or "errors" in path.parts):
            yield from ((text, node) for text in class_codes(node))
        if isinstance(node, ast.Call) and house.call_name(node).endswith("Refusal") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node


def class_codes(node: ast.ClassDef) -> Iterator[str]:
    """Text given to `code` in the body of a class."""
    for line in node.body:
        targets = line.targets if isinstance(line, ast.Assign) else []
        named = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        if named and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):  # type: ignore[attr-defined]
            yield line.value.value  # type: ignore[attr-defined]


def test_every_refusal_has_a_sentence() -> None:
    findings = (
        f"{house.at(path, node)} {code}"
        for path in house.python_files()
        for code, node in declared_codes(path)
        if code not in SENTENCES
    )
    house.refuse(findings, "a refusal code without a sentence in interfaces/wording/sentences")


class Reader(HTMLParser):
    """Collects what a reader would see of a template that nobody translates."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_READ:
            self.silent.append(tag)
        for name, value in attrs:
            if name in READ_ATTRIBUTES and value:
                self._keep(value)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._keep(data)

    def _keep(self, text: str) -> None:
        left = SAME_EVERYWHERE.sub("", text)
        if WORD.search(left):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def untranslated(path: Path) -> Iterator[str]:
    """Words of a template that stand outside its translation tags."""
    reader = Reader()
    # Tags become line breaks of the same number, so that line numbers stay true.
    reader.feed(TAGS.sub(lambda tag: "\n" * tag.group().count("\n"), path.read_text(encoding="utf-8")))
    yield from (f"{house.shown(path)}:{line} {text!r}" for line, text in reader.found)


def test_templates_speak_through_the_catalogue() -> None:
    findings = (finding for path in house.templates() for finding in untranslated(path))
    house.refuse(findings, "a string that is not translated: use {% translate %} or {% blocktranslate %}")


def test_lower_floors_are_silent() -> None:
    findings = (
        f"{house.at(path, node)} calls {house.call_name(node)}"
        for path in house.python_files("engine", "foundation", "loop", "governance")
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call) and house.call_name(node).rpartition(".")[2] in translations.CALLS
    )
    house.refuse(findings, "lower floors raise codes; only interfaces find the words")
