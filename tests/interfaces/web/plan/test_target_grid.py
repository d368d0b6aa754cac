"""What the target grid shows and takes: figures as typed, all or nothing, proposals for who may not set."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.calendar import services as calendar
from kpiloop.loop.measure.models import Formula
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.models import Kpi
from kpiloop.loop.plan.rows import AssignmentChange, NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, found_company, publish_kpi

pytestmark = pytest.mark.feature("S02")
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
QUERY = "?period=2026-10"


@pytest.fixture
def actors(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Actor]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)  # requests are not taken for what has ended
    return found_company()


@pytest.fixture
def cards(actors: dict[str, Actor]) -> dict[str, int]:
    """Revenue in 10,000 CNY: the group 1,000, east 600, west 300 a month, so 100 are not covered."""
    admin = actors["admin"]
    publish_kpi(admin, "revenue", display_scale="wan")
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    owners = {"HQ": "E1", "EAST": "E2", "WEST": "E4"}
    wanted = [
        NewAssignment("revenue", unit, owner, D(100), START, parent=None if unit == "HQ" else ("revenue", "HQ"))
        for unit, owner in owners.items()
    ]
    keys = dict(zip(owners, services.assign_many(admin, scheme="S", assignments=wanted), strict=True))
    services.publish_scheme(admin, code="S", now=NOW)
    figures = {"HQ": 1000, "EAST": 600, "WEST": 300}
    services.set_targets(
        admin,
        targets=[NewTarget(keys[unit], month, D(figures[unit] * 10_000)) for unit in keys for month in MONTHS],
    )
    return keys


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": "zh-hans"})
    return client


def figure(actors: dict[str, Actor], key: int, month: str) -> D | None:
    return selectors.target_history(actors["boss"], key, month)[0].target


def test_the_grid_shows_what_the_parts_do_not_cover(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    page = client_of("admin").get(f"/targets/{QUERY}").content.decode()
    assert "下级合计与集团相比" in page
    assert page.count("−100") >= 12  # every month
    assert "−1,200 万元" in page  # the year, in the title and beside the whole
    assert f'data-name="t{cards["EAST"]}.2026-10"' in page


def test_a_new_owner_leaves_the_year_of_a_line_whole(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    """East answers in new hands from 20 October: the months before are those of the line before, and stay there."""
    change = AssignmentChange(cards["EAST"], owner="E3")
    (key,) = services.amend_assignments(actors["admin"], scheme="S", changes=[change], on=date(2026, 10, 20))
    page = client_of("admin").get(f"/targets/{QUERY}").content.decode()
    assert "−1,200 万元" in page and "个月没有目标" not in page
    assert f'data-name="t{key}.2026-10"' in page
    assert f'data-name="t{key}.2026-09"' not in page  # changed where it counts: in the line it belongs to
    assert f"/targets/{cards['EAST']}/2026-09/" in page
    earlier = client_of("admin").get("/targets/?period=2026-09").content.decode()
    assert f"/targets/{key}/2026-10/" in earlier and f'data-name="t{cards["EAST"]}.2026-09"' in earlier
    editing = client_of("admin").get(f"/targets/edit/{QUERY}&kpi=revenue").content.decode()
    assert f'name="t{key}.2026-10"' in editing and f'name="t{key}.2026-09"' not in editing
    spread = client_of("admin").get(f"/targets/{key}/annual/{QUERY}").content.decode()
    assert 'value="7200"' in spread  # twelve times 600


def test_cells_are_taken_as_people_type_them(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    east, west = cards["EAST"], cards["WEST"]
    sent = {
        f"t{east}.2026-10": "700",
        f"t{east}.2026-11": "0.08亿",
        f"t{west}.2026-12": "3,100,000元",
        "reason": "新客户",
    }
    answer = client_of("admin").post(f"/targets/save/{QUERY}", {**sent, f"t{west}.2026-11": "300"})
    assert (answer.status_code, answer.json()["said"]) == (200, "已保存 3 个目标。")
    assert figure(actors, east, "2026-10") == D(7_000_000)
    assert figure(actors, east, "2026-11") == D(8_000_000)
    assert figure(actors, west, "2026-12") == D(3_100_000)  # yuan are yuan, whatever the scale of the screen
    newest, first = selectors.target_history(actors["boss"], east, "2026-10")
    assert (newest.reason, newest.version, first.target) == ("新客户", 2, D(6_000_000))
    page = client_of("admin").get(f"/targets/{QUERY}").content.decode()
    assert 'title="上一版：600"' in page


@pytest.mark.feature("P37")
def test_a_cell_somebody_else_saved_meanwhile_shows_both_figures(
    actors: dict[str, Actor], cards: dict[str, int]
) -> None:
    admin, name = client_of("admin"), f"t{cards['EAST']}.2026-10"
    assert f'data-name="{name}" data-seen="1"' in admin.get(f"/targets/{QUERY}").content.decode()
    assert admin.post(f"/targets/save/{QUERY}", {name: "650", f"seen.{name}": "1"}).status_code == 200
    late = admin.post(f"/targets/save/{QUERY}", {name: "640", f"seen.{name}": "1"})
    assert late.status_code == 409
    assert "650 万元" in late.json()["error"]
    assert "640 万元" in late.json()["error"]
    assert figure(actors, cards["EAST"], "2026-10") == D(6_500_000)
    assert admin.post(f"/targets/save/{QUERY}", {name: "640", f"seen.{name}": "2"}).status_code == 200
    assert figure(actors, cards["EAST"], "2026-10") == D(6_400_000)


def test_one_wrong_cell_saves_nothing_and_is_named(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    name = f"t{cards['WEST']}.2026-10"
    answer = client_of("admin").post(f"/targets/save/{QUERY}", {f"t{cards['EAST']}.2026-10": "1", name: "很多"})
    assert (answer.status_code, answer.json()["wrong"]) == (422, [name])
    assert figure(actors, cards["EAST"], "2026-10") == D(6_000_000)


def test_a_closed_month_is_shown_closed_and_refused(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    calendar.set_state(SYSTEM, code="2026-09", state="closed", revision=1, warehouse_version=1, now=NOW)
    admin, name = client_of("admin"), f"t{cards['EAST']}.2026-09"
    assert f'data-name="{name}"' not in admin.get(f"/targets/{QUERY}").content.decode()
    answer = admin.post(f"/targets/save/{QUERY}", {name: "5"})
    assert answer.status_code == 422
    assert "2026-09" in answer.json()["error"] or "9 月" in answer.json()["error"]


def test_a_head_proposes_and_somebody_else_decides(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    head, east = client_of("wang"), cards["EAST"]
    assert head.post(f"/targets/save/{QUERY}", {f"t{east}.2026-10": "1"}).status_code == 404
    cells = {f"t{east}.2026-11": "650", f"t{east}.2026-12": "660"}
    refused = head.post(f"/targets/propose/{QUERY}", cells)
    assert refused.status_code == 422  # no reason given
    assert head.post(f"/targets/propose/{QUERY}", {**cells, "reason": "渠道商延后"}).status_code == 200
    waiting = selectors.target_changes(actors["boss"], state="proposed")
    assert [(row.period_code, row.new_target) for row in reversed(waiting)] == [
        ("2026-11", D(6_500_000)),
        ("2026-12", D(6_600_000)),
    ]
    boss = client_of("boss")
    sent = {"change": [row.id for row in waiting], "approve": "yes", "reason": ""}
    assert boss.post("/targets/changes/decide/", sent).status_code == 302
    assert figure(actors, east, "2026-12") == D(6_600_000)
    assert selectors.target_changes(actors["boss"], state="proposed") == ()


def test_a_cell_of_somebody_else_is_no_cell(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    name = f"t{cards['WEST']}.2026-10"
    answer = client_of("wang").post(f"/targets/propose/{QUERY}", {name: "1", "reason": "x"})
    assert (answer.status_code, answer.json()["wrong"]) == (422, [name])
    assert client_of("zhao").post(f"/targets/propose/{QUERY}", {name: "1", "reason": "x"}).status_code == 404


def test_a_locked_cell_is_marked_and_freed_again(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin, name = client_of("admin"), f"t{cards['EAST']}.2026-10"
    assert admin.post(f"/targets/lock/{QUERY}", {"cell": name, "locked": "yes"}).json() == {"said": "已锁定 1 格。"}
    assert admin.get(f"/targets/{QUERY}").content.decode().count(' locked"') == 1
    assert admin.post(f"/targets/lock/{QUERY}", {"cell": name, "locked": "no"}).status_code == 200
    assert client_of("wang").post(f"/targets/lock/{QUERY}", {"cell": name}).status_code == 404


def test_a_cell_that_changed_meanwhile_is_neither_locked_nor_pinned(
    actors: dict[str, Actor], cards: dict[str, int]
) -> None:
    admin, east = client_of("admin"), cards["EAST"]
    page = admin.get(f"/targets/{QUERY}").content.decode()
    name = f"t{east}.2026-10"
    cell = re.search(rf'<td[^>]*data-name="{re.escape(name)}"[^>]*>', page)
    assert cell is not None
    (shown,) = re.findall(r'data-seen="(\d+)"', cell[0])
    services.set_targets(actors["admin"], targets=[NewTarget(east, "2026-10", D(6_100_000))])
    for address in ("lock", "pin"):
        late = admin.post(f"/targets/{address}/{QUERY}", {"cell": name, f"seen.{name}": shown})
        assert late.status_code == 409 and "6,100,000，您的是 6,000,000。" in late.json()["error"]
    assert admin.get(f"/targets/{QUERY}").content.decode().count(' locked"') == 0


def test_the_whole_is_broken_down_by_own_shares_around_a_locked_cell(
    actors: dict[str, Actor], cards: dict[str, int]
) -> None:
    """10,000,000 in October with 6,000,000 of east locked leaves 4,000,000; November is shared 3 : 1."""
    admin, east, west = client_of("admin"), cards["EAST"], cards["WEST"]
    admin.post(f"/targets/lock/{QUERY}", {"cell": f"t{east}.2026-10"})
    address = f"/targets/{cards['HQ']}/cascade/"
    assert "集团" in admin.get(address).content.decode()
    sent = {"basis": "own", "cushion": "0", f"share_{east}": "3", f"share_{west}": "1", "reason": "按产能"}
    assert admin.post(address, sent).status_code == 302
    assert (figure(actors, east, "2026-10"), figure(actors, west, "2026-10")) == (D(6_000_000), D(4_000_000))
    assert (figure(actors, east, "2026-11"), figure(actors, west, "2026-11")) == (D(7_500_000), D(2_500_000))
    assert client_of("wang").get(address).status_code == 404


@pytest.mark.parametrize(
    ("shape", "weights", "november"),
    [
        ("working_days", "", 1_690_000),  # 21 of 261 weekdays of 2026, in whole 10,000 CNY
        ("own", "1 1 1 1 1 1 1 1 1 1 9 1", 9_450_000),  # nine of twenty
        ("curve", "4 8 14 20 28 36 44 52 62 74 87 100", 2_730_000),  # 13 of 100
    ],
)
def test_a_year_is_spread_by_the_chosen_shape(
    actors: dict[str, Actor], cards: dict[str, int], shape: str, weights: str, november: int
) -> None:
    east = cards["EAST"]
    sent = {"annual": "2100", "shape": shape, "weights": weights, "reason": ""}
    assert client_of("admin").post(f"/targets/{east}/annual/", sent).status_code == 302
    months = [figure(actors, east, month) for month in MONTHS]
    assert (months[10], sum(month or D(0) for month in months)) == (D(november), D(21_000_000))


def test_a_falling_curve_is_refused_beside_its_field(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    sent = {"annual": "2100", "shape": "curve", "weights": "4 8 14 20 28 36 44 52 62 74 60 100"}
    answer = client_of("admin").post(f"/targets/{cards['EAST']}/annual/", sent)
    assert answer.status_code == 422
    assert "曲线从74降到了60" in answer.content.decode()


def test_quarters_and_the_year_to_date_add_months_up(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin = client_of("admin")
    quarter = admin.get(f"/targets/{QUERY}&view=quarter").content.decode()
    # EAST 600 a month: 1,800 a quarter; the parts miss 3 x 100 of the whole in each
    assert quarter.count(">1,800<") == 4 and quarter.count("−300<") >= 4
    assert "data-name=" not in quarter and "第 4 季" in quarter
    reached = admin.get(f"/targets/{QUERY}&view=ytd").content.decode()
    assert "至 10 月" in reached and ">6,000<" in reached and ">7,200<" in reached


def test_the_year_is_compared_with_any_state_it_had(
    actors: dict[str, Actor], cards: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    east, admin = cards["EAST"], actors["admin"]
    for minutes, amount in ((10, 650), (20, 700)):
        monkeypatch.setattr("django.utils.timezone.now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        services.set_targets(admin, targets=[NewTarget(east, "2026-11", D(amount * 10_000))])
    codes = {"assignment_ids": list(cards.values()), "period_codes": MONTHS}
    moments = selectors.target_moments(actors["boss"], **codes)
    assert [(row.at - NOW, row.count) for row in moments] == [
        (timedelta(minutes=21), 1), (timedelta(minutes=11), 1), (timedelta(minutes=1), 36),
    ]  # fmt: skip
    first = selectors.targets_as_of(actors["boss"], **codes, moment=moments[2].at)
    assert [row.target if row else None for row in first.values()] == [D(6_000_000)]
    assert selectors.targets_as_of(actors["boss"], **codes, moment=moments[0].at) == {}
    nothing = selectors.targets_as_of(actors["boss"], **codes, moment=NOW - timedelta(days=1))
    assert len(nothing) == 36 and set(nothing.values()) == {None}
    key = moments[2].at.strftime("%Y-%m-%dT%H:%MZ")
    page = client_of("admin").get(f"/targets/{QUERY}&against={key}").content.decode()
    assert 'title="上一版：600"' in page and ">+100<" in page  # 700 against 600, and so the year
    assert 'title="上一版：650"' in client_of("admin").get(f"/targets/{QUERY}").content.decode()


@pytest.mark.feature("S02")
def test_a_ratio_is_weighed_by_what_it_is_divided_by(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    """East 30 % of 600 and west 10 % of 300 are 210 of 900: 23.3 %, which is 1.7 points below 25 %."""
    admin = actors["admin"]
    publish_kpi(admin, "margin", time_kind="ratio", measurement_unit="percent", decimals=1)
    for code, text in (("revenue", "sum(o.net)"), ("margin", "sum(o.profit) / sum(o.net)")):
        Formula.objects.create(
            kpi=Kpi.objects.get(code=code), version=1, text=text, fingerprint=code, valid_from=START, written_by="x"
        )
    services.add_scheme(admin, code="M", name_zh="毛利", fiscal_year=2026)
    owners, margins = {"HQ": "E1", "EAST": "E2", "WEST": "E4"}, {"HQ": "0.25", "EAST": "0.3", "WEST": "0.1"}
    wanted = [
        NewAssignment("margin", unit, owner, D(100), START, parent=None if unit == "HQ" else ("margin", "HQ"))
        for unit, owner in owners.items()
    ]
    keys = services.assign_many(admin, scheme="M", assignments=wanted)
    services.publish_scheme(admin, code="M", now=NOW)
    targets = [
        NewTarget(key, month, D(margins[row.subject]))
        for key, row in zip(keys, wanted, strict=True)
        for month in MONTHS
    ]
    services.set_targets(admin, targets=targets)
    page = client_of("admin").get(f"/targets/{QUERY}&kpi=margin").content.decode()
    row = page.split("按指标revenue加权重算")[1].split("</tr>")[0]
    assert row.count("23.3") == 13  # twelve months and the year
    gap = page.split("按指标revenue加权重算")[1].split('class="gap"')[1].split("</tr>")[0]
    assert gap.count("−1.7") == 13
    assert 'data-weights="6000000 6000000' in page
