"""Measurements as ratios: every file of `benchmarks/` that offers `run()`, its first way being what others compare to.

python tools/bench.py [name ...]     default: all; writes build/bench.json
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks"
OUTPUT = ROOT / "build" / "bench.json"


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
    """Run, print a table of ratios, and keep the figures."""
    kept: dict[str, list[dict[str, object]]] = {}
    for name in asked or names():
        ways = import_module(f"benchmarks.{name}").run()
        first = ways[0]
        print(f"\n{name}: {first.rows:,} rows; ratio to: {first.name}")
        print(f"{'ratio':>8}{'cpu ratio':>11}{'seconds':>10}{'cpu s':>8}{'MB':>8}  way")
        for way in ways:
            ratio, cpu = way.seconds / first.seconds, way.cpu / first.cpu
            print(f"{ratio:8.2f}{cpu:11.2f}{way.seconds:10.2f}{way.cpu:8.2f}{way.megabytes:8.0f}  {way.name}")
        kept[name] = [{**asdict(way), "ratio": round(way.seconds / first.seconds, 3)} for way in ways]
    OUTPUT.parent.mkdir(exist_ok=True)
    written = {**surroundings(), "measured": kept}
    OUTPUT.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"\nbench: kept in {OUTPUT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
