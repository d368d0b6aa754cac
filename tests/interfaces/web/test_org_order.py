"""Order of units beside each other, and names of units that stand in a further tree alone, on pages."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.foundation.org import selectors, services
from tests.interfaces.web.test_org_pages import Actors, read, sent, signed_in
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("actors")


@pytest.mark.feature("OR-01")
def test_or_01_units_stand_in_the_order_that_is_said(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    new = {"name_en": "", "kind": "team", "parent": "WEST", "valid_from": "2026-01-01"}
    for code, name, order in (("W1", "一组", "2"), ("W2", "二组", "1"), ("W3", "三组", "3")):
        asked = {**new, "code": code, "name_zh": name, "order": order}
        assert admin.post("/organisation/units/new/", asked).status_code == 302

    def below() -> list[str]:
        rows = selectors.units(actors["admin"], on=date(2026, 11, 30))
        return [row.code for row in rows if row.code in ("W1", "W2", "W3")]

    assert below() == ["W2", "W1", "W3"]
    move = "/organisation/units/W3/move/"
    form = read(admin, move)
    assert 'name="order" value="3"' in form and 'value="WEST" selected' in form
    assert sent(admin, move, new_parent="WEST", order="0", on="2026-11-01", reason="调整").status_code == 302
    assert below() == ["W3", "W2", "W1"]


@pytest.mark.feature("OR-03")
def test_or_03_a_unit_of_a_further_tree_is_renamed_and_has_other_names(actors: Actors) -> None:  # noqa: F811
    admin = signed_in("admin")
    services.add_tree(actors["admin"], code="area", name_zh="大区")
    services.add_node(actors["admin"], tree="area", code="COAST", name_zh="沿海", valid_from=date(2026, 1, 1))
    unit = "/organisation/units/COAST/"
    tree = read(admin, "/organisation/trees/area/")
    assert f"{unit}rename/" in tree and f"{unit}names/" in tree
    renamed = sent(admin, f"{unit}rename/", name_zh="沿海大区", name_en="The coast")
    assert renamed.status_code == 302
    assert "Renamed" in read(admin, renamed["Location"])
    assert admin.post(f"{unit}names/", {"alias": "YH"}).status_code == 302
    assert selectors.subject(actors["admin"], "COAST").name_zh == "沿海大区"
    held = selectors.organisation(actors["admin"])
    assert held.aliases["YH"] == selectors.subject(actors["admin"], "COAST").id
