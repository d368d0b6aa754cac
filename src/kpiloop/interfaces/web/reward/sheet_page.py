"""What a score sheet shows: every line in words, what it cost, where it comes from, what helps most."""

from __future__ import annotations

from dataclasses import dataclass

from kpiloop.interfaces.charts.marks.score_line import ScoreLine
from kpiloop.interfaces.charts.marks.variance_bar import VarianceBar
from kpiloop.interfaces.web.components.figures import Freshness, Link


@dataclass(frozen=True)
class SheetLine:
    """One line of the sheet."""

    name: str  #: KPI or task
    note: str  #: unit, direction, definition
    target: str  #: target as written
    actual: str  #: actual as written
    light: str  #: status; empty for assessed lines
    judged: str  #: word instead of a status, such as assessed
    rule: str  #: the rule in words
    working: str  #: the computation up to its result
    result: str  #: the result of the computation
    weight: str  #: weight
    full: str  #: full score of the line, which is its weight in points
    score: str  #: weighted score
    lost: str  #: score lost, signed
    lost_bar: VarianceBar | None  #: the same as a bar
    evidence: tuple[Link, ...]  #: loads, documents, remarks
    evidence_note: str = ""  #: such as a question that waits for an answer
    question_address: str = ""  #: where to question this line; empty without the right
    is_questioned: bool = False  #: True when a question is open


@dataclass(frozen=True)
class SheetGroup:
    """Lines that belong together."""

    title: str  #: KPIs, key tasks, behaviour
    note: str  #: how many, who assesses
    weight: str  #: sum of weights
    full: str  #: full score of the group
    score: str  #: sum of scores
    lost: str  #: sum of what was lost
    lines: tuple[SheetLine, ...]  #: in the order of the scheme


@dataclass(frozen=True)
class Adjustment:
    """An addition, a deduction or a veto."""

    name: str  #: kind
    text: str  #: why, up to how much, who decided
    score: str  #: signed; a word for a veto that did not apply
    evidence: Link | None  #: document
    question_address: str = ""  #: where to question it
    lift_address: str = ""  #: where to ask that a veto be taken back; empty where nobody may


@dataclass(frozen=True)
class Boost:
    """One change that would raise the total."""

    title: str  #: line
    change: str  #: from where to where
    basis: str  #: why it is realistic
    gain: str  #: signed gain
    then: str  #: total and grade afterwards
    address: str = ""  #: where to read on


@dataclass(frozen=True)
class Step:
    """One step of the way to the published score."""

    title: str  #: what was done
    detail: str  #: by whom, with what
    at: str  #: when, or until when
    is_next: bool = False  #: True for the step that waits for the reader


@dataclass(frozen=True)
class Change:
    """One correction that was made on the way."""

    title: str  #: from what to what
    note: str  #: why, who, when


@dataclass(frozen=True)
class SignBar:
    """What the person signs."""

    statement: str  #: what signing means
    hint: str  #: what else can be done
    until: str  #: last day
    sign_address: str  #: confirm
    reserve_address: str  #: confirm with reservation


@dataclass(frozen=True)
class SheetPage:
    """The whole page."""

    crumbs: tuple[Link, ...]  #: way here
    title: str  #: finding: total, grade, what cost most
    short_title: str  #: for phones
    subject: str  #: person or unit
    freshness: Freshness | None  #: data time, revision, scheme version
    previous: Link | None  #: sheet of the period before
    pdf_address: str  #: the sheet as a document
    groups: tuple[SheetGroup, ...]  #: lines by group
    sum_note: str  #: the groups added up
    sum_weight: str  #: 100%
    sum_score: str  #: before adjustments
    sum_lost: str  #: lost in all
    adjustments: tuple[Adjustment, ...]  #: additions, deductions, vetoes
    total: str  #: final score
    total_note: str  #: the sum and its order
    grade: str  #: letter
    grade_word: str  #: its word
    grade_range: str  #: limits around the total
    figures: tuple[tuple[str, str], ...]  #: change to the period before, distance to the next grade
    headline: str  #: both in one line, for phones
    line: ScoreLine | None  #: place among the grades
    boosts: tuple[Boost, ...]  #: what helps most
    boosts_title: str  #: heading
    boosts_note: str  #: how it was estimated
    boosts_sum: str  #: the first ones together
    steps: tuple[Step, ...]  #: who did what
    steps_note: str  #: how many corrections
    changes: tuple[Change, ...]  #: corrections
    sign: SignBar | None  #: None when there is nothing to sign
