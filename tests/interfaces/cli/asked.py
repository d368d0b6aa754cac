"""The command line of one installation, answered by tests.forks: the same commands, without starting each anew."""

from __future__ import annotations

import os

from kpiloop.interfaces.cli import main as command_line


def main(*arguments: str) -> int:
    """One command on the home directory of this process; returns its exit code."""
    return command_line.run(["--home", os.environ["KPILOOP_HOME"], *arguments])
