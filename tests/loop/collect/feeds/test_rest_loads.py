"""A REST source as a load: the saved recipe, the sealed token, only what is new, and never a half batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.services import work_off
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow, SourceSecret
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect.feeds.faulty_server import Faulty, Reply, cut, page_of, serving
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW

RECIPE: dict[str, object] = {
    "columns": {"number": "no", "on": "closed", "unit": "by.unit", "amount": "net", "pieces": "pieces"},
    "covers": "none",
}
Order = dict[str, object]


def order(number: int, net: object = "1.5", closed: str = "2026-10-05", unit: str = "EAST") -> Order:
    return {"no": f"S{number}", "closed": closed, "by": {"unit": unit}, "net": net, "pieces": 1, "id": number}


class Shop:
    """An honest source, until a test plants a fault in front."""

    def __init__(self) -> None:
        self.orders = [order(number) for number in range(1, 6)]
        self.faults: list[Callable[[dict[str, str]], Reply]] = []

    def answer(self, number: int, asked: dict[str, str], headers: dict[str, str]) -> Reply:
        if self.faults:
            return self.faults.pop(0)(asked)
        if headers.get("authorization") != "Bearer t0p":
            return page_of({}, 401)
        newer = [each for each in self.orders if int(str(each["id"])) > int(asked.get("after", 0))]
        page = int(asked.get("page", 1))
        return page_of({"rows": newer[(page - 1) * 2 : page * 2], "count": len(newer)})


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def web(
    actors: dict[str, Actor], orders: str, settings: object, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faulty]:
    settings.SOURCE_HOSTS = ("127.0.0.1",)  # type: ignore[attr-defined]
    with serving(shop.answer) as server:
        stated = {"paging": "page", "records": "rows", "total": "count", "sign_in": "bearer", "retries": 0}
        add(actors["admin"], server, "shop", stated)
        yield server


def add(actor: Actor, server: Faulty, code: str, stated: dict[str, object]) -> None:
    services.add_source(
        actor, code=code, kind="rest", name_zh="网店", location=server.address, dataset="orders", settings=stated
    )
    services.confirm_mapping(actor, source=code, recipe=RECIPE)
    services.set_secret(actor, source=code, name="token", value="t0p", now=NOW)


def load(actors: dict[str, Actor], code: str = "shop") -> BatchRow:
    return services.load(actors["admin"], source=code, now=timezone.now())


def numbers() -> list[object]:
    return [row["number"] for row in stored_rows("orders")]


def test_s33_a_rest_source_maps_to_facts_with_counts_that_reconcile(
    actors: dict[str, Actor], web: Faulty, shop: Shop
) -> None:
    shop.orders[3] = order(4, unit="NOWHERE")
    done = load(actors)
    assert (done.rows_read, done.rows_kept, done.rows_quarantined) == (5, 4, 1)
    assert done.control_totals["amount"] == "6"
    assert [row["number"] for row in stored_rows("orders")] == ["S1", "S2", "S3", "S5"]
    assert QuarantineRow.objects.get().reason == "unit_unknown"


def test_the_token_is_sealed_and_never_shown(actors: dict[str, Actor], web: Faulty) -> None:
    assert "t0p" not in SourceSecret.objects.get().sealed
    assert "t0p" not in repr(selectors.source(actors["admin"], "shop"))
    assert services.test_source(actors["admin"], source="shop").is_ok
    assert services.set_secret(actors["admin"], source="shop", value="old", now=NOW) == "token"
    assert services.test_source(actors["admin"], source="shop").code == "source_sign_in_refused"
    assert LoadBatch.objects.count() == 0  # looking stores nothing
    with pytest.raises(Refusal) as refused:
        load(actors)
    assert refused.value.code == "source_sign_in_refused"
    failed = LoadBatch.objects.get()
    assert (failed.state, failed.error_code) == ("failed", "source_sign_in_refused")


def test_a_second_load_brings_what_changed_and_going_back_is_a_change_too(
    actors: dict[str, Actor], web: Faulty, shop: Shop
) -> None:
    load(actors)
    assert load(actors).is_known
    shop.orders[0] = order(1, net="9")
    assert load(actors).rows_replaced == 1
    shop.orders[0] = order(1, net="1.5")
    assert load(actors).rows_replaced == 1
    assert stored_rows("orders")[0]["amount"] == Decimal("1.5")


def test_a_bad_record_read_again_waits_once_until_it_comes_mended(
    actors: dict[str, Actor], web: Faulty, shop: Shop
) -> None:
    shop.orders[3] = order(4, unit="NOWHERE")
    load(actors)
    shop.orders.append(order(6))
    second = load(actors)
    waiting = selectors.quarantine(actors["admin"])
    assert [(row.batch_number, row.values["number"]) for row in waiting] == [(second.number, "S4")]
    shop.orders[3] = order(4)
    load(actors)
    assert selectors.quarantine(actors["admin"]) == ()
    assert "S4" in numbers()


def test_in_06_only_what_is_new_is_asked_for(actors: dict[str, Actor], web: Faulty, shop: Shop) -> None:
    stated = {"records": "rows", "sign_in": "bearer", "paging": "page", "since_param": "after", "since_field": "id"}
    add(actors["admin"], web, "new", stated)
    assert load(actors, "new").rows_kept == 5
    shop.orders += [order(6), order(7)]
    done = load(actors, "new")
    assert (done.rows_read, done.rows_kept) == (2, 2)
    assert load(actors, "new").rows_read == 0
    shop.orders.append(order(8))
    assert load(actors, "new").rows_read == 1
    assert [asked.get("after") for asked in web.asked if asked.get("page") == "1"][-1] == "7"
    assert len(numbers()) == 8
    services.confirm_mapping(actors["admin"], source="new", recipe={**RECIPE, "year": 2026})
    assert load(actors, "new").rows_read == 8, "another recipe reads everything anew"


FAULTS: dict[str, Callable[[dict[str, str]], Reply]] = {
    "down": lambda asked: None,
    "status_500": lambda asked: page_of({}, 500),
    "status_429": lambda asked: page_of({}, 429),
    "truncated": lambda asked: cut({"rows": [order(9)], "count": 1}),
    "no_json": lambda asked: (200, b"<html>", {}),
    "wrong_shape": lambda asked: page_of({"rows": {"no": "S9"}}),
    "repeated_page": lambda asked: page_of({"rows": [order(1), order(2)], "count": 5}),
    "wrong_count": lambda asked: page_of({"rows": [], "count": 99}),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("at_page", [1, 2], ids=["first_page", "later_page"])
def test_fault_leaves_nothing_half_visible_and_the_next_load_is_whole(
    actors: dict[str, Actor], web: Faulty, shop: Shop, fault: str, at_page: int
) -> None:
    if (fault, at_page) == ("repeated_page", 1):
        at_page = 3  # a first page cannot repeat anything
    honest = shop.answer

    def pass_through(asked: dict[str, str]) -> Reply:
        held, shop.faults = shop.faults, []
        reply = honest(0, asked, {"authorization": "Bearer t0p"})
        shop.faults = held
        return reply

    walk = [pass_through] * (at_page - 1) + [FAULTS[fault]]
    shop.faults = walk * (3 if fault == "wrong_count" else 1)
    with pytest.raises(Refusal):
        load(actors)
    assert (numbers(), LoadBatch.objects.get().state) == ([], "failed")
    shop.faults = []
    assert load(actors).rows_kept == 5
    assert numbers() == ["S1", "S2", "S3", "S4", "S5"]


def test_fault_type_change_sends_rows_to_quarantine_and_keeps_the_others(
    actors: dict[str, Actor], web: Faulty, shop: Shop
) -> None:
    shop.orders[1] = order(2, net={"value": 3})
    shop.orders[2] = order(3, net=[1, 2])
    done = load(actors)
    assert (done.rows_kept, done.rows_quarantined) == (3, 2)
    assert list(QuarantineRow.objects.order_by("line").values_list("line", "reason")) == [
        (2, "number_unreadable"),
        (3, "number_unreadable"),
    ]


def test_fault_renamed_field_is_reported_not_swallowed(actors: dict[str, Actor], web: Faulty, shop: Shop) -> None:
    for each in shop.orders:
        each["net_amount"] = each.pop("net")
    with pytest.raises(Refusal) as refused:
        load(actors)
    assert (refused.value.code, refused.value.fields["missing"]) == ("columns_missing", "net")
    assert numbers() == []


def test_paging_needs_a_business_key(actors: dict[str, Actor], web: Faulty, home: Path) -> None:
    warehouse.register_dataset(actors["admin"], code="events", name_zh="事件", columns={"no": "text"})
    services.add_source(
        actors["admin"], code="ev", kind="rest", name_zh="事件", location=web.address, dataset="events",
        settings={"paging": "page"},
    )  # fmt: skip
    services.confirm_mapping(actors["admin"], source="ev", recipe={"columns": {"no": "no"}})
    with pytest.raises(Refusal) as refused:
        load(actors, "ev")
    assert refused.value.code == "source_needs_key"


def test_in_the_background_each_request_is_a_reading_of_its_own(
    actors: dict[str, Actor], web: Faulty, shop: Shop
) -> None:
    first = services.queue_load(actors["admin"], source="shop")
    work_off()
    shop.orders.append(order(6))
    second = services.queue_load(actors["admin"], source="shop")
    work_off(timezone.now() + timedelta(seconds=1))
    assert first.id != second.id
    assert len(numbers()) == 6


def test_in_02_a_look_asks_for_one_page_and_stores_nothing(actors: dict[str, Actor], web: Faulty) -> None:
    seen = services.preview(actors["admin"], source="shop")
    assert (seen.counts["read"], len(web.asked), LoadBatch.objects.count()) == (2, 1, 0)


def test_a_private_host_nobody_listed_is_refused(actors: dict[str, Actor], web: Faulty, settings: object) -> None:
    settings.SOURCE_HOSTS = ()  # type: ignore[attr-defined]
    with pytest.raises(Refusal) as refused:
        load(actors)
    assert (refused.value.code, web.asked) == ("source_address_refused", [])
