"""Operations on closed months and talks, and their paths, for the table of rights."""

from __future__ import annotations

#: Read by everybody of the company, cut to what is in sight.
CLOSED_LISTS = {
    "list_closes": "/closes",
    "list_reopenings": "/reopenings",
    "list_late_months": "/late-data",
    "list_late_decisions": "/late-data/decisions",
    "get_retention": "/retention",
    "compare_periods": "/comparisons?first=2026-09&second=2026-10",
    "list_talks": "/talks",
}
#: Of one month, quarter or talk.
CLOSED_OBJECTS = {
    "replay_close": "/periods/{}/replay",
    "compare_revisions": "/periods/{}/revisions",
    "list_reviews": "/schemes/{}/reviews?quarter=FY2026-Q3",
    "get_talk": "/talks/{}",
}
#: Looks of who may close periods.
CLOSER_LOOKS = {"get_close": "/periods/2026-09/close", "get_late_data": "/periods/2026-09/late-data"}
_MARK = "0" * 64
_REOPEN = {"reason": "wrong", "until": "2026-12-31"}
_LATE = {"fingerprint": _MARK, "choice": "note", "reason": "wrong"}
#: What who may close periods does, and with which body.
CLOSER_WRITES: dict[str, tuple[str, dict[str, object]]] = {
    "close_period": ("/periods/2026-09/close", {"fingerprint": _MARK}),
    "ask_waivers": ("/periods/2026-09/waivers", {"reason": "wrong"}),
    "decide_waivers": ("/periods/2026-09/waivers/decide", {"approve": True}),
    "ask_reopening": ("/periods/2026-09/reopenings", _REOPEN),
    "decide_reopening": ("/reopenings/999999/decide", {"approve": True}),
    "end_reopenings": ("/reopenings/end", {}),
    "decide_late_data": ("/periods/2026-09/late-data/decide", _LATE),
}
#: What only the two who talk, and who is judged, may write.
TALK_WRITES: dict[str, tuple[str, dict[str, object]]] = {
    "write_self_review": ("/reviews/999999/self", {"text": "wrong"}),
    "write_manager_review": ("/reviews/999999/manager", {"text": "wrong"}),
    "confirm_review": ("/reviews/999999/confirm", {}),
    "sign_sheet": ("/scores/999999/sign", {}),
    "hold_talk": ("/talks/999999/hold", {"contents": "wrong", "held_on": "2026-11-01"}),
    "sign_talk": ("/talks/999999/sign", {}),
}
