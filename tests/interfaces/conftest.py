"""Pages and sentences are tested with catalogues compiled from the sources at hand."""

from __future__ import annotations

import pytest

from tools import translations


@pytest.fixture(scope="session", autouse=True)
def _fresh_catalogues() -> None:
    translations.compile_all()
