"""The table of who may open what, read line by line."""

from __future__ import annotations

from dataclasses import dataclass

from tests.interfaces.web.access import matrix, matrix_run


@dataclass(frozen=True)
class Line:
    """Letters of who is let in; None where there is no such method."""

    read: dict[str, str | None]  #: by side
    write: dict[str, str | None]  #: by side


def _letters(own: str, other: str) -> dict[str, str | None]:
    mine = None if own == "-" else own.replace("0", "")
    return {"own": mine, "other": mine if other == "=" else other.replace("0", "")}


def lines() -> dict[str, Line]:
    """Every line by the pattern of its address."""
    found: dict[str, Line] = {}
    for text in (matrix.LINES.strip() + matrix_run.LINES).splitlines():
        route, read, read_other, write, write_other = text.split()
        pattern = "" if route == "(home)" else route
        assert pattern not in found, f"{route} stands twice"
        found[pattern] = Line(_letters(read, read_other), _letters(write, write_other))
    return found
