"""Asking a REST source: every way of paging, every sign-in, and what is refused before a byte leaves."""

from __future__ import annotations

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.network import pinned_address
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.rest.reader import make_asker, read_rest
from kpiloop.loop.collect.connectors.rest.settings import read_settings
from tests.loop.collect.feeds.faulty_server import Faulty, Plan, Reply, page_of, serving

ORDERS: list[dict[str, object]] = [
    {"no": f"S{number}", "amount": number, "by": {"unit": "EAST"}} for number in range(1, 6)
]
LOOPBACK = ("127.0.0.1",)


def read(server: Faulty, *, secret: str = "", since: str = "", **settings: object) -> Reading:
    stated = read_settings({"retries": 2, "timeout": 5, **settings})
    asker = make_asker(server.address, stated, secret, LOOPBACK)
    asker.sleep = lambda seconds: None
    return read_rest(server.address, {}, stated, since=since, asker=asker)


def numbers(reading: Reading) -> list[object]:
    (grid,) = reading.grids
    assert grid.head is not None
    place = grid.head.index("no")
    return [row.cells[place] for row in grid.rows]


def paged(asked: dict[str, str], size: int = 2) -> list[dict[str, object]]:
    start = (int(asked.get("page", 1)) - 1) * size if "offset" not in asked else int(asked["offset"])
    return ORDERS[start : start + size]


def by_link(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
    page = int(asked.get("page", 1))
    more = {"Link": f'</orders?page={page + 1}>; rel="next", </orders>; rel="first"'} if page < 3 else {}
    return page_of(paged(asked), **more)


def by_cursor(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
    start = int(asked.get("after", 0))
    more = start + 2 if start + 2 < len(ORDERS) else None
    return page_of({"data": {"orders": ORDERS[start : start + 2]}, "meta": {"next": more, "count": len(ORDERS)}})


@pytest.mark.parametrize(
    ("plan", "settings"),
    [
        (lambda n, asked, h: page_of(ORDERS), {}),
        (lambda n, asked, h: page_of(paged(asked)), {"paging": "page"}),
        (lambda n, asked, h: page_of(paged(asked)), {"paging": "offset", "page_param": "offset"}),
        (by_link, {"paging": "link"}),
        (
            by_cursor,
            {
                "paging": "cursor",
                "page_param": "after",
                "cursor": "meta.next",
                "records": "data.orders",
                "total": "meta.count",
            },
        ),
    ],
    ids=["none", "page", "offset", "link", "cursor"],
)
def test_every_way_of_paging_brings_every_record_once(plan: Plan, settings: dict[str, object]) -> None:
    with serving(plan) as server:
        reading = read(server, **settings)
    assert numbers(reading) == ["S1", "S2", "S3", "S4", "S5"]
    assert reading.grids[0].head == ("no", "amount", "by.unit")


def test_the_same_records_in_another_order_are_the_same_content() -> None:
    with serving(lambda n, a, h: page_of(ORDERS)) as one, serving(lambda n, a, h: page_of(ORDERS[::-1])) as other:
        assert read(one).sha256 == read(other).sha256


@pytest.mark.parametrize(
    ("settings", "header", "value"),
    [
        ({"sign_in": "bearer"}, "authorization", "Bearer t0p"),
        ({"sign_in": "basic", "user": "kpi"}, "authorization", "Basic a3BpOnQwcA=="),
        ({"sign_in": "header", "header": "X-Key"}, "x-key", "t0p"),
    ],
)
def test_signs_in(settings: dict[str, object], header: str, value: str) -> None:
    with serving(lambda n, a, h: page_of(ORDERS)) as server:
        read(server, secret="t0p", **settings)
    assert server.headers[0][header] == value


def test_asks_only_for_what_is_newer_than_the_mark() -> None:
    settings = {"since_param": "after", "since_field": "amount", "since_first": "0", "query": {"state": "done"}}
    with serving(lambda n, a, h: page_of([o for o in ORDERS if o["amount"] > int(a["after"])])) as server:  # type: ignore[operator]
        first = read(server, **settings)
        assert first.grids[0].notes["mark"] == "5"
        assert read(server, since="3", **settings).grids[0].rows[0].cells[0] == "S4"
        assert read(server, since="5", **settings).grids[0].rows == ()
    assert server.asked[0] == {"state": "done", "after": "0"}


def test_a_redirect_stays_on_the_same_host() -> None:
    def plan(number: int, asked: dict[str, str], _: dict[str, str]) -> Reply:
        return page_of(ORDERS) if "moved" in asked else (302, b"", {"Location": "/orders?moved=1"})

    with serving(plan) as server:
        assert len(numbers(read(server))) == 5


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_carries_nothing_there(status: int) -> None:
    with serving(lambda n, a, h: page_of(ORDERS)) as canary:
        away = canary.address.replace("127.0.0.1", "localhost")
        plan = lambda n, a, h: (status, b"", {"Location": away})  # noqa: E731
        with serving(plan) as server, pytest.raises(Refusal) as refused:
            read(server, secret="t0p", sign_in="bearer")
    assert refused.value.code == "source_redirect_refused"
    assert canary.asked == []


def test_a_next_page_at_another_host_is_refused() -> None:
    with serving(lambda n, a, h: page_of(ORDERS)) as canary:
        plan = lambda n, a, h: page_of(ORDERS, Link=f'<{canary.address}>; rel="next"')  # noqa: E731
        with serving(plan) as server, pytest.raises(Refusal) as refused:
            read(server, paging="link")
    assert (refused.value.code, canary.asked) == ("source_redirect_refused", [])


SPELLINGS = [
    *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "127.0.0.53"),
    *("::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::", "10.0.0.8", "172.16.3.4", "192.168.1.9"),
    *("169.254.169.254", "100.64.0.1", "fe80::1", "fd00::1", "224.0.0.1"),
]


@pytest.mark.parametrize("host", SPELLINGS)
def test_hosts_of_private_networks_are_refused_unless_listed(host: str) -> None:
    with pytest.raises(Refusal) as refused:
        pinned_address(host, 80, ())
    assert refused.value.code in ("source_address_refused", "source_unreachable")


def test_a_listed_host_may_be_asked() -> None:
    assert pinned_address("127.0.0.1", 8120, ("127.0.0.1:8120",)) == "127.0.0.1"
    assert pinned_address("127.0.0.1", 8120, ("127.0.0.1",)) == "127.0.0.1"
    with pytest.raises(Refusal):
        pinned_address("127.0.0.1", 22, ("127.0.0.1:8120",))


@pytest.mark.parametrize("address", ["ftp://erp/x", "file:///etc/passwd", "http://user:pw@erp/x", "gopher://erp", "x"])
def test_only_plain_web_addresses(address: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rest(address, {}, read_settings({}))
    assert refused.value.code == "source_address_refused"


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ({"pagin": "page"}, "pagin"),
        ({"paging": "pages"}, "paging"),
        ({"timeout": 0}, "timeout"),
        ({"retries": "many"}, "retries"),
        ({"paging": "cursor"}, "cursor"),
        ({"since_param": "after"}, "since_field"),
        ({"query": "a=1"}, "query"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, object], setting: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_settings(settings)
    assert refused.value.fields["setting"] == setting
