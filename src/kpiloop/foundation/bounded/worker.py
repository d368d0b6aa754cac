"""The child: reads one JSON job per line, answers one JSON line. Started with `python -m`.

Knows nothing of the product and loads neither Django nor Ibis unless a target does.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import IO, cast

from kpiloop.engine.errors import Refusal

#: Only our own functions can be named: a job is never a way to call the standard library.
TARGET_PREFIX = "kpiloop."
#: Names under which libraries report that they ran out of memory.
MEMORY_NAMES = ("MemoryError", "OutOfMemoryException", "ArrowMemoryError", "JSOOMException")


def resolve_target(target: str) -> Callable[..., object]:
    """Import `module:function` of this product."""
    module_name, _, function_name = target.partition(":")
    if not module_name.startswith(TARGET_PREFIX) or not function_name.isidentifier():
        raise ValueError(f"not a bounded target: {target}")
    function: Callable[..., object] = getattr(importlib.import_module(module_name), function_name)
    return function


def limit_memory(byte_count: int) -> None:
    """Bound the address space of this process for good."""
    resource.setrlimit(resource.RLIMIT_AS, (byte_count, byte_count))


def allow_cpu(seconds: int) -> None:
    """Grant the next job its processor seconds on top of what this child has used.

    RLIMIT_CPU counts over the whole life of a process, so a recycled child would otherwise
    die in the middle of an innocent later job.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def perform(job: dict[str, object]) -> dict[str, object]:
    """Run one job; every outcome is an answer, because a silent child looks like a crash."""
    if isinstance(job.get("cpu_seconds"), int):
        allow_cpu(int(str(job["cpu_seconds"])))
    signal.alarm(int(str(job["alarm_seconds"])))
    try:
        function = resolve_target(str(job["target"]))
        return {"outcome": function(**cast("dict[str, object]", job["payload"]))}
    except Refusal as refusal:
        return {"refusal": refusal.code, "fields": {name: str(value) for name, value in refusal.fields.items()}}
    except Exception as fault:  # a door: the parent decides how a fault is shown
        kind = type(fault).__name__
        return {"memory": kind} if kind in MEMORY_NAMES else {"fault": f"{kind}: {fault}"}
    finally:
        signal.alarm(0)


def answer_line(job: dict[str, object]) -> bytes:
    """The answer as one line; an outcome that is no JSON is our fault, said in words."""
    answer = perform(job)
    try:
        line = json.dumps(answer, ensure_ascii=False)
    except (TypeError, ValueError) as fault:
        line = json.dumps({"fault": f"outcome is not JSON: {fault}"})
    except MemoryError:
        line = json.dumps({"memory": "MemoryError"})
    return line.encode() + b"\n"


def serve(jobs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer jobs until the parent closes the pipe."""
    for line in jobs:
        answers.write(answer_line(json.loads(line)))
        answers.flush()


def main(arguments: list[str]) -> None:
    """Keep the answer pipe to ourselves: prints of a target go to stderr, not between answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if arguments:
        limit_memory(int(arguments[0]))
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main(sys.argv[1:])
