"""DuckDB inside this process, over the files themselves."""

from __future__ import annotations

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.foundation.warehouse.engines.question import Answer, Question
from kpiloop.foundation.warehouse.sql_text import quote
from kpiloop.foundation.warehouse.store import reading


def answer(question: Question) -> Answer:
    """Run the question on views over the files of its version."""
    sql = to_sql(question.expression)
    with reading(question.version.number, question.version.sha256, question.datasets) as cursor:
        for name, table in question.given.items():
            cursor.register(name, table)
        for name, view in question.kept.items():
            cursor.execute(f"CREATE OR REPLACE TEMP VIEW {quote(name)} AS {view}")
        return Answer(sql, cursor.execute(sql).to_arrow_table())
