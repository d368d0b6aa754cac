"""Secrets of sources: sealed at rest, bound to their source, and on no path to be read again."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core import serializers
from django.db import connection

from kpiloop.engine.errors import Refusal
from kpiloop.foundation import vault
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors import kinds
from kpiloop.loop.collect.connectors.sealed import secret_of
from kpiloop.loop.collect.models import Source, SourceSecret

CANARY = "canary-7f3e-机密"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def protected(actors: dict[str, Actor], source: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The CSV source of the company, as a kind that signs in."""
    monkeypatch.setitem(kinds.KINDS, "csv", kinds.Kind("csv", secrets=("password", "token")))
    services.set_secret(actors["admin"], source=source, value=CANARY, now=NOW)
    return source


def test_in_06_a_secret_is_sealed_and_only_the_connector_reads_it(
    actors: dict[str, Actor], protected: str, home: Path
) -> None:
    held = Source.objects.get(code=protected)
    opened = secret_of(held, "password")
    assert opened is not None and opened.reveal() == CANARY
    assert CANARY not in repr(opened) and CANARY not in f"{opened}"
    assert secret_of(held, "token") is None
    assert stat.S_IMODE((home / "secrets" / "encryption.key").stat().st_mode) == 0o600


def test_t15_no_stored_row_trail_or_answer_carries_a_secret(actors: dict[str, Actor], protected: str) -> None:
    kept = serializers.serialize("json", [*Source.objects.all(), *SourceSecret.objects.all()])
    trail = serializers.serialize("json", AuditEntry.objects.all())
    shown = repr(selectors.source(actors["admin"], protected))
    for text in (kept, trail, shown):
        assert "canary" not in text
    assert "source_secret" in trail
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM collect_source_secret")
        assert cursor.fetchone()[0].startswith("v1:")


def test_a_sealed_text_opens_for_no_other_source_and_not_with_another_key(
    actors: dict[str, Actor], protected: str, home: Path
) -> None:
    row = SourceSecret.objects.get()
    with pytest.raises(vault.SecretUnreadable):
        vault.unseal(row.sealed, belongs_to="collect.source/other/password")
    (home / "secrets" / "encryption.key").unlink()
    with pytest.raises(vault.SecretUnreadable):
        secret_of(row.source, "password")


def test_secrets_are_replaced_and_removed(actors: dict[str, Actor], protected: str) -> None:
    admin = actors["admin"]
    services.set_secret(admin, source=protected, value="second", now=NOW)
    opened = secret_of(Source.objects.get(code=protected), "password")
    assert opened is not None and opened.reveal() == "second"
    services.remove_secret(admin, source=protected, now=NOW)
    assert [held.is_set for held in selectors.source(admin, protected).secrets] == [False, False]
    with pytest.raises(Refusal) as refused:
        services.remove_secret(admin, source=protected, now=NOW)
    assert refused.value.code == "source_secret_missing"


def test_what_looks_like_a_secret_is_no_setting(actors: dict[str, Actor], protected: str) -> None:
    for name in ("password", "API-Key", "db_passwd"):
        with pytest.raises(Refusal) as refused:
            services.change_source(actors["admin"], source=protected, settings={name: CANARY})
        assert refused.value.code == "source_setting_invalid" and CANARY not in str(refused.value)


def test_setting_a_secret_needs_the_right_and_a_known_name(actors: dict[str, Actor], protected: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.set_secret(replace(actors["admin"], permissions=frozenset()), source=protected, value="x", now=NOW)
    assert refused.value.code == "permission_denied"
    with pytest.raises(Refusal) as unknown:
        services.set_secret(actors["admin"], source=protected, name="pin", value="x", now=NOW)
    assert unknown.value.code == "source_secret_not_used"
