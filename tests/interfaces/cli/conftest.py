"""The trading company behind the command line, called in this very process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.cli import installation, main
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures


@dataclass(frozen=True)
class Told:
    """What one call of the command line said."""

    code: int  #: exit code
    out: str  #: standard output
    err: str  #: standard error

    def json(self) -> Any:
        """The answer of a call with --json."""
        return json.loads(self.out)


class Line:
    """The command line of the trading company."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str, by: str = "", lang: str = "en") -> Told:
        """One call, as an account."""
        shared = ["--language", lang, *(["--as", by] if by else [])]
        self.capsys.readouterr()
        code = main.run([*shared, *arguments])
        out, err = self.capsys.readouterr()
        return Told(code, out, err)


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """The command line over the database of the test, whatever the home directory holds."""
    monkeypatch.setattr(installation, "has_database", lambda: True)
    with translation.override("en"):
        yield Line(capsys)


@pytest.fixture
def company(line: Line, actors: dict[str, Actor]) -> Line:  # noqa: F811
    """The command line over the trading company."""
    return line
