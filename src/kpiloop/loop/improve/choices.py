"""States and outcomes of what is learned."""

from __future__ import annotations

MOVED, NOT_MOVED, UNCLEAR, UNCHECKED = "moved", "not_moved", "unclear", "unchecked"
EFFECTS = (UNCHECKED, MOVED, NOT_MOVED, UNCLEAR)

OPEN, SUBMITTED, ACCEPTED = "open", "submitted", "accepted"
RECTIFICATION_STATES = (OPEN, SUBMITTED, ACCEPTED)

PROPOSED, CONFIRMED, DECLINED, CLOSED = "proposed", "confirmed", "declined", "closed"
PLAN_STATES = (PROPOSED, CONFIRMED, DECLINED, CLOSED)

APPROVED, REJECTED = "approved", "rejected"
PROPOSAL_STATES = (PROPOSED, APPROVED, REJECTED)

#: What a rung of a ladder is about, and what it opens.
UNIT, PERSON, GRADES = "unit", "person", "grades"
ABOUT = (UNIT, PERSON, GRADES)
TALK, RECTIFICATION, PLAN = "talk", "rectification", "plan"
OPENS = (TALK, RECTIFICATION, PLAN)

#: Misses in a row after which a consequence is opened, where a scheme says nothing.
MISSES_IN_A_ROW = 3
#: The same for the lowest grade in final cycles.
LOW_GRADES_IN_A_ROW = 2
#: Working days within which a rectification is handed in and an interview held.
ANSWER_DAYS = 10
#: Months of figures kept as evidence with a proposal.
EVIDENCE_MONTHS = 6
