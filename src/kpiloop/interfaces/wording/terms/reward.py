"""Words for the choices of reward."""

from __future__ import annotations

TERMS = {
    "cycle_state.open": "Open",
    "cycle_state.scored": "Scored",
    "cycle_state.published": "Published",
    "cycle_state.finalised": "Finalised",
    "review_state.self": "Self review due",
    "review_state.manager": "Manager review due",
    "review_state.confirm": "To be confirmed",
    "review_state.confirmed": "Confirmed",
    "bonus_run_state.prepared": "Prepared",
    "bonus_run_state.applied": "Applied",
    "bonus_run_state.superseded": "Superseded",
    "bonus_line_state.payable": "Payable",
    "bonus_line_state.open": "Open",
    "interview_kind.feedback": "Feedback interview",
    "interview_kind.accountability": "Accountability interview",
    "interview_state.due": "Due",
    "interview_state.held": "Held",
    "interview_state.signed": "Signed",
    "board_group.company": "Company",
    "board_group.division": "Divisions",
    "board_group.unit": "Units",
    "board_group.team": "Teams",
    "board_group.heads": "Leaders",
    "board_group.staff": "Staff",
    "subject_kind.unit": "Units",
    "subject_kind.person": "People",
    "subject_kind.position": "Positions",
}
