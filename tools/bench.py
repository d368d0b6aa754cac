"""Measurements as ratios: every file of `benchmarks/` that offers `run()`, its first way being what others compare to.

python tools/bench.py [name ...]     default: all; writes build/bench.json
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks"
OUTPUT = ROOT / "build" / "bench.json"


def names() -> list[str]:
    """Benchmarks by file name: those that offer `run()`."""
    files = sorted(FOLDER.glob("*.py"))
    return [path.stem for path in files if "def run(" in path.read_text(encoding="utf-8")]


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
    OUTPUT.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"\nbench: kept in {OUTPUT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
