"""Each test has its own files; open stores do not outlive it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpiloop.foundation.warehouse import files, store


@pytest.fixture(autouse=True)
def own_files(home: Path) -> Iterator[None]:
    yield
    store.close_stores()
    files.forget_checks()
