"""Options of every command: anywhere on the line, and in the language of whoever calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.plain import plain
from kpiloop.interfaces.cli.printing import width


@pytest.mark.parametrize(
    "arguments",
    [
        ["--home", "/h", "--as", "amy", "kpi", "list", "--json"],
        ["kpi", "--json", "list", "--as=amy", "--home=/h"],
        ["--json", "kpi", "--home", "/h", "list", "--as", "amy"],
    ],
)
def test_shared_options_stand_anywhere(arguments: list[str]) -> None:
    assert session.begin(arguments) == ["kpi", "list"]
    call = session.current()
    assert (call.home, call.username, call.as_json) == (Path("/h"), "amy", True)


def test_nothing_is_taken_after_a_double_dash() -> None:
    assert session.begin(["x", "--", "--json"]) == ["x", "--", "--json"]
    assert not session.current().as_json


def test_an_option_at_the_end_needs_its_value() -> None:
    with pytest.raises(Refusal, match="cli_option_needs_value"):
        session.begin(["kpi", "list", "--as"])


@pytest.mark.parametrize(
    ("chosen", "system", "language"),
    [
        ("zh", "en_US.UTF-8", "zh-hans"),
        ("en", "zh_CN.UTF-8", "en"),
        ("", "zh_CN.UTF-8", "zh-hans"),
        ("", "en_GB", "en"),
        ("", "de_DE", "en"),
        ("", "C.UTF-8", "zh-hans"),
        ("", "", "zh-hans"),
    ],
)
def test_the_language(chosen: str, system: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", system)
    session.begin(["--language", chosen] if chosen else [])
    assert session.current().language == language
    assert session.say("甲", "A") == ("A" if language == "en" else "甲")


def test_the_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPILOOP_HOME", "/from-environment")
    session.begin([])
    assert session.current().home == Path("/from-environment")
    monkeypatch.delenv("KPILOOP_HOME")
    session.begin([])
    assert session.current().home == Path.cwd() / ".kpiloop"


def test_chinese_takes_two_columns() -> None:
    assert (width("abc"), width("指标"), width("指标A")) == (3, 4, 5)


def test_plain_values_keep_every_digit() -> None:
    from datetime import date
    from decimal import Decimal

    from kpiloop.engine.values import Missing

    given = {"a": Decimal("1.10"), "b": (date(2026, 1, 1),), "c": Missing("no_rows"), "d": None}
    assert plain(given) == {"a": "1.10", "b": ["2026-01-01"], "c": {"missing": "no_rows"}, "d": None}


def test_asking_how_a_command_is_used_needs_no_installation() -> None:
    session.begin(["meeting", "show", "--help"])
    assert session.current().asks_help
    session.begin(["meeting", "show"])
    assert not session.current().asks_help
