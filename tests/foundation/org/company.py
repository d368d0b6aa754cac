"""A small company for tests: names shared between branches, a leader inside the own team."""

from __future__ import annotations

from datetime import date

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.org import services
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewPosition, NewScope, NewUnit

START = date(2026, 1, 1)
PASSWORD = "loop-keeper-9"


def found_company() -> dict[str, int]:
    """Company C > East E (teams E1, E2) and West W (team W1); every branch has a team called 一组."""
    roles = {"boss": "executive", "east": "unit_head", "west": "unit_head", "amy": "staff", "bob": "staff"}
    access.create_accounts(
        SYSTEM, accounts=[NewAccount(name, PASSWORD, (role,)) for name, role in roles.items()], on=START
    )
    return services.import_organisation(
        SYSTEM,
        units=[
            NewUnit("C", "绩环公司", START, kind="company"),
            NewUnit("E1", "一组", START, "E", order=2),
            NewUnit("E2", "二组", START, "E", order=1),
            NewUnit("E", "东区", START, "C", name_en="East", aliases=("E01", "华东")),
            NewUnit("W", "西区", START, "C", name_en="West"),
            NewUnit("W1", "一组", START, "W"),
        ],
        positions=[NewPosition("SE", "销售", "E1"), NewPosition("SW", "销售", "W1")],
        people=[
            NewPerson("001", "总经理", username="boss"),
            NewPerson("010", "东区长", username="east"),
            NewPerson("020", "西区长", username="west"),
            NewPerson("011", "艾米", username="amy"),
            NewPerson("012", "鲍勃", username="bob"),
        ],
        appointments=[
            NewAppointment("001", "C", START, is_head=True),
            NewAppointment("010", "E1", START),
            NewAppointment("020", "W", START, is_head=True),
            NewAppointment("011", "E1", START, "SE"),
            NewAppointment("012", "E2", START, line_manager="011"),
        ],
        scopes=[NewScope("boss", "company", START), NewScope("east", "subtree", START, "E")],
    )


def viewer(username: str, on: date = START) -> Actor:
    """The account as it looks on a day."""
    return access.actor_for(User.objects.get(username=username), on=on)
