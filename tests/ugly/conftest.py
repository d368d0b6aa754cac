"""Brings every ugly file in through the ordinary services, once for all tests: propose, answer, confirm, load."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson
from kpiloop.foundation.warehouse import files, store
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect.conftest import ORDER_COLUMNS
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW, START, found_company
from tests.ugly.books import BOOKS
from tests.ugly.texts import TEXTS

HERE = Path(__file__).parent
#: What a person answers; every other file needs no answer.
ANSWERS: dict[str, dict[str, str]] = {
    "03_no_header": {"names": "number, on, unit, amount"},
    "10_ambiguous_days": {"day_order": "dmy"},
    "12_percent_mix": {"percent": "mixed"},
}
#: Files for a dataset that exists already; for the others one is described from the file.
INTO_ORDERS = ("02_sales_gb18030", "03_no_header", "07_side_by_side")


@dataclass
class Outcome:
    """What became of one file."""

    rows: list[Mapping[str, object]] = field(default_factory=list)
    batch: BatchRow | None = None
    reasons: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    refused: Refusal | None = None


def write_files(folder: Path) -> list[Path]:
    """All twenty files: generated, and two committed ones no library here can write."""
    folder.mkdir(parents=True, exist_ok=True)
    for write in (*BOOKS, *TEXTS):
        write(folder)
    for path in (HERE / "files").iterdir():
        shutil.copy(path, folder / path.name)
    return sorted(folder.iterdir())


def bring_in(actor: Actor, path: Path) -> Outcome:
    """One file, as a person would: look at the proposal, answer what is asked, confirm, load."""
    code = f"f{path.stem[:2]}"
    dataset = "orders" if path.stem in INTO_ORDERS else ""
    try:
        first = services.preview_file(actor, location=path, dataset=dataset)
        asked = tuple(question.key for question in first.guess.questions if question.is_open)
        given = services.preview_file(actor, location=path, dataset=dataset, answers=ANSWERS.get(path.stem, {}))
        services.confirm_proposal(actor, proposal=given, source=code, name_zh=path.stem, location=str(path))
        batch = services.load(actor, source=code, now=NOW)
    except Refusal as refused:
        return Outcome(refused=refused)
    rows = [row for row in stored_rows(dataset or code) if row["_load"] == batch.number]
    waiting = selectors.quarantine(actor, batch=batch.number)
    return Outcome(rows, batch, tuple(row.reason for row in waiting), asked)


def truth(stem: str) -> list[dict[str, str]]:
    """The rows as typed by hand."""
    with (HERE / "truth" / f"{stem}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def as_typed(value: object) -> str:
    """A stored value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.fixture(scope="module")
def outcomes(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Outcome]]:
    """Every file by its stem."""
    home = tmp_path_factory.mktemp("ugly")
    with django_db_blocker.unblock(), override_settings(HOME=home), transaction.atomic():  # type: ignore[attr-defined]
        admin = found_company()["admin"]
        org.import_organisation(
            SYSTEM,
            units=[],
            people=[NewPerson("E5", "王磊", "Wang Lei")],
            appointments=[NewAppointment("E5", "WEST", START)],
            scopes=[],
        )
        warehouse.register_dataset(
            admin, code="orders", name_zh="订单", columns=ORDER_COLUMNS, key_columns=["number"],  # type: ignore[arg-type]
            date_columns=["on"], unit_column="unit", person_column="person",
        )  # fmt: skip
        yield {path.stem: bring_in(admin, path) for path in write_files(home / "drop")}
        transaction.set_rollback(True)
    store.close_stores()
    files.forget_checks()
