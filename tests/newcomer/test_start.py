"""A newcomer follows docs/user/*/start.md line by line: nine units, twelve KPIs, three sources, right figures."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import services
from tests.newcomer.facts import BELOW, KPIS, MONTHS, make_facts, truth
from tests.newcomer.sources import PASSWORD, mariadb_database, postgres_database, write_report
from tests.tables_once import put_tables

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What a test cannot do: install the product again, and serve pages for ever.
LEFT_OUT = ("make ", "export ", "kpiloop serve")
#: Every line of the page in one process, as one person would type them; the first failure stops.
DRIVER = """
import io, json, os, shlex, sys
from kpiloop.interfaces.cli import main
for line in json.load(sys.stdin):
    words = shlex.split(os.path.expandvars(line))
    sys.stdin = io.StringIO(os.environ["TYPED"] + "\\n")
    if words[0] != "kpiloop":
        done = __import__("subprocess").call(words)
    else:
        done = main.run(words[1:])
    if done:
        sys.exit(f"{line}: {done}")
"""


def commands(language: str) -> list[str]:
    """Every line of the page that a newcomer types."""
    page = (ROOT / "docs" / "user" / language / "start.md").read_text(encoding="utf-8")
    return [line for block in BLOCK.findall(page) for line in block.splitlines() if not line.startswith(LEFT_OUT)]


def test_both_languages_say_the_same_lines() -> None:
    assert commands("en") == commands("zh")
    assert len(commands("en")) > 12


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with the example and the report, and the two databases the example names."""
    base = tmp_path_factory.mktemp("newcomer")
    facts, name = make_facts(), f"july_{uuid.uuid4().hex[:12]}"
    postgres, mariadb = services.postgres_address(), services.mariadb_address()
    write_report(facts, base / "finance-2025-10.xlsx")
    shutil.copytree(ROOT / "examples" / "july", base / "examples" / "july")
    _address(base / "examples" / "july" / "sources.yaml", name, postgres, mariadb)
    there = urlsplit(mariadb)
    with ExitStack() as stack:
        stack.enter_context(postgres_database(postgres, name, facts))
        stack.enter_context(mariadb_database(there.hostname or "127.0.0.1", there.port or 3306, name, facts))
        yield base


def _address(path: Path, name: str, postgres: str, mariadb: str) -> None:
    """What a newcomer changes in the example: where the own databases are."""
    text = path.read_text(encoding="utf-8")
    for address, standing, database in ((postgres, 5432, "erp"), (mariadb, 3306, "desk")):
        found = urlsplit(address)
        old = f"{{host: 127.0.0.1, port: {standing}, database: {database}, user: kpiloop_reader,"
        new = f"{{host: {found.hostname}, port: {found.port or standing}, database: {name}, user: {name},"
        assert text.count(old) == 2
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def follow(place: Path, lines: list[str]) -> None:
    """Type the lines in a process of their own, in an installation of which there are only empty tables."""
    put_tables(place / "home")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("KPILOOP_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps(lines),
        cwd=place,
        # the product beside this test, whatever checkout is installed and from wherever it is started
        env={
            **kept,
            "PYTHONPATH": str(ROOT / "src"),
            "KPILOOP_HOME": str(place / "home"),
            "TYPED": PASSWORD,
            "LANG": "en_US.UTF-8",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,  # for what would never end: a busy machine needs minutes
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.feature("EF-02")
def test_ef_02_the_page_leads_from_a_blank_home_to_right_figures(place: Path) -> None:
    follow(place, commands("en"))
    found, expected = _values(place / "values.csv"), truth(make_facts())
    cards = _cards(place / "examples" / "july" / "cards.yaml")
    asked = {(kpi, unit, f"{month:%Y-%m}") for kpi, unit in cards for month in MONTHS}
    assert len({unit for _, unit in cards}) == len(BELOW) == 9 and {kpi for kpi, _ in cards} == set(KPIS)
    assert asked <= found.keys()
    wrong = {key: figure for key, figure in found.items() if not _is_same(figure, expected[key])}
    assert wrong == {}


def _values(path: Path) -> dict[tuple[str, str, str], str]:
    with path.open(encoding="utf-8-sig") as lines:
        rows = [row for row in csv.DictReader(lines) if row.get("window", "month") == "month"]
    return {(row["kpi"], row["subject"], row["period"]): row["actual"] for row in rows}


def _cards(path: Path) -> set[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {(found[2], found[1]) for line in lines if (found := re.search(r"subject: (\w+), kpi: (\w+)", line))}


def _is_same(written: str, expected: Fraction | None) -> bool:
    """Equal to the digits that are handed out; an empty cell is no figure."""
    if not written or expected is None:
        return not written and expected is None
    return abs(Fraction(written) - expected) <= abs(expected) / 10**11


def test_the_pages_name_files_that_are_there() -> None:
    for language in ("en", "zh"):
        page = (ROOT / "docs" / "user" / language / "start.md").read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)]+)\)", page):
            assert (ROOT / "docs" / "user" / language / target).exists(), target
    assert all(shlex.split(line) for line in commands("en"))
