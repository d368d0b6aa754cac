"""Spark: a cluster reads the files themselves; only the answer comes back, through a process of its own."""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
from django.conf import settings

from kpiloop.engine.compile.dialects.spark import SESSION, to_steps
from kpiloop.engine.errors import Refusal
from kpiloop.foundation import bounded
from kpiloop.foundation.warehouse.engines.errors import WarehouseUnreachable
from kpiloop.foundation.warehouse.engines.question import Answer, Question
from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.paths import spill_folder
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry

SQL_TYPES = {"string": "STRING", "date32[day]": "DATE", "int32": "INT", "int64": "BIGINT"}
DRIVER = "kpiloop.foundation.warehouse.engines.spark_driver:answer"
#: One driver per process, kept between questions: starting one takes longer than most answers.
PROFILE = bounded.Profile(name="cluster", timeout_seconds=1_400, jobs_per_child=10_000, at_once=1)
SECONDS_TO_ANSWER = 5
#: The cluster gets its cores back when nobody has asked for a while.
IDLE = {
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.shuffleTracking.enabled": "true",
    "spark.dynamicAllocation.shuffleTracking.timeout": "120s",
    "spark.dynamicAllocation.minExecutors": "0",
    "spark.dynamicAllocation.executorIdleTimeout": "60s",
}
USUAL = {"spark.sql.shuffle.partitions": "8", "spark.ui.enabled": "false", "spark.log.level": "ERROR",
         "spark.ui.showConsoleProgress": "false"}  # fmt: skip


def answer(question: Question) -> Answer:
    """Send the question to the driver and read what it leaves; facts are read by the cluster alone."""
    master, options = _address(str(settings.WAREHOUSE))
    _refuse_silence(master)
    steps = to_steps(question.expression)
    with _shared_folder() as folder:
        payload: dict[str, object] = {
            "master": master,
            "options": options,
            "parts": steps.parts,
            "sql": steps.answer,
            "facts": [_facts(dataset, files) for dataset, files in question.datasets],
            "given": [_given(folder, name, table) for name, table in question.given.items()],
            "into": str(folder / "answer.arrow"),
        }
        _ask(payload)
        with pa.OSFile(str(folder / "answer.arrow")) as held:
            return Answer(steps.whole, pyarrow.ipc.open_file(held).read_all())


def greet() -> None:
    """See whether a master listens.

    Errors:   warehouse_unreachable.
    """
    _refuse_silence(_address(str(settings.WAREHOUSE))[0])


def _ask(payload: dict[str, object]) -> None:
    try:
        bounded.run(target=DRIVER, payload=payload, profile=PROFILE)
    except Refusal as refusal:
        if refusal.code == NumberTooLarge.code:
            raise NumberTooLarge(reason=str(refusal.fields.get("reason"))) from refusal
        raise


def _address(setting: str) -> tuple[str, dict[str, str]]:
    """Master and session settings of `spark://host:port?spark.executor.memory=4g`."""
    parts = urlsplit(setting)
    own = {name: value for name, value in parse_qsl(parts.query) if name.startswith("spark.")}
    here = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    local = here if parts.hostname in ("127.0.0.1", "localhost") else {}
    return f"spark://{parts.hostname}:{parts.port or 7077}", {**USUAL, **IDLE, **local, **own, **SESSION}


def _refuse_silence(master: str) -> None:
    """Spark itself tries for minutes before it says that nobody is there."""
    parts = urlsplit(master)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=SECONDS_TO_ANSWER).close()
    except OSError as fault:
        raise WarehouseUnreachable(engine="Spark", reason=f"{master}: {fault}") from fault


@contextmanager
def _shared_folder() -> Iterator[Path]:
    """A folder the cluster sees, as it sees the facts; gone afterwards."""
    folder = spill_folder() / f"spark-{secrets.token_hex(8)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _given(folder: Path, name: str, table: pa.Table) -> dict[str, object]:
    """A small table as a file; Spark overlooks files whose names begin with an underscore."""
    path = folder / f"given{name}.parquet"
    pq.write_table(table, path)
    kinds = [f"`{field.name}` {SQL_TYPES[str(field.type)]}" for field in table.schema]
    return {"name": name, "path": str(path), "schema": ", ".join(kinds)}


def _facts(dataset: DatasetRow, files: Sequence[FileEntry]) -> dict[str, object]:
    return {
        "name": dataset.code,
        "columns": dict(dataset.columns),
        "names": dict(dataset.registered.names) if dataset.registered else {},
        "load": files[0].load if files and files[0].is_outside else None,
        "paths": [str(checked_path(entry)) for entry in files],
    }
