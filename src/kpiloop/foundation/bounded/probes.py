"""Small jobs that try the limits: used by the tests and by `doctor`."""

from __future__ import annotations

import os
import sys
import time

from kpiloop.engine.errors import Refusal


def echo(**payload: object) -> dict[str, object]:
    """Give the payload back, with the process that answered."""
    return {"payload": payload, "process": os.getpid(), "has_django": "django" in sys.modules}


def sleep(*, seconds: float) -> str:
    """Answer late."""
    time.sleep(seconds)
    return "awake"


def fill_memory(*, byte_count: int) -> int:
    """Ask for so much memory at once."""
    return len(bytearray(byte_count))


def burn_cpu(*, seconds: float) -> str:
    """Use processor time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "burnt"


def leave(*, status: int) -> None:
    """End the process without an answer, as a crash does."""
    os._exit(status)


def refuse(*, code: str, period: str) -> None:
    """Refuse as a service would."""
    raise Refusal(code, period=period)


def fail() -> None:
    """Fail as a bug would."""
    raise KeyError("planted")


def print_and_answer(*, text: str) -> str:
    """Print in the middle of the protocol."""
    sys.stdout.write(text + "\n")
    return text


def read_environment(*, variable: str) -> str | None:
    """Tell whether the child can see a variable."""
    return os.environ.get(variable)
