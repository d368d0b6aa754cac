"""Every check that needs no running product; all of them run, then a summary says which failed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = "src/kpiloop/interfaces"

CHECKS: dict[str, list[str]] = {
    "style": ["ruff", "check", "--output-format", "concise", "."],
    "layout of code": ["ruff", "format", "--check", "--output-format", "concise", "."],
    "types": ["mypy", "--strict", "src"],
    "contracts": ["lint-imports"],
    # Linted, not re-laid-out: white space between inline elements is visible on the page.
    "templates": ["djlint", "--lint", "--quiet", TEMPLATES],
    "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "translations": ["python", "tools/translations.py", "check"],
    "table pages": ["python", "tools/tables.py", "--check"],
    "architecture": ["pytest", "-q", "-p", "no:randomly", "tests/architecture"],
}


def run(command: list[str], home: str) -> int:
    """One check with a home directory of its own; output goes straight to the reader."""
    environment = {**os.environ, "KPILOOP_HOME": home, "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings"}
    program = str(BIN / command[0])
    return subprocess.call([program, *command[1:]], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)


def main() -> int:
    """Run all, report all, fail when one failed."""
    lines, failed = [], 0
    with tempfile.TemporaryDirectory(prefix="kpiloop-check-") as home:
        for name, command in CHECKS.items():
            print(f"== check: {name}", flush=True)
            started = time.monotonic()
            code = run(command, home)
            failed += code != 0
            lines.append(f"   {name:<22}{'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)")
    print("== check", *lines, sep="\n")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
