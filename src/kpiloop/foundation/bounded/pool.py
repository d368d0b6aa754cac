"""Give a job to an idle child, replace children that failed or are worn, at most two at once."""

from __future__ import annotations

import atexit
import json
import math
import os
import threading
from collections.abc import Mapping
from dataclasses import replace

from kpiloop.engine.errors import InternalError, Refusal
from kpiloop.foundation.bounded.child import Child, ask, end_child, start_child
from kpiloop.foundation.bounded.errors import WorkTooLarge
from kpiloop.foundation.bounded.profiles import HEAP, PROFILES, Profile

_lock = threading.Lock()
_idle: dict[str, list[Child]] = {}
_turns: dict[str, threading.BoundedSemaphore] = {}


def run(
    *,
    target: str,
    payload: Mapping[str, object],
    profile: Profile | str = HEAP,
    timeout_seconds: float | None = None,
) -> object:
    """Call `module:function` of this product with `payload` in a child process and return its answer.

    Shape:    payload is a JSON object of keyword arguments; the answer is whatever JSON it returns.
    Units:    timeout_seconds is wall time of this one job; a waiting time before it is not counted.
    Errors:   WorkTooLong, WorkTooLarge, WorkStopped; a Refusal raised by the target comes through
              with its code and fields as text; any other fault of the target is an InternalError.
    """
    held = PROFILES[profile] if isinstance(profile, str) else profile
    seconds = held.timeout_seconds if timeout_seconds is None else timeout_seconds
    line = _job_line(target, payload, held, seconds)
    with _turn(held):
        child = _take(held)
        try:
            answer = json.loads(ask(child, line, seconds))
        except BaseException:
            end_child(child)
            raise
        _give_back(child, is_worn="memory" in answer)
    return _read_answer(answer, target)


def close_children() -> None:
    """End every idle child of this process (tests, shutdown)."""
    with _lock:
        resting = [child for children in _idle.values() for child in children]
        _idle.clear()
    for child in resting:
        end_child(child)


def _job_line(target: str, payload: Mapping[str, object], profile: Profile, seconds: float) -> bytes:
    # The child's own alarm rings a little later than our wall time: it only matters when the
    # parent died and nobody is left to end the child.
    job = {
        "target": target,
        "payload": dict(payload),
        "cpu_seconds": profile.cpu_seconds,
        "alarm_seconds": math.ceil(seconds) + 2,
    }
    return json.dumps(job, ensure_ascii=False).encode() + b"\n"


def _turn(profile: Profile) -> threading.BoundedSemaphore:
    with _lock:
        return _turns.setdefault(profile.name, threading.BoundedSemaphore(profile.at_once))


def _take(profile: Profile) -> Child:
    with _lock:
        resting = _idle.get(profile.name, [])
        matching = next((child for child in resting if child.profile == profile), None)
        if matching is not None:
            resting.remove(matching)
    if matching is not None and matching.process.poll() is None:
        return matching
    if matching is not None:
        end_child(matching)
    return start_child(profile)


def _give_back(child: Child, *, is_worn: bool) -> None:
    used = replace(child, jobs_done=child.jobs_done + 1)
    if is_worn or used.jobs_done >= used.profile.jobs_per_child:
        end_child(used)
        return
    with _lock:
        _idle.setdefault(used.profile.name, []).append(used)


def _read_answer(answer: dict[str, object], target: str) -> object:
    if "outcome" in answer:
        return answer["outcome"]
    if "refusal" in answer:
        fields = answer["fields"]
        raise Refusal(str(answer["refusal"]), **(fields if isinstance(fields, dict) else {}))
    if "memory" in answer:
        raise WorkTooLarge(target=target)
    raise InternalError(f"{target}: {answer.get('fault')}")


def _forget_children() -> None:
    """After a fork the pipes belong to the parent: start with an empty pool and fresh locks."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()
    _turns.clear()


os.register_at_fork(after_in_child=_forget_children)
atexit.register(close_children)
