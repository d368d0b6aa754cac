"""Measurements as ratios: every file of `benchmarks/` that offers `run()`, its first way being what others compare to.

python tools/bench.py [name ...]     default: the workloads, the other tools and collecting, about forty minutes at ten
                                     million lines (ROWS); writes build/bench.json
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks"
OUTPUT = ROOT / "build" / "bench.json"
#: Measured when nothing is asked for. What needs a demo company, a cluster or ten times the lines is asked for by name.
USUAL = ("w1", "w2", "w3", "w4", "peers", "import_workbook", "collect_table")


def names() -> list[str]:
    """Benchmarks by file name: those that offer `run()`."""
    files = sorted(FOLDER.glob("*.py"))
    return [path.stem for path in files if "def run(" in path.read_text(encoding="utf-8")]


def surroundings() -> dict[str, object]:
    """What a figure means nothing without: machine, load, versions, commit, day."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    names = ("duckdb", "pyarrow", "ibis-framework")
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {_processor()}",
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load": [round(load, 1) for load in os.getloadavg()],
        "versions": {"python": platform.python_version(), **{name: version(name) for name in names}},
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor()


def main(asked: list[str]) -> int:
    """Run, print a table of ratios, and keep the figures; what could not be measured is said and fails at the end."""
    unknown = sorted(set(asked) - set(names()))
    if unknown:
        print(f"bench: there is no {', '.join(unknown)}; there are {', '.join(names())}")
        return 2
    kept: dict[str, list[dict[str, object]]] = {}
    failed: dict[str, str] = {}
    before = surroundings()
    for name in asked or USUAL:
        print(f"\nbench: {name}", flush=True)
        try:
            ways = import_module(f"benchmarks.{name}").run()
        except (Exception, SystemExit) as fault:  # the others are still worth their time
            failed[name] = str(fault).strip() or type(fault).__name__
            print(f"bench: {name} was not measured: {failed[name]}", flush=True)
            continue
        _show(name, ways)
        first = ways[0]
        kept[name] = [{**asdict(way), "ratio": round(way.seconds / first.seconds, 3)} for way in ways]
        _keep({**before, "measured": kept, "failed": failed})
    _keep({**before, "measured": kept, "failed": failed})
    print(f"\nbench: kept in {OUTPUT.relative_to(ROOT)}" + (f"; not measured: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def _show(name: str, ways: Sequence[Any]) -> None:
    first = ways[0]
    print(f"{name}: {first.rows:,} rows; ratio to: {first.name}")
    print(f"{'ratio':>8}{'cpu ratio':>11}{'seconds':>10}{'cpu s':>8}{'MB':>8}  way")
    for way in ways:
        ratio, cpu = way.seconds / first.seconds, way.cpu / first.cpu
        print(f"{ratio:8.2f}{cpu:11.2f}{way.seconds:10.2f}{way.cpu:8.2f}{way.megabytes:8.0f}  {way.name}", flush=True)


def _keep(written: dict[str, object]) -> None:
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
