"""The trading company with the offices of its scheme named and its aim written."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.charter import services
from kpiloop.governance.charter.rows import NewOffice
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]

SCHEME = "S26"
TODAY = company.NOW.date()
#: Shen Lan draws up, Wang Lei checks for people, Li approves; Chen Jing sits in the committee and does not sign.
OFFICES = (
    NewOffice("administrator", "E5"),
    NewOffice("hr", "E2"),
    NewOffice("committee", "E4", signs=False),
    NewOffice("sponsor", "E1"),
)


@pytest.fixture
def drawn_up(actors: dict[str, Actor]) -> dict[str, Actor]:
    """Nothing that blocks is left."""
    services.set_texts(actors["admin"], scheme=SCHEME, aim="目标落实到部门。")
    services.set_offices(actors["admin"], scheme=SCHEME, offices=OFFICES)
    services.exempt(actors["admin"], scheme=SCHEME, person="E5", reason="不参加考核", now=company.NOW)
    return actors
