"""States and kinds of scores, reviews and money."""

from __future__ import annotations

OPEN, SCORED, PUBLISHED, FINALISED = "open", "scored", "published", "finalised"
#: Results are visible to the people they concern from here on.
VISIBLE_STATES = (PUBLISHED, FINALISED)
CYCLE_STATES = (OPEN, SCORED, PUBLISHED, FINALISED)

SELF, MANAGER, CONFIRM, CONFIRMED = "self", "manager", "confirm", "confirmed"
REVIEW_STATES = (SELF, MANAGER, CONFIRM, CONFIRMED)

PREPARED, APPLIED, SUPERSEDED = "prepared", "applied", "superseded"
RUN_STATES = (PREPARED, APPLIED, SUPERSEDED)
MADE, ACCEPTED, REJECTED, PARTLY = "made", "accepted", "rejected", "partly"
PAY_FILE_STATES = (MADE, ACCEPTED, REJECTED, PARTLY)
#: Payroll answers once, with one of these.
PAY_ANSWERS = (ACCEPTED, REJECTED)
PAYABLE, UNDECIDED = "payable", "open"
LINE_STATES = (PAYABLE, UNDECIDED)

FEEDBACK, ACCOUNTABILITY = "feedback", "accountability"
INTERVIEW_KINDS = (FEEDBACK, ACCOUNTABILITY)
DUE, HELD, SIGNED = "due", "held", "signed"
INTERVIEW_STATES = (DUE, HELD, SIGNED)

BY_GRADE, BY_SCORE = "grade", "score"
FACTOR_SOURCES = (BY_GRADE, BY_SCORE)
BY_SHARE, BY_CAP = "share", "cap"
POOL_METHODS = (BY_SHARE, BY_CAP)
#: What a gate withholds of a pool that is shared out: not paid, or back to those no gate holds. `scaled` (the gated
#: entitlement grows with the pool like every other) is what rules of before say; no page offers it.
KEPT, GIVEN_BACK, SCALED = "kept", "given_back", "scaled"
GATE_MONEY, OFFERED_GATE_MONEY = (KEPT, GIVEN_BACK, SCALED), (KEPT, GIVEN_BACK)

#: A calibration is a choice of who runs the review, or publication waits for it.
OPTIONAL, REQUIRED = "optional", "required"
CALIBRATIONS = (OPTIONAL, REQUIRED)
#: Grades beyond the guideline: with a reason, or not at all.
WITH_REASON, REFUSE = "reason", "refuse"
OVER_QUOTA = (WITH_REASON, REFUSE)
#: Talks publication waits for: none, those somebody was called to account in, those with who has the last grade.
NO_TALKS, OPEN_TALKS, LAST_GRADE = "off", "accountability", "last_grade"
TALKS_FIRST = (NO_TALKS, OPEN_TALKS, LAST_GRADE)
#: Rights by which grades are calibrated; never one's own.
CALIBRATING_RIGHTS = ("scores.publish", "bonus.approve")

OFF, GUIDELINE, HARD = "off", "guideline", "hard"
DISTRIBUTIONS = (OFF, GUIDELINE, HARD)
CARD_KINDS = ("all", "unit", "person")
RECORDED, APPROVED, REFUSED, ASKED = "recorded", "approved", "refused", "asked"
#: Rights a rule may ask of who lifts it.
LIFTING_RIGHTS = ("bonus.approve", "scores.publish")

#: How the figure of a quarter is made from its months.
RULE_SUM, RULE_QUARTER, RULE_FORMULA, RULE_LAST, RULE_YTD = "sum", "quarter", "formula", "last", "ytd"
QUARTER_RULES = (RULE_SUM, RULE_QUARTER, RULE_FORMULA, RULE_LAST, RULE_YTD)

#: A line without figure for one of these reasons was not reported; the other reasons are facts.
UNREPORTED_REASONS = ("not_loaded", "incomplete", "no_value", "input_missing", "unmapped", "no_target")

#: Smaller groups are not ranked in public: places would point at single people.
SMALLEST_GROUP = 5
#: People below these places are named only to those who may see them anyway.
NAMED_PLACES = 10
#: Working days after publication within which everyone is spoken to.
FEEDBACK_DAYS = 10
#: Days after the quarter until a person has written the own review, and the manager about the person.
SELF_REVIEW_DAYS, MANAGER_REVIEW_DAYS = 10, 20
#: Days after publication until a person has confirmed to have seen the result.
CONFIRM_DAYS = 10
#: Nobody is reminded of what is older: it stands on the page of its quarter.
LOOK_BACK_DAYS = 92
