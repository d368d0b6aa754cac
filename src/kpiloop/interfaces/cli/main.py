"""The command `kpiloop`: exit 0 done, 1 refused, 2 wrong usage, 3 our fault."""

from __future__ import annotations

import sys
import traceback
import uuid
from collections.abc import Sequence
from importlib.metadata import version

import typer

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.loading import CommandDirectory
from kpiloop.interfaces.cli.refusals import tell_fault, tell_refusal, tell_setting

REFUSED, WRONG_USAGE, OUR_FAULT = 1, 2, 3

app = typer.Typer(
    name="kpiloop", cls=CommandDirectory, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def kpiloop() -> None:
    """KPILoop 绩环"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(given))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        rest = session.begin(arguments)
        if rest == ["--version"]:
            print(f"KPILoop {version('kpiloop')}")
            return 0
        typer.main.get_command(app)(args=rest or ["--help"], prog_name="kpiloop")
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    except Refusal as refusal:
        tell_refusal(refusal)
        return REFUSED
    except BrokenPipeError:  # the reader of a long list went away
        return 0
    except KeyboardInterrupt:
        return REFUSED
    except Exception as fault:
        return WRONG_USAGE if tell_setting(fault) else _fault()
    return 0


def _fault() -> int:
    fault_id = uuid.uuid4().hex[:10]
    traceback.print_exc()
    tell_fault(fault_id)
    return OUR_FAULT
