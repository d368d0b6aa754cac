"""Addresses written in templates lead somewhere, nothing is fetched from a foreign machine; tests named are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import Resolver404, resolve

from tests import on_postgres
from tests.architecture import house

LINK = re.compile(r"""\b(?:href|src|action|hx-get|hx-post|hx-put|hx-patch|hx-delete)\s*=\s*["']([^"']+)["']""")
FOREIGN = re.compile(r"""(?:href|src|action|url)\s*[=(]\s*["']?\s*(?:https?:)?//(?!www\.w3\.org)""")
#: Served by the file handler in front of the pages.
FILES = "/static/"


def links(path: Path) -> Iterator[tuple[int, str]]:
    """Addresses of a template that are written out up to their query."""
    for number, line in enumerate(house.lines(path), 1):
        for address in LINK.findall(line):
            written = re.split(r"[?#]|{%\s*if", address)[0]
            if written.startswith("/") and "{" not in written and not written.startswith(FILES):
                yield number, written


def leads_somewhere(address: str) -> bool:
    """True when a view answers to the address."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def test_written_addresses_exist() -> None:
    findings = (
        f"{house.shown(path)}:{number} {address}"
        for path in house.templates()
        for number, address in links(path)
        if not leads_somewhere(address)
    )
    house.refuse(findings, "an address in a template that no view answers to")


def test_nothing_comes_from_a_foreign_machine() -> None:
    own = [path for path in house.PACKAGE.rglob("*.css") if "vendor" not in path.parts]
    findings = (
        f"{house.shown(path)}:{number}"
        for path in [*house.templates(), *own]
        for number, line in enumerate(house.lines(path), 1)
        if FOREIGN.search(line)
    )
    house.refuse(findings, "pages fetch nothing from foreign addresses")


def test_tests_named_for_postgresql_are_there() -> None:
    files = {*on_postgres.BEFORE_TABLES, *on_postgres.SAME_STATEMENTS, *on_postgres.ALONE}
    gone = {name for name in files if not (house.ROOT / name).is_file()}
    gone |= {
        f"{path}::{name}"
        for path, names in on_postgres.ALONE.items()
        for name in names
        if path not in gone and f"def {name}(" not in (house.ROOT / path).read_text(encoding="utf-8")
    }
    house.refuse(gone, "tests/on_postgres.py names tests that are there")
