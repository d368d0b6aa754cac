"""A REST source that misbehaves: what passes is asked again, what stays is refused, and nothing is taken by halves."""

from __future__ import annotations

import json
import threading

import pytest

from kpiloop.engine.errors import Refusal
from tests.loop.collect.feeds.faulty_server import Plan, Reply, cut, page_of, serving
from tests.loop.collect.feeds.test_rest_reading import ORDERS, numbers, paged, read

ALL = ["S1", "S2", "S3", "S4", "S5"]


def first_then(*faults: Reply) -> Plan:
    """These answers first, honest ones afterwards."""
    return lambda number, asked, headers: faults[number - 1] if number <= len(faults) else page_of(ORDERS)


@pytest.mark.parametrize(
    "faults",
    [
        (None,),
        (None, None),
        (page_of({}, 500),),
        (page_of({}, 503), page_of({}, 502)),
        (page_of({}, 429, Retry_After="1"),),
        (cut(ORDERS),),
        ((200, b'[{"no": "S1"', {}),),
        ((200, b"<html>busy</html>", {}),),
    ],
    ids=["down", "down_twice", "500", "503_502", "429", "cut_short", "half_json", "no_json"],
)
def test_fault_that_passes_is_asked_again(faults: tuple[Reply, ...]) -> None:
    with serving(first_then(*faults)) as server:
        assert numbers(read(server)) == ALL
    assert len(server.asked) == len(faults) + 1


@pytest.mark.parametrize(
    ("fault", "code", "asked"),
    [
        (None, "source_unreachable", 3),
        (page_of({}, 500), "source_unreachable", 3),
        (page_of({}, 429), "source_unreachable", 3),
        (cut(ORDERS), "source_unreachable", 3),
        (page_of({}, 401), "source_sign_in_refused", 1),
        (page_of({}, 403), "source_sign_in_refused", 1),
        (page_of({}, 404), "source_answered", 1),
        (page_of({"orders": {}}), "source_records_missing", 1),
        (page_of([1, 2]), "source_records_missing", 1),
        ((302, b"", {"Location": "/orders"}), "source_redirect_refused", 4),
    ],
    ids=["down", "500", "429", "cut_short", "401", "403", "404", "no_list", "no_objects", "circle"],
)
def test_fault_that_stays_is_refused_by_name(fault: Reply, code: str, asked: int) -> None:
    with serving(lambda n, a, h: fault) as server, pytest.raises(Refusal) as refused:
        read(server)
    assert (refused.value.code, len(server.asked)) == (code, asked)


def test_fault_nobody_listens() -> None:
    with serving(lambda n, a, h: page_of(ORDERS)) as server:
        pass
    with pytest.raises(Refusal) as refused:
        read(server)
    assert refused.value.code == "source_unreachable"


def test_fault_slow_answer_is_given_up_in_time() -> None:
    held = threading.Event()

    def plan(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
        held.wait(10)
        return None

    with serving(plan) as server:
        with pytest.raises(Refusal) as refused:
            read(server, timeout=1, retries=0)
        held.set()
    assert (refused.value.code, refused.value.fields["reason"]) == ("source_unreachable", "timeout")


def test_the_wait_between_attempts_grows_and_heeds_the_source() -> None:
    from kpiloop.loop.collect.connectors.rest.reader import make_asker, read_rest
    from kpiloop.loop.collect.connectors.rest.settings import read_settings

    waited: list[float] = []
    with serving(lambda n, a, h: page_of({}, 429, Retry_After="7") if n == 2 else page_of({}, 500)) as server:
        settings = read_settings({"retries": 3})
        asker = make_asker(server.address, settings, "", ("127.0.0.1",))
        asker.sleep = waited.append
        with pytest.raises(Refusal):
            read_rest(server.address, {}, settings, asker=asker)
    assert waited == [1.0, 7.0, 4.0]


def test_fault_endless_answer_stops_at_the_budget() -> None:
    big = (200, json.dumps([{"no": "x" * 2_000_000}]).encode(), {})
    with serving(lambda n, a, h: big) as server, pytest.raises(Refusal) as refused:
        read(server, most_megabytes=1)
    assert refused.value.code == "source_answer_too_large"


def test_fault_repeated_page_is_noticed() -> None:
    with serving(lambda n, a, h: page_of(ORDERS)) as server, pytest.raises(Refusal) as refused:
        read(server, paging="page")
    assert (refused.value.code, len(server.asked)) == ("source_page_repeated", 2)


def test_fault_endless_pages_stop_at_the_limit() -> None:
    plan = lambda n, a, h: page_of([{"no": n}])  # noqa: E731
    with serving(plan) as server, pytest.raises(Refusal) as refused:
        read(server, paging="page", most_pages=3)
    assert refused.value.code == "source_pages_endless"


def test_fault_record_put_in_front_while_paging_is_read_anew() -> None:
    """After the first page of the first walk a new record shifts the others: S2 would come twice, S0 never."""
    held: list[list[dict[str, object]]] = [ORDERS, [{"no": "S0"}, *ORDERS]]

    def plan(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
        page = int(asked.get("page", 1))
        return page_of(held[number > 1][(page - 1) * 2 : page * 2])

    with serving(plan) as server:
        assert numbers(read(server, paging="page")) == ["S0", *ALL]


def test_fault_record_taken_out_while_paging_is_noticed_by_the_count() -> None:
    """Without S1 the second page begins one further on: S3 would never be read. The source counts four."""
    held: list[list[dict[str, object]]] = [ORDERS, ORDERS[1:]]

    def plan(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
        page, orders = int(asked.get("page", 1)), held[number > 1]
        return page_of({"rows": orders[(page - 1) * 2 : page * 2], "count": len(orders)})

    with serving(plan) as server:
        assert numbers(read(server, paging="page", records="rows", total="count")) == ALL[1:]


def test_fault_list_that_never_rests_is_refused() -> None:
    def plan(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
        return page_of([{"no": f"{number}"}] if int(asked.get("page", 1)) < 3 else [])

    with serving(plan) as server, pytest.raises(Refusal) as refused:
        read(server, paging="page")
    assert refused.value.code == "source_moved_while_read"


def test_fault_reordered_pages_bring_the_same_content() -> None:
    backwards = lambda n, asked, h: page_of(paged({"page": str(4 - int(asked["page"]))}))  # noqa: E731
    forwards = lambda n, asked, h: page_of(paged(asked))  # noqa: E731
    with serving(backwards) as one, serving(forwards) as other:
        assert read(one, paging="page").sha256 == read(other, paging="page").sha256
