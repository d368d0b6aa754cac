"""Sentences of refusals raised by cli."""

from __future__ import annotations

SENTENCES = {
    "cli_option_needs_value": "The option %(option)s needs a value. Write one after it.",
    "cli_account_needed": "This command reads or writes business data and must know who you are. Add --as USER.",
    "cli_home_empty": (
        "There is no installation in %(home)s. Run kpiloop init or kpiloop demo first, or name another "
        "directory with --home."
    ),
    "cli_database_outdated": (
        "The database in %(home)s is older than the program (%(count)s changes are waiting). Make a "
        "backup, then run kpiloop init."
    ),
    "cli_port_taken": (
        "Port %(port)s at %(host)s is in use. Stop what uses it, or run kpiloop serve --port %(other)s "
        "(make run PORT=%(other)s)."
    ),
    "cli_file_missing": "The file %(path)s cannot be found. Check the path.",
    "cli_template_unreadable": (
        'The template in %(file)s cannot be read at "%(place)s". Write it like `asked` in the answer of '
        "`kpiloop --json card templates`."
    ),
    "cli_value_unreadable": '"%(written)s" cannot be read. Write it like %(wanted)s.',
    "cli_assignment_unknown": (
        "In %(period)s there is no KPI %(kpi)s of %(subject)s, or you may not see it. Look with kpiloop "
        "kpi assignments."
    ),
    "cli_confirmation_needed": "The above is what would happen; nothing was done. Run it again with --yes to do it.",
    "cli_cycle_unknown": "There is no review cycle of %(quarter)s. Open it with kpiloop score open.",
    "cli_home_not_demo": (
        "%(home)s holds another installation, or half a demo company that cannot be told from it. Name an empty "
        "directory with --home, or delete this one and try again."
    ),
}
