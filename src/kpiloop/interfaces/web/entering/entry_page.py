"""One figure on its way: where it stands, its steps and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpiloop.interfaces.web.entering.entry_lines import EntryLine, entry_line
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import moment
from kpiloop.loop.collect.entering.choices import EVIDENCE_ENDINGS
from kpiloop.loop.collect.entering.rows import EntryRow, EvidenceRow, NodeRow


@dataclass(frozen=True)
class StepLine:
    """What somebody did."""

    verb: str  #: in words
    who: str  #: acting account, and whose place it took
    principal: str  #: number of the person stood in for
    value: str  #: figure at that moment
    note: str  #: note or reason
    warning: str  #: why it deserves a second look
    at: str  #: when


@dataclass(frozen=True)
class HandLine:
    """One pair of hands of the flow."""

    node: NodeRow  #: as set
    act: str  #: in words
    who: str  #: in words
    state: str  #: done, here or ahead


@dataclass(frozen=True)
class EntryPage:
    """The page."""

    line: EntryLine  #: the figure
    hands: tuple[HandLine, ...]  #: of the flow, empty for one step
    steps: tuple[StepLine, ...]  #: oldest first
    evidence: tuple[EvidenceRow, ...]  #: files
    endings: str  #: kinds of files that are taken
    may_attach: bool  #: whether the reader has the figure in hand


def entry_page(row: EntryRow, today: date) -> EntryPage:
    """Build the page."""
    kpi = row.line.kpi
    steps = tuple(
        StepLine(
            verb=label(f"entry_verb.{step.verb}"),
            who=step.done_by,
            principal=step.done_for,
            value=figures.bare(kpi, step.value),
            note=step.note,
            warning=label(f"entry_warning.{step.warning}") if step.warning else "",
            at=moment(step.done_at),
        )
        for step in row.steps
    )
    hands = tuple(_hand(row, node) for node in row.flow.nodes) if row.flow else ()
    line = entry_line(row, today)
    may_attach = line.is_open and row.state in ("expected", "draft", "returned")
    return EntryPage(line, hands, steps, row.evidence, ",".join(EVIDENCE_ENDINGS), may_attach)


def _hand(row: EntryRow, node: NodeRow) -> HandLine:
    is_over = row.state in ("approved", "restated", "locked") or node.place < row.place
    state = "done" if is_over else "here" if node.place == row.place else "ahead"
    who = node.person.name(tongue()) if node.person else label(f"entry_holder.{node.who}")
    return HandLine(node, label(f"entry_act.{node.act}"), who, state)
