"""A product process that has started once and does each piece of work in a fork of itself.

Starting the product costs more than a second of processor time, and some tests need dozens of processes: to ask an
installation as a user would, or to kill a worker with -9. A fork opens its own files and connections and takes them
with it. Started as `python -m tests.forks MODULE`: a line of standard input is a JSON list of texts for
`MODULE.main`, which returns an exit code; the lines answered are the id of the fork, then [exit code, output, errors].
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent


def environment(home: Path) -> dict[str, str]:
    """The environment of a user: none of the tests' own settings."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("KPILOOP_", "DJANGO_"))}
    return {**kept, "KPILOOP_HOME": str(home)}


class Forks:
    """Work of one module on one home directory; closed by the end of a `with`."""

    def __init__(self, home: Path, module: str, **more: str) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "kpiloop.project.settings"} | more
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", module], cwd=ROOT, env=environment(home) | settings,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Do one piece of work; the exit code of a killed process is the negative number of the signal."""
        self.begin(*arguments)
        code, out, err = json.loads(self._answer())
        return subprocess.CompletedProcess(arguments, code, out, err)

    def begin(self, *arguments: str) -> int:
        """Begin one piece of work; gives the id of its process, and `end` waits for it."""
        assert self.parent.stdin
        print(json.dumps(arguments), file=self.parent.stdin, flush=True)
        return int(self._answer())

    def end(self) -> int:
        """The exit code of what was begun."""
        return int(json.loads(self._answer())[0])

    def _answer(self) -> str:
        assert self.parent.stdout
        return self.parent.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that waits."""
        assert self.parent.stdin and self.parent.stdout
        self.parent.stdin.close()
        self.parent.wait(timeout=300)
        self.parent.stdout.close()


def apart(work: Callable[..., int], arguments: Sequence[str]) -> tuple[int, str, str]:
    """Do one piece of work in a fork; gives its exit code and what it wrote."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            code = 1
            try:
                code = work(*arguments)
            except BaseException:  # noqa: BLE001 - told to the parent, whatever it is
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        print(child, flush=True)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read()


if __name__ == "__main__":
    import django

    django.setup()
    module = import_module(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(apart(module.main, json.loads(line))), flush=True)
