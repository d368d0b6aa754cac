"""`kpiloop kpi`: the dictionary, the design check, negotiations files of KPIs and responsibility letters."""

from __future__ import annotations

from kpiloop.interfaces.cli.commands.designing import (
    design,
    dictionary,
    files,
    letters,
    negotiation,
    objectives,
    signing,
    strategy,
)
from kpiloop.interfaces.cli.commands.designing.app import app

__all__ = ["app", "design", "dictionary", "files", "letters", "negotiation", "objectives", "signing", "strategy"]
