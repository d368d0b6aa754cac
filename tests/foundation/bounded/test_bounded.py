"""Limits hold, faults are told apart, children are recycled and leak nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kpiloop.engine.errors import InternalError, Refusal
from kpiloop.foundation import bounded

PROBES = "kpiloop.foundation.bounded.probes"


@pytest.fixture(autouse=True)
def no_children_left() -> Iterator[None]:
    yield
    bounded.close_children()


def run_probe(name: str, profile: bounded.Profile = bounded.HEAP, **payload: object) -> object:
    return bounded.run(target=f"{PROBES}:{name}", payload=payload, profile=profile, timeout_seconds=20)


def test_answer_comes_back_with_chinese_text() -> None:
    answer = run_probe("echo", text="一线\n二线", numbers=[1, 2])
    assert isinstance(answer, dict)
    assert answer["payload"] == {"text": "一线\n二线", "numbers": [1, 2]}
    assert answer["has_django"] is False


def test_child_is_reused_and_then_recycled() -> None:
    short_lived = replace(bounded.HEAP, jobs_per_child=2)
    processes = [run_probe("echo", short_lived)["process"] for _ in range(3)]  # type: ignore[index]
    assert processes[0] == processes[1] != processes[2]


def test_wall_time_ends_the_work_and_the_next_job_is_served() -> None:
    began = time.monotonic()
    with pytest.raises(bounded.WorkTooLong) as refusal:
        bounded.run(target=f"{PROBES}:sleep", payload={"seconds": 30}, timeout_seconds=1)
    assert time.monotonic() - began < 25  # it would have slept for thirty
    assert refusal.value.fields == {"seconds": 1}
    assert run_probe("sleep", seconds=0) == "awake"


def test_memory_limit_of_the_rlimit_profile() -> None:
    with pytest.raises(bounded.WorkTooLarge):
        run_probe("fill_memory", bounded.RLIMIT, byte_count=2 << 30)
    assert run_probe("fill_memory", bounded.RLIMIT, byte_count=1 << 20) == 1 << 20


def test_processor_allowance_is_per_job_not_per_child() -> None:
    tight = replace(bounded.RLIMIT, cpu_seconds=1)
    for _ in range(3):
        assert run_probe("burn_cpu", tight, seconds=0.5) == "burnt"
    with pytest.raises(bounded.WorkStopped):
        run_probe("burn_cpu", tight, seconds=10)


def test_crash_refusal_and_bug_are_three_things() -> None:
    with pytest.raises(bounded.WorkStopped):
        run_probe("leave", status=3)
    with pytest.raises(Refusal) as refusal:
        run_probe("refuse", code="period_closed", period="2026-03")
    assert (refusal.value.code, refusal.value.fields) == ("period_closed", {"period": "2026-03"})
    with pytest.raises(InternalError, match="planted"):
        run_probe("fail")


def test_prints_do_not_break_the_protocol() -> None:
    assert run_probe("print_and_answer", text='{"outcome": 1}') == '{"outcome": 1}'


def test_large_job_and_answer_do_not_wait_for_each_other() -> None:
    text = "字" * 2_000_000
    answer = run_probe("echo", text=text)
    assert answer["payload"]["text"] == text  # type: ignore[index]


@pytest.mark.parametrize("target", ["os:getcwd", "subprocess:run", f"{PROBES}:__import__('os')"])
def test_only_functions_of_the_product_can_be_called(target: str) -> None:
    with pytest.raises(InternalError):
        bounded.run(target=target, payload={})


def test_child_does_not_see_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPILOOP_SECRET_KEY", "canary")
    assert run_probe("read_environment", variable="KPILOOP_SECRET_KEY") is None


def test_no_more_than_two_run_at_once() -> None:
    began = time.monotonic()
    threads = [threading.Thread(target=run_probe, args=("sleep",), kwargs={"seconds": 0.6}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 1.2
