"""Words for kinds of sources and their secrets."""

from __future__ import annotations

TERMS = {
    "source_secret.password": "password",
    "source_secret.token": "token",
}
