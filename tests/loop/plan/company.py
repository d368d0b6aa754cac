"""A small company for the tests of plan and collect: three units, four people, three accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewScope, NewUnit
from kpiloop.loop.plan import services as plan
from tests.founded import founded_once

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
START = date(2026, 1, 1)


@founded_once
def found_company() -> dict[str, Actor]:
    """Calendar 2025-2027, HQ over east and west, and an actor per account name."""
    calendar.ensure_calendar(SYSTEM, first_month=date(2025, 1, 1), last_month=date(2027, 12, 1))
    roles = {"admin": "performance_admin", "boss": "executive", "wang": "unit_head", "zhao": "staff"}
    accounts = [NewAccount(name, "correct-horse-9", (role,)) for name, role in roles.items()]
    access.create_accounts(SYSTEM, accounts=accounts, on=START)
    org.import_organisation(
        SYSTEM,
        units=[
            NewUnit("HQ", "集团", START, kind="company", name_en="Group"),
            NewUnit("EAST", "华东区", START, parent="HQ", name_en="East", aliases=("东区",)),
            NewUnit("WEST", "华西区", START, parent="HQ", name_en="West", order=1),
        ],
        people=[
            NewPerson("E1", "李总", "Li", username="boss"),
            NewPerson("E2", "王磊", "Wang Lei", username="wang"),
            NewPerson("E3", "赵敏", "Zhao Min", username="zhao"),
            NewPerson("E4", "陈静", "Chen Jing"),
        ],
        appointments=[
            NewAppointment("E1", "HQ", START, is_head=True),
            NewAppointment("E2", "EAST", START, is_head=True),
            NewAppointment("E3", "EAST", START),
            NewAppointment("E4", "WEST", START, is_head=True),
        ],
        scopes=[NewScope("admin", "company", START), NewScope("boss", "company", START)],
    )
    return {user.username: access.actor_for(user, on=NOW.date()) for user in User.objects.all()}


def publish_kpi(
    actor: Actor, code: str, *, time_kind: str = "flow", direction: str = "higher", **changes: object
) -> int:
    """A published KPI with plain settings."""
    fields: dict[str, object] = {
        "name_zh": f"指标{code}",
        "name_en": f"KPI {code}",
        "direction": direction,
        "time_kind": time_kind,
        "measurement_unit": "CNY",
        "achievement_method": {"higher": "ratio", "lower": "mirror"}.get(direction, direction),
        "green_from": Decimal(1),
        "amber_from": Decimal("0.9"),
        "valid_from": START,
    } | changes
    key = plan.draft_kpi(actor, code=code, **fields)  # type: ignore[arg-type]
    plan.publish_kpi(actor, code=code, now=NOW)
    return key
