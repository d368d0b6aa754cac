"""A file dropped into a folder: loaded when it is whole, once, and put where a person finds it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.models import BusinessRun
from kpiloop.foundation.jobs.scheduler import Rounds
from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.collect import services
from kpiloop.loop.collect.connectors.folder import inbox
from kpiloop.loop.collect.models import LoadBatch
from kpiloop.loop.collect.services import watching
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, add_source
from tests.loop.collect.stored import stored_rows

LINE = "S{0},2026-10-0{0},EAST,E2,{0},1"


@pytest.fixture
def folder(actors: dict[str, Actor], orders: str, home: Path) -> Path:
    add_source(actors["admin"], kind="folder", location="", recipe=ORDER_RECIPE, code="drop")
    place = home / "inbox" / "drop"
    place.mkdir(parents=True)
    return place


def drop(folder: Path, name: str, *lines: str, age: float = 60) -> Path:
    path = folder / name
    path.write_text("\n".join([ORDER_HEAD, *lines]), encoding="utf-8")
    os.utime(path, times=(path.stat().st_mtime - age, path.stat().st_mtime - age))
    return path


def watch() -> list[int]:
    return [done.rows_kept for done in services.watch_folder(SYSTEM, source="drop", now=timezone.now())]


def numbers() -> list[object]:
    return [row["number"] for row in stored_rows("orders")]


def names(folder: Path) -> dict[str, list[str]]:
    return {
        place: sorted(path.name for path in (folder / place).glob("[!.]*") if path.is_file())
        for place in ("", "working", "done", "rejected")
    }


@pytest.mark.feature("IN-15")
def test_in_15_a_dropped_file_is_loaded_by_the_saved_recipe_and_put_aside(folder: Path) -> None:
    drop(folder, "oct.csv", LINE.format(1), LINE.format(2))
    drop(folder, "nov.csv", LINE.format(3))
    assert sorted(watch()) == [1, 2]
    assert numbers() == ["S1", "S2", "S3"]
    assert names(folder) == {"": [], "working": [], "done": ["nov.csv", "oct.csv"], "rejected": []}
    assert watch() == []


def test_a_file_nobody_can_read_is_rejected_with_the_reason_beside_it_and_stops_no_other(folder: Path) -> None:
    (folder / "a.xlsx").write_bytes(b"PK no workbook")
    (folder / "b.pdf").write_bytes(b"%PDF")
    for name in ("a.xlsx", "b.pdf"):
        os.utime(folder / name, times=(1, 1))
    drop(folder, "c.csv", LINE.format(1))
    assert watch() == [1]
    assert names(folder)["rejected"] == ["a.xlsx", "a.xlsx.reason.txt", "b.pdf", "b.pdf.reason.txt"]
    said = (folder / "rejected" / "a.xlsx.reason.txt").read_text()
    assert (
        said.startswith("文件 a.xlsx 已损坏或不是这种格式") and "请重新导出后再试。\n\ncode: file_unreadable\n" in said
    )
    said = (folder / "rejected" / "b.pdf.reason.txt").read_text()
    assert said.startswith("文件 b.pdf 过大或格式不支持") and "请换一个文件。\n\ncode: upload_refused\n" in said


@pytest.mark.parametrize("name", ["oct.csv.part", ".oct.csv", "~$oct.csv", "oct.csv.crdownload", "oct.tmp"])
def test_fault_unfinished_names_wait_until_they_are_renamed(folder: Path, name: str) -> None:
    path = drop(folder, name, LINE.format(1))
    assert watch() == []
    path.rename(folder / "oct.csv")
    assert watch() == [1]


def test_fault_half_written_file_waits_until_it_rests(folder: Path) -> None:
    drop(folder, "oct.csv", LINE.format(1), "S2,2026-1", age=0)
    assert (watch(), names(folder)[""]) == ([], ["oct.csv"])
    drop(folder, "oct.csv", LINE.format(1), LINE.format(2))
    assert (watch(), numbers()) == ([2], ["S1", "S2"])


def test_fault_file_grows_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(folder, "oct.csv", LINE.format(1))
    honest = watching.keep_file

    def grow(name: str, chunks: object) -> Path:
        copy = honest(name, chunks)  # type: ignore[arg-type]
        drop(folder / "working", name, LINE.format(1), LINE.format(2), age=0)
        return copy

    monkeypatch.setattr(watching, "keep_file", grow)
    assert (watch(), numbers(), names(folder)[""]) == ([], [], ["oct.csv"])
    monkeypatch.undo()
    later = timezone.now() + timedelta(minutes=1)
    assert [done.rows_kept for done in services.watch_folder(SYSTEM, source="drop", now=later)] == [2]
    assert names(folder)["done"] == ["oct.csv"]


@pytest.mark.parametrize("step", ["take", "keep_file", "settle"])
def test_fault_worker_killed_at_any_step_loads_the_file_once(
    folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, "oct.csv", LINE.format(1), LINE.format(2))
    held = watching if step == "keep_file" else inbox
    honest = getattr(held, step)

    def die(*arguments: object) -> None:
        if step == "take":
            honest(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(held, step, die)
    with pytest.raises(KeyboardInterrupt):
        watch()
    monkeypatch.undo()
    assert names(folder)["working"] == ["oct.csv"]
    watch()
    assert numbers() == ["S1", "S2"]
    assert LoadBatch.objects.filter(state="done").count() == 1
    assert names(folder) == {"": [], "working": [], "done": ["oct.csv"], "rejected": []}


def test_a_second_worker_leaves_a_folder_that_is_being_worked_on(folder: Path) -> None:
    drop(folder, "oct.csv", LINE.format(1))
    with inbox.alone(folder) as first:
        assert (first, watch()) == (True, [])
    assert watch() == [1]


def test_the_schedule_process_looks_and_the_job_process_loads(folder: Path) -> None:
    drop(folder, "oct.csv", LINE.format(1))
    rounds, now = Rounds(), datetime.now(UTC)
    rounds.turn(now)
    rounds.turn(now + timedelta(seconds=6))
    assert BusinessRun.objects.filter(kind="collect.watch").count() == 1
    work_off()
    assert (numbers(), names(folder)["done"]) == (["S1"], ["oct.csv"])
    drop(folder, "oct.csv", LINE.format(1), LINE.format(2))
    rounds.turn(now + timedelta(seconds=12))
    work_off()
    assert (numbers(), names(folder)["done"]) == (["S1", "S2"], ["oct-2.csv", "oct.csv"])


@pytest.mark.parametrize("location", ["/etc", "..", "inbox", "secrets/x", "inbox/../warehouse"])
def test_only_folders_below_the_allowed_roots_are_watched(home: Path, location: str) -> None:
    with pytest.raises(Refusal) as refused:
        inbox.folder_of("drop", location)
    assert refused.value.code == "location_refused"


def test_an_administrator_may_allow_another_root(home: Path, settings: object, tmp_path: Path) -> None:
    settings.INBOX_ROOTS = (str(tmp_path / "share"),)  # type: ignore[attr-defined]
    assert inbox.folder_of("drop", str(tmp_path / "share" / "sales")) == tmp_path / "share" / "sales"
