"""Refusals about replaying a close, and about data that came late."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class NotReplayable(Refusal):
    """The close was made before the organisation was pinned. Fields: period, revision."""

    code = "close_not_replayable"


class ReplayDiffers(Refusal):
    """A close does not come out as it was frozen. Fields: period, revision, count."""

    code = "replay_differs"


class LateOutdated(ChangedMeanwhile):
    """What late data would change is something else by now, or was decided. Fields: period."""

    code = "late_outdated"


class LateChoiceUnknown(Refusal):
    """No such way to deal with late data. Fields: choice, known."""

    code = "late_choice_unknown"


class NoOpenMonth(Refusal):
    """No month after this one is open. Fields: period."""

    code = "late_no_open_month"
