"""Who counts the facts of a run: the engine named by the setting KPILOOP_WAREHOUSE.

The versions of the facts are files on every engine; another engine reads them (Spark) or a copy of them (PostgreSQL).
Each engine is imported when it is first asked: a compiler and a driver come with it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from kpiloop.foundation.warehouse.engines.question import Answer, Question

__all__ = ["Answer", "Question", "answer", "answer_here", "engine_name", "greet"]

#: Engines outside this process that speak the protocol of PostgreSQL.
POSTGRES = frozenset({"postgres", "postgresql"})


def answer_here(question: Question) -> Answer:
    """Have the engine inside this process answer: for what a page asks."""
    from kpiloop.foundation.warehouse.engines import embedded

    return embedded.answer(question)


def answer(question: Question) -> Answer:
    """Have the engine of this installation answer; cells are equal on every engine.

    Errors:   number_too_large, warehouse_unreachable, warehouse_file_damaged, registered_file_changed.
    """
    name = engine_name()
    if name == "spark":
        from kpiloop.foundation.warehouse.engines import spark

        return spark.answer(question)
    if name in POSTGRES:
        from kpiloop.foundation.warehouse.engines import postgres

        return postgres.answer(question)
    return answer_here(question)


def greet() -> None:
    """See whether the engine of this installation is there; the one inside always is.

    Errors:   warehouse_unreachable.
    """
    name = engine_name()
    if name == "spark":
        from kpiloop.foundation.warehouse.engines import spark

        spark.greet()
    elif name in POSTGRES:
        from kpiloop.foundation.warehouse.engines import postgres

        postgres.greet()


def engine_name() -> str:
    """Which engine counts here: duckdb, postgres, postgresql or spark."""
    address = str(settings.WAREHOUSE)
    return urlsplit(address).scheme or address
