"""A proof as a page: the walk of the figures, the open path, and what it rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from kpiloop.engine.trace import Step
from kpiloop.interfaces.web.proof import chain, leaves
from kpiloop.interfaces.web.proof.building import Asked, proof_page
from kpiloop.interfaces.web.proof.terms import without_needless_brackets
from kpiloop.interfaces.web.proof.words import figure_of, name_of, trimmed

ASKED = Asked("/proof/value/1/", "period=2026-10", None)


def row(amount: str, line: int) -> Step:
    """One source row."""
    return Step(
        "row", "proof.row", {"order_no": f"SO-{line}"}, Decimal(amount), leaf="source_row",
        parameters={"value": amount}, evidence={"load": "17", "line": str(line)},
    )  # fmt: skip


def rows(*amounts: str) -> Step:
    """Source rows under one aggregate."""
    total = sum((Decimal(amount) for amount in amounts), Decimal(0))
    return Step(
        "source_rows", "proof.rows", {"aggregate": "sum(sales.net_amount) where sales.ok = 1", "dataset": "sales"},
        total, operation="rows", parameters={"function": "sum"},
        evidence={"row_count": str(len(amounts)), "row_sum": str(total), "page": "1", "size": "20", "dataset": "sales"},
        children=tuple(row(amount, place) for place, amount in enumerate(amounts, start=400)),
    )  # fmt: skip


def bonus() -> Step:
    """The walk of the design: 10,000 x 0.98 x (4,820,000 / 5,000,000), cut to two decimals."""
    actual = Step(
        "actual",
        "proof.actual",
        {"name_zh": "净收入", "name_en": "Net revenue"},
        Decimal(4_820_000),
        "CNY",
        "round",
        {"places": "2"},
        children=(rows("4800000", "20000"),),
    )
    target = Step(
        "target",
        "proof.target",
        {},
        Decimal(5_000_000),
        "CNY",
        leaf="decision",
        people=(("target_set_by", "方立", "2025-01-10T09:00:00+08:00"),),
    )
    reached = Step(
        "achievement",
        "proof.achievement",
        {},
        Decimal("0.964"),
        "ratio",
        "quotient",
        children=(actual, target),
        evidence={"light": "amber"},
    )
    base = Step("base", "proof.base", {}, Decimal(10_000), "CNY", leaf="decision")
    factor = Step(
        "company_factor",
        "proof.company_factor",
        {},
        Decimal("0.98"),
        "factor",
        leaf="restricted",
        evidence={"open_to": "周颖", "row_count": "8412", "sha256": "5b0e" + "0" * 56 + "c41d"},
    )
    product = Step(
        "entitlement", "proof.entitlement", {}, Decimal("9447.2"), "CNY", "product", children=(base, factor, reached)
    )
    return Step(
        "bonus",
        "proof.bonus",
        {"person_zh": "林悦", "period": "2025-03"},
        Decimal("9447.20"),
        "CNY",
        "round",
        {"places": "2"},
        children=(product,),
        people=(("prepared_by", "周敏", "2025-04-08T16:20:00+08:00"),),
    )


def test_the_levels_follow_the_figure_that_leads_furthest_down() -> None:
    with translation.override("zh-hans"):
        page = proof_page(bonus(), ASKED, crumbs=())
    assert [level.figure for level in page.levels] == ["9,447.20", "96.4", "4,820,000.00"]
    assert [(term.text, term.leaf, term.is_open) for term in page.levels[0].terms if term.kind == "figure"] == [
        ("10,000.00", "decision", False),
        ("0.9800", "restricted", False),
        ("96.4%", "", True),
    ]
    assert page.levels[1].light == "amber"
    assert page.title == "为什么是 9,447.20 元？"


def test_the_verdict_is_recomputed_and_a_bent_figure_is_told() -> None:
    with translation.override("en"):
        assert proof_page(bonus(), ASKED, crumbs=()).is_exact
        bent = Step("sum", "proof.sum_of_months", {}, Decimal(11), operation="sum", children=(row("4", 1), row("6", 2)))
        page = proof_page(bent, ASKED, crumbs=())
    assert not page.is_exact
    assert page.verdict == "Recomputed from the leaves: difference 1"


def test_leaves_are_counted_by_kind() -> None:
    counts = {leaf.icon: leaf.count for leaf in leaves.leaf_counts(bonus())}
    assert counts == {"list": "2", "check": "2", "lock": "1", "info": "0"}


def test_rows_that_are_not_on_this_page_count_too() -> None:
    paged = rows("1", "2")
    paged = Step(**{**paged.__dict__, "evidence": {**paged.evidence, "row_count": "281"}})
    assert leaves.leaf_counts(paged)[0].count == "281"


def test_a_restricted_leaf_says_what_it_rests_on_and_who_may_open_it() -> None:
    with translation.override("zh-hans"):
        panels = proof_page(bonus(), ASKED, crumbs=()).panels
    restricted = next(panel for panel in panels if panel.is_restricted)
    assert dict(restricted.rows)["可打开的人"] == "周颖"
    assert dict(restricted.rows)["指纹"] == "sha256 5b0e⋯c41d"


def test_source_rows_carry_load_and_line_and_add_up() -> None:
    with translation.override("en"):
        source = proof_page(bonus(), ASKED, crumbs=()).source
    assert source is not None
    assert [cells[0][-2:] for cells in source.rows] == [("17", "400"), ("17", "401")]
    assert source.total == "4,820,000"
    assert source.total_note == "4,820,000 + 0"


@pytest.mark.parametrize(
    ("text", "path"), [("0.2.1", (0, 2, 1)), ("", None), ("0.x", None), ("1..2", None), ("99999.1", None)]
)
def test_a_path_is_read_or_ignored(text: str, path: tuple[int, ...] | None) -> None:
    assert chain.read_path(text) == path


def test_a_path_to_a_leaf_or_beyond_falls_back_to_the_deepest_figure() -> None:
    for path in ((0,), (7, 7), (2, 9)):
        assert len(chain.opened_steps(bonus(), path)) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("( ( ( a0 - a1 ) - a2 ) - a3 )", "a0 - a1 - a2 - a3"),
        ("( ( a0 - a1 ) / a0 )", "( a0 - a1 ) / a0"),
        ("( ( a0 * a1 ) / a2 )", "a0 * a1 / a2"),
        ("( a0 - ( a1 - a2 ) )", "a0 - ( a1 - a2 )"),
    ],
)
def test_brackets_that_change_nothing_are_left_out(text: str, shown: str) -> None:
    assert " ".join(without_needless_brackets(text.split())) == shown


def test_figures_are_shown_without_zeros_nobody_wrote() -> None:
    assert trimmed(Decimal("4904100.000000")) == "4,904,100"
    assert trimmed(Decimal("42556.790000")) == "42,556.79"
    assert trimmed(Decimal("0.5")) == "0.50"
    assert figure_of(Step("x", "", figure=None)) == "—"
    assert name_of(rows("1")) == "sales.net_amount …"
