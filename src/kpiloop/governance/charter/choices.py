"""Steps of the design, offices of a scheme, and the days it keeps unless it says otherwise."""

from __future__ import annotations

AIM, POPULATION, RESPONSIBILITIES, CALENDAR, SCORING, DOCUMENT = (
    "aim",
    "population",
    "responsibilities",
    "calendar",
    "scoring",
    "document",
)
STEPS = (AIM, POPULATION, RESPONSIBILITIES, CALENDAR, SCORING, DOCUMENT)

ADMINISTRATOR, HR, FINANCE, COMMITTEE, SPONSOR = "administrator", "hr", "finance", "committee", "sponsor"
#: Offices in the order in which they sign: who drew it up first, who approves it last.
OFFICES = (ADMINISTRATOR, HR, FINANCE, COMMITTEE, SPONSOR)
#: Offices that one person holds.
SINGLE = (ADMINISTRATOR, SPONSOR)

BLOCKS, NOTICE = "blocks", "notice"

#: Working days after the end of a month or quarter, and after the publication of a result.
DAYS = ("review_days", "close_days", "publish_days", "appeal_days", "ruling_days")
USUAL_DAYS = {"review_days": 8, "close_days": 10, "publish_days": 15, "appeal_days": 5, "ruling_days": 10}
MOST_DAYS = 60
