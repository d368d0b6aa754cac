"""What a proof finally rests on: counts by kind, leaves told in full, source rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from kpiloop.engine.trace import Step, is_leaf, leaf_kind, leaves
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.proof.page import LeafCount, LeafPanel, SourceTable
from kpiloop.interfaces.web.proof.words import figure_of, name_of, people_of, trimmed, unit_of, version_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label

ICONS = {"source_row": "list", "decision": "check", "restricted": "lock", "missing": "info"}
PANELS = 3
FILES = ("csv", "xlsx", "sql")
#: Rows of these add up to the figure; of the others a part of the rows says nothing of the rest.
ADDS_UP = frozenset({"sum", "top", "first", "last"})
#: An amount among the columns of a row.
AMOUNT = r"-?\d+\.\d+"
#: Short whole numbers stand to the right like amounts, but are written as they came: they may be codes.
COUNT = r"-?(?:0|[1-9]\d{0,6})"


def leaf_counts(top: Step) -> tuple[LeafCount, ...]:
    """How many leaves of each kind carry the figure; rows are counted in full, not by page."""
    found = leaves(top)
    rows = sum(int(step.evidence.get("row_count") or 0) for step in _row_steps(top))
    counts = {kind: sum(leaf_kind(leaf) == kind for leaf in found) for kind in ICONS}
    listed = sum(len(step.children) for step in _row_steps(top))
    counts["source_row"] += rows - listed
    names = {kind: _names([leaf for leaf in found if leaf_kind(leaf) == kind]) for kind in ICONS}
    names["source_row"] = formats.join(
        tuple(dict.fromkeys(step.evidence.get("dataset", "") for step in _row_steps(top)))
    )
    return tuple(
        LeafCount(ICONS[kind], label(f"leaf.{kind}"), formats.number(counts[kind]), names[kind] if counts[kind] else "")
        for kind in ICONS
    )


def _row_steps(top: Step) -> list[Step]:
    found = [top] if top.operation == "rows" else []
    for child in top.children:
        found += _row_steps(child)
    return found


def _names(found: Sequence[Step]) -> str:
    names = list(dict.fromkeys(name_of(leaf) for leaf in found))
    return formats.join(names[:3]) + (" …" if len(names) > 3 else "")


def leaf_panels(steps: Sequence[Step]) -> tuple[LeafPanel, ...]:
    """Restricted figures and decisions beside the open path, the restricted ones first."""
    beside = [child for step in steps for child in step.children if is_leaf(child)]
    restricted = [_panel(leaf) for leaf in beside if leaf_kind(leaf) == "restricted"]
    decided = [_panel(leaf) for leaf in beside if leaf_kind(leaf) == "decision"]
    missing = [_panel(leaf) for leaf in beside if leaf_kind(leaf) == "missing"]
    shown = [*missing, *restricted, *decided]
    proofs = [panel.rows for panel in shown]
    return tuple(panel for place, panel in enumerate(shown) if not panel.rows or panel.rows not in proofs[:place])[
        :PANELS
    ]


def _panel(leaf: Step) -> LeafPanel:
    kind = leaf_kind(leaf)
    figure = (
        f"{figure_of(leaf)}{unit_of(leaf)}" if unit_of(leaf) == "%" else f"{figure_of(leaf)} {unit_of(leaf)}".strip()
    )
    return LeafPanel(
        icon=ICONS[kind],
        title=f"{name_of(leaf)} {figure}",
        note=gettext("rows outside your scope") if kind == "restricted" else label(f"leaf_short.{kind}"),
        rows=tuple(_rows(leaf)),
        is_restricted=kind == "restricted",
    )


def _rows(leaf: Step) -> Iterator[tuple[str, str]]:
    seen = leaf.evidence
    if leaf_kind(leaf) == "missing":
        yield gettext("Reason"), label(f"missing.{leaf.parameters.get('reason', 'no_value')}")
    for name, key in (
        (gettext("Definition"), "definition"),
        (pgettext("decision", "Reason"), "why"),
        (pgettext("decision", "Counts until"), "until"),
        (gettext("Working"), "calculation"),
        (gettext("Document"), "document"),
        (gettext("Units compared here"), "units"),
        (gettext("Why beyond the guideline"), "beyond_guideline"),
        (gettext("Loads"), "loads"),
        (gettext("Rows"), "row_count"),
        (gettext("Sum"), "row_sum"),
        (gettext("Fingerprint"), "sha256"),
    ):
        if seen.get(key) and not (seen.get("kpis") and key in ("definition", "row_sum")):
            yield name, _short(key, _worded(key, seen))
    if people_of(leaf):
        yield gettext("Decided"), formats.clauses([people_of(leaf), version_of(leaf)])
    open_to = seen.get("open_to_en" if formats.language() == "en" else "open_to") or seen.get("open_to")
    if open_to:
        yield gettext("Open to"), open_to


def _worded(key: str, seen: Mapping[str, str]) -> str:
    """Figures as a page writes them; a list by KPI code with the names of the KPIs instead, one a line."""
    text = seen[key]
    codes = seen.get("kpis", "").split("; ")
    names = seen.get("kpis_en" if formats.language() == "en" else "kpis_zh", "").split("; ")
    if key == "calculation" and seen.get("kpis"):
        said = dict(zip(codes, names, strict=True))
        return "\n".join(_kpi_line(part, said) for part in text.split("; "))
    rule = re.fullmatch(r"bonus rule v(\d+) \w+", text)
    if rule:
        return gettext("bonus rule v%(number)s") % {"number": rule[1]}
    return _figures(text) if key in ("row_sum", "row_count") else text


def _kpi_line(text: str, names: Mapping[str, str]) -> str:
    code, _space, rest = text.partition(" ")
    return f"{names.get(code) or code} {_figures(rest)}"


def _figures(text: str) -> str:
    return re.sub(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", lambda found: trimmed(Decimal(found[0])), text)


def _short(key: str, text: str) -> str:
    return f"sha256 {text[:4]}⋯{text[-4:]}" if key == "sha256" and len(text) > 12 else text


def source_table(step: Step, *, number: int, page_address: Callable[[int], str]) -> SourceTable | None:
    """One page of the rows under an aggregate; None where rows may not be opened."""
    if not step.children:
        return None
    columns = list(step.children[0].fields)[:8]
    page, size = int(step.evidence.get("page") or 1), int(step.evidence.get("size") or len(step.children))
    total = int(step.evidence.get("row_count") or 0)
    first = (page - 1) * size + 1
    shown = sum((child.figure for child in step.children if child.figure is not None), Decimal(0))
    whole = Decimal(step.evidence.get("row_sum") or 0)
    names = {"here": formats.number(len(step.children)), "rest": formats.number(total - len(step.children)),
             "all": formats.number(total)}  # fmt: skip
    adds_up = step.parameters.get("function", "sum") in ADDS_UP
    heads = [(column, _is_figures(step.children, column)) for column in columns] + [
        (gettext("Counts as"), True),
        (gettext("Load"), True),
        (gettext("File line"), True),
    ]
    return SourceTable(
        number=number,
        note=gettext("%(dataset)s, loads %(loads)s")
        % {"dataset": step.evidence.get("dataset", ""), "loads": step.evidence.get("loads", "")},
        range_text=gettext("rows %(first)s–%(last)s of %(total)s")
        % {"first": first, "last": first + len(step.children) - 1, "total": formats.number(total)},
        heads=tuple(heads),
        rows=tuple((_cells(child, columns), True, False) for child in step.children),
        total_name=(gettext("%(here)s rows here + %(rest)s others") if adds_up else gettext("All %(all)s rows"))
        % names,
        total=trimmed(whole),
        total_column=len(columns),
        total_note=f"{trimmed(shown)} + {trimmed(whole - shown)}" if adds_up else "",
        earlier=page_address(page - 1) if page > 1 else "",
        later=page_address(page + 1) if page * size < total else "",
        files=_files(step),
    )


def _is_figures(rows: Sequence[Step], column: str) -> bool:
    """A column of numbers, which stand to the right."""
    written = [text for row in rows if (text := row.fields.get(column, ""))]
    return bool(written) and all(re.fullmatch(f"{AMOUNT}|{COUNT}", text) for text in written)


def _cells(row: Step, columns: Sequence[str]) -> tuple[str, ...]:
    figure = formats.MISSING if row.figure is None else trimmed(row.figure)
    written = (_cell(row.fields.get(column, "")) for column in columns)
    return (*written, figure, row.evidence.get("load", ""), row.evidence.get("line", ""))


def _cell(text: str) -> str:
    return trimmed(Decimal(text)) if re.fullmatch(AMOUNT, text) else text


def load_rows(step: Step) -> tuple[tuple[str, str], ...]:
    """Where the rows under an aggregate come from."""
    seen = step.evidence
    found = (
        (gettext("Rows"), formats.number(int(seen.get("row_count") or 0))),
        (
            gettext("Sum") if step.parameters.get("function", "sum") in ADDS_UP else gettext("Figure of these rows"),
            trimmed(Decimal(seen["row_sum"])) if seen.get("row_sum") else formats.MISSING,
        ),
        (gettext("Loads"), seen.get("loads", "")),
        (gettext("Data version"), seen.get("warehouse_version", "")),
        (gettext("Run"), seen.get("run", "")),
        (gettext("Fingerprint"), _short("sha256", seen.get("sha256", ""))),
        (gettext("Rows kept"), gettext("fingerprint only: the rows stay elsewhere") if "rows_kept" in seen else ""),
    )
    return tuple((name, given) for name, given in found if given)


def _files(step: Step) -> tuple[Link, ...]:
    """Where every row is handed out as a file, and the query in full."""
    value, aggregate = step.evidence.get("value", ""), step.fields.get("aggregate", "")
    if not value.isdigit() or not aggregate:
        return ()
    asked = urlencode({"aggregate": aggregate})
    return tuple(Link(end.upper(), f"{reverse(f'proof:rows_{end}', args=[int(value)])}?{asked}") for end in FILES)
