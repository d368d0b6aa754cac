"""An installation of its own for a measurement: a company of four units, a dataset, a source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import django
from django.core.management import call_command
from django.utils import timezone

START = date(2020, 1, 1)


def company() -> None:
    """Units EAST (also 东区) and WEST below HQ, and one person."""
    django.setup()
    call_command("migrate", verbosity=0)
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.foundation.jobs import registry
    from kpiloop.foundation.org.rows import NewPerson, NewUnit
    from kpiloop.foundation.org.services import import_organisation
    from kpiloop.foundation.warehouse.services import register_dataset

    # A running installation has looked once for who receives news; a load is not the place to count that.
    registry.complete()
    import_organisation(
        SYSTEM,
        units=[
            NewUnit("HQ", "总部", START, kind="company"),
            NewUnit("EAST", "华东区", START, parent="HQ", aliases=("东区",)),
            NewUnit("WEST", "华西区", START, parent="HQ"),
        ],
        people=[NewPerson("E2", "王五", START)],
    )
    register_dataset(
        SYSTEM,
        code="orders",
        name_zh="订单",
        columns={
            "number": "text", "on": "date", "unit": "text", "person": "text", "amount": "decimal", "pieces": "integer",
        },
        key_columns=["number"],
        date_columns=["on"],
        unit_column="unit",
        person_column="person",
    )  # fmt: skip


def source(settings: dict[str, object], columns: dict[str, str]) -> Callable[[], int]:
    """A PostgreSQL source with a confirmed recipe; returns what loads it and counts."""
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.loop.collect import services

    services.add_source(SYSTEM, code="erp", kind="postgres", name_zh="ERP", dataset="orders", settings=settings)
    services.confirm_mapping(SYSTEM, source="erp", recipe={"columns": columns})
    return lambda: services.load(SYSTEM, source="erp", now=timezone.now()).rows_read
