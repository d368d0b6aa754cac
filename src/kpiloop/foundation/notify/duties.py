"""What people owe by a day: rooms that know of duties say so here, and nobody else reminds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from kpiloop.foundation.jobs.registry import complete


@dataclass(frozen=True)
class Duty:
    """Something somebody owes by a day."""

    key: str  #: what it is, the same every day it is asked for: "action:12"
    code: str  #: start of the sentence code; the stage is added: "action" -> "action_soon"
    due_on: date  #: last day in time
    holder: int | None  #: account of who owes it; None = a person without account
    line: tuple[int | None, ...] = ()  #: accounts up the line, nearest first
    fields: Mapping[str, object] = field(default_factory=dict)  #: fields of the sentence
    grace: int = 0  #: days after the due day before it counts as late
    escalates: bool = True  #: False where the room passes late ones on itself


#: Asked every morning: everything owed and not done on a day.
Source: TypeAlias = Callable[[date], Iterable[Duty]]

_sources: dict[str, Source] = {}


def owed(name: str) -> Callable[[Source], Source]:
    """Register who knows of one kind of duty: `@owed("actions")`."""

    def register(source: Source) -> Source:
        _sources[name] = source
        return source

    return register


def sources() -> tuple[tuple[str, Source], ...]:
    """All registered sources by name."""
    complete()
    return tuple(sorted(_sources.items()))


def forget(name: str) -> None:
    """Take a registration back; tests use it."""
    _sources.pop(name, None)


#: So many names stand in a sentence; the count says how many there are.
NAMES_SHOWN = 6


def listed(name: str, things: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Fields of several named things (code, zh, en) in both languages, each once, the first few by name."""
    once = list(dict.fromkeys(things))
    more = ["…"] if len(once) > NAMES_SHOWN else []
    shown = once[:NAMES_SHOWN]
    return {
        name: [code for code, _, _ in shown] + more,
        f"{name}_zh": [zh for _, zh, _ in shown] + more,
        f"{name}_en": [en or zh for _, zh, en in shown] + more,
    }


def named(name: str, code: str, zh: str, en: str) -> dict[str, str]:
    """Fields of a named thing in both languages; the door shows the one of its reader."""
    return {name: code, f"{name}_zh": zh, f"{name}_en": en or zh}
