"""The drawing engine. Runs in a bounded child process only: one engine once drew and never ended.

Nothing here may be imported by a page; `render.draw_chart` is the way in.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from py_mini_racer import MiniRacer

SOURCE = Path(__file__).resolve().parent / "vendor" / "echarts.min.js"
PROGRAM = """
function draw(text, width, height) {
  var chart = echarts.init(null, null, {renderer: "svg", ssr: true, width: width, height: height});
  chart.setOption(JSON.parse(text));
  var svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
"""


@cache
def _context() -> MiniRacer:
    context = MiniRacer()
    context.eval(SOURCE.read_text(encoding="utf-8"))
    context.eval(PROGRAM)
    return context


def draw(option: dict[str, object], width: int, height: int) -> str:
    """One option drawn to SVG text."""
    return str(_context().call("draw", json.dumps(option), width, height))
