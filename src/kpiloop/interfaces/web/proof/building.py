"""The proof page of one figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.trace import Step, difference, recompute
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.proof import chain, leaves, words
from kpiloop.interfaces.web.proof.page import ProofPage
from kpiloop.interfaces.wording import formats

SQL_LINES = 120


@dataclass(frozen=True)
class Asked:
    """What the reader asked for."""

    base: str  #: address of the page without a query
    place: str  #: period and comparison, to be carried
    path: chain.Path | None  #: open path
    rows_page: int = 1  #: page of source rows
    every_row: bool = True  #: False: months stand with their stored sums until all rows are added up again

    def address(self, path: chain.Path, rows_page: int = 1, every_row: bool = False) -> str:
        """The same page with another path or another page of rows."""
        opened = ".".join(str(index) for index in path)
        rows = f"&rows={rows_page}" if rows_page > 1 else ""
        return f"{self.base}?{self.place}&open={opened}{rows}{'&every=1' if every_row else ''}"


def proof_page(
    top: Step,
    asked: Asked,
    *,
    crumbs: tuple[Link, ...],
    evidence_address: str = "",
    list_rows: Callable[[Step], Step] = lambda step: step,
) -> ProofPage:
    """Everything between a figure and its rows, along the open path; `list_rows` fetches the rows of its end."""
    steps = chain.opened_steps(top, asked.path)
    inner_steps = [inner for _, inner, _, _ in steps]
    levels = chain.levels_of(top, asked.path, asked.address)
    last, trail = list_rows(inner_steps[-1]), steps[-1][3]
    has_rows = last.operation == "rows"

    def rows_address(page: int) -> str:
        return asked.address(trail, page)

    gap = _gap(top, last, inner_steps[-1])
    return ProofPage(
        crumbs=crumbs,
        title=words.title_of(top),
        subtitle=words.subject_of(top),
        freshness=None,
        permalink=asked.address(trail),
        evidence_address=evidence_address,
        levels=levels,
        verdict=_verdict(gap),
        verdict_note=_verdict_note(top),
        verdict_rows=_verdict_rows(asked.every_row),
        every_row_address="" if asked.every_row else asked.address(trail, asked.rows_page, every_row=True),
        is_exact=not gap,
        leaves=leaves.leaf_counts(top),
        panels=leaves.leaf_panels(inner_steps),
        sql_number=len(levels) + 1 if has_rows and last.evidence.get("sql") else 0,
        sql_note=gettext("data version %(number)s") % {"number": last.evidence.get("warehouse_version", "")},
        sql=_shortened(last.evidence.get("sql", "")),
        load=leaves.load_rows(last) if has_rows else (),
        source=leaves.source_table(last, number=len(levels) + 2, page_address=rows_address) if has_rows else None,
    )


def _verdict(gap: object) -> str:
    if gap is None:
        return gettext("Missing, and its leaves are missing too")
    return gettext("Recomputed from the leaves: difference %(gap)s") % {"gap": formats.number(gap, None if gap else 2)}  # type: ignore[arg-type]


def _gap(top: Step, listed: Step, stored: Step) -> Decimal | None:
    """Recomputed less shown, of the whole chain and of the rows just listed; None for a missing figure."""
    gap = difference(top)
    return gap or _drift(listed, stored) or gap


def _drift(listed: Step, stored: Step) -> Decimal | None:
    """What the listed rows add up to less what was stored: 0 unless somebody changed the past."""
    if stored.operation != "rows" or stored.parameters.get("function") != "sum":
        return None
    if stored.figure is None or not listed.evidence.get("row_sum"):
        return None
    return Decimal(listed.evidence["row_sum"]) - stored.figure


def _verdict_rows(every_row: bool) -> str:
    if every_row:
        return gettext("Every source row was added up again just now.")
    return gettext("Months stand with the sums of their rows; open one to see its rows.")


def _verdict_note(top: Step) -> str:
    again = recompute(top)
    if again is None or top.figure is None:
        return ""
    return f"{formats.number(top.figure.normalize())} = {formats.number(again.normalize())}"


def _shortened(sql: str) -> str:
    """The query without its runs of bare columns, which say nothing a reader needs."""
    lines = re.sub(r'(?:^ *"\w+"\."\w+",?\n){3,}', _columns, sql, flags=re.MULTILINE).splitlines()
    return "\n".join(lines if len(lines) <= SQL_LINES else [*lines[:SQL_LINES], "…"])


def _columns(found: re.Match[str]) -> str:
    first = found[0].splitlines()[0]
    return f"{' ' * (len(first) - len(first.lstrip()))}…\n"
