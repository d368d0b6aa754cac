"""Fixtures of the foundation tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Hash passwords with one round: these tests make hundreds of accounts."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
