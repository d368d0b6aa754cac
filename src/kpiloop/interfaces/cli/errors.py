"""Refusals of the command line itself."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class OptionNeedsValue(Refusal):
    """A shared option stands at the end of the line."""

    code = "cli_option_needs_value"


class AccountNeeded(Refusal):
    """A business command without --as."""

    code = "cli_account_needed"


class HomeEmpty(Refusal):
    """There is no installation in the home directory."""

    code = "cli_home_empty"


class DatabaseOutdated(Refusal):
    """The tables are older than the program."""

    code = "cli_database_outdated"


class PortTaken(Refusal):
    """Something else listens at the address."""

    code = "cli_port_taken"


class TemplateUnreadable(Refusal):
    """A file of a card template says something else at one place: file, place."""

    code = "cli_template_unreadable"


class FileMissing(Refusal):
    """The named file cannot be read."""

    code = "cli_file_missing"


class ValueUnreadable(Refusal):
    """A date, number or list on the line cannot be read."""

    code = "cli_value_unreadable"


class AssignmentUnknown(Refusal):
    """No such KPI of such a subject in that month."""

    code = "cli_assignment_unknown"


class ConfirmationNeeded(Refusal):
    """What would happen was shown; nothing was done without --yes."""

    code = "cli_confirmation_needed"


class CycleUnknown(Refusal):
    """No review cycle of that quarter."""

    code = "cli_cycle_unknown"


class OtherInstallation(Refusal):
    """The home directory holds something else than the trial company."""

    code = "cli_home_not_demo"
