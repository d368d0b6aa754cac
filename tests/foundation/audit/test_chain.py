"""The trail: appended in the change's transaction, never changed unseen."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.audit import selectors, services
from kpiloop.foundation.audit.errors import TrailOnlyGrows
from kpiloop.foundation.audit.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def write(count: int) -> None:
    for number in range(count):
        services.record(SYSTEM, verb="set", object_kind="target", object_key=f"T{number}", after={"n": number})


def tamper(statement: str) -> None:
    """Change the table as somebody with the database at hand would."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_places_have_no_gap_after_a_rolled_back_change() -> None:
    write(2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(1)
        1 / 0  # noqa: B018
    write(1)
    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert selectors.verify_chain(SYSTEM).ok


def test_hash_is_what_a_stand_alone_verifier_computes() -> None:
    services.record(
        SYSTEM,
        verb="set_target",
        object_kind="target",
        object_key="东区",
        before={"target": Decimal("1.50")},
        after={"b": 1, "a": None},
        reason="年中调整",
        now=NOW,
    )
    parts = ["1", "2026-03-01T12:00:00.123456+00:00", "system", "", "set_target", "target", "东区"]
    parts += ['{"target":"1.50"}', '{"a":null,"b":1}', "年中调整", "0" * 64]
    text = b"".join(str(len(part.encode())).encode() + b":" + part.encode() for part in parts)
    assert AuditEntry.objects.get().hash == hashlib.sha256(text).hexdigest()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET reason = 'x' WHERE seq = 3", 3),
        ("UPDATE audit_entry SET after = '{\"n\":9}' WHERE seq = 1", 1),
        ("UPDATE audit_entry SET actor = 'eve' WHERE seq = 5", 5),
        ("DELETE FROM audit_entry WHERE seq = 2", 2),
        ("DELETE FROM audit_entry WHERE seq = 5", 5),
        ("UPDATE audit_entry SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE audit_entry SET hash = 'f' WHERE seq = 2", 2),
    ],
)
def test_first_broken_entry_is_named(statement: str, broken: int) -> None:
    write(5)
    assert selectors.verify_chain(SYSTEM) == selectors.ChainState(True, 5, None)
    tamper(statement)
    state = selectors.verify_chain(SYSTEM)
    assert (state.ok, state.first_broken) == (False, broken)


def test_entries_cannot_be_saved_again_changed_or_removed() -> None:
    write(1)
    entry = AuditEntry.objects.get()
    entry.reason = "other"
    for change in (entry.save, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(reason="x")):
        with pytest.raises(TrailOnlyGrows), transaction.atomic():
            change()
    assert AuditEntry.objects.get().reason == ""


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_a_guarded_database_refuses_by_itself(statement: str) -> None:
    write(1)
    services.guard_trail(SYSTEM)
    services.guard_trail(SYSTEM)
    assert selectors.is_guarded(SYSTEM)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        tamper(statement)
    assert AuditEntry.objects.count() == 2
    AuditHead.objects.update(is_guarded=False)
    tamper(statement)  # the same statement goes through where the guard sleeps


def test_reading_needs_the_right() -> None:
    for read in (selectors.entries, selectors.verify_chain):
        with pytest.raises(Refusal) as refused:
            read(ANONYMOUS)
        assert (refused.value.code, refused.value.fields) == ("permission_denied", {"permission": "audit.view"})


def test_pages_are_newest_first_and_filtered() -> None:
    write(5)
    page = selectors.entries(SYSTEM, page=2, size=2)
    assert [row.object_key for row in page.rows] == ["T2", "T1"]
    assert (page.total, page.pages) == (5, 3)
    assert selectors.entries(SYSTEM, object_key="T4").total == 1
    history = selectors.entries_of_object(ANONYMOUS, object_kind="target", object_key="T3")
    assert [row.after for row in history] == [{"n": 3}]
