"""A row as it is written, before it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpiloop.governance.bundle.fields import Nested


@dataclass(frozen=True)
class Written:
    """One row of a file or sheet."""

    values: Mapping[str, Nested]  #: by head of the column
    where: str  #: file and line, or sheet and line
    cells: Mapping[str, str]  #: place of each value
