"""Who counts the facts of a run: the engine named by the setting KPILOOP_WAREHOUSE.

The versions of the facts are files on every engine; another engine reads them (Spark) or a copy of them (PostgreSQL).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from kpiloop.foundation.warehouse.engines import embedded, postgres, spark
from kpiloop.foundation.warehouse.engines.question import Answer, Question

__all__ = ["Answer", "Question", "answer", "answer_here", "engine_name", "greet"]

#: The engine inside every process, for what a page asks.
answer_here = embedded.answer

ENGINES = {
    "duckdb": embedded.answer,
    "postgres": postgres.answer,
    "postgresql": postgres.answer,
    "spark": spark.answer,
}


def answer(question: Question) -> Answer:
    """Have the engine of this installation answer; cells are equal on every engine.

    Errors:   number_too_large, warehouse_unreachable, warehouse_file_damaged, registered_file_changed.
    """
    return ENGINES[engine_name()](question)


def greet() -> None:
    """See whether the engine of this installation is there; the one inside always is.

    Errors:   warehouse_unreachable.
    """
    name = engine_name()
    if name != "duckdb":
        (spark if name == "spark" else postgres).greet()


def engine_name() -> str:
    """Which engine counts here: duckdb, postgres, postgresql or spark."""
    address = str(settings.WAREHOUSE)
    return urlsplit(address).scheme or address
