"""From an option to a picture on the server; a picture that fails leaves its table in place."""

from __future__ import annotations

import hashlib
import json
import logging

from django.core.cache import cache
from django.utils.safestring import SafeString

from kpiloop.engine.errors import InternalError, Refusal
from kpiloop.foundation import bounded
from kpiloop.interfaces.charts import palette
from kpiloop.interfaces.charts.cleaning import clean_svg

log = logging.getLogger(__name__)

KEPT_SECONDS = 24 * 3600
DRAWING_SECONDS = 10


def draw_chart(option: dict[str, object], *, width: int, height: int) -> SafeString:
    """SVG of an option in the colours of the page's theme; empty where drawing failed."""
    return SafeString(palette.as_tokens(_draw(option, width, height)))


def draw_for_print(option: dict[str, object], *, width: int, height: int) -> str:
    """SVG of an option in the colours of paper; empty where drawing failed."""
    return palette.as_print(_draw(option, width, height))


def _draw(option: dict[str, object], width: int, height: int) -> str:
    text = json.dumps(option, sort_keys=True, ensure_ascii=False)
    key = hashlib.sha256(f"{width}x{height} {text}".encode()).hexdigest()[:32]
    kept = cache.get(f"chart:{key}")
    if isinstance(kept, str):
        return kept
    drawn = _draw_in_child(option, width, height, key)
    if drawn:
        cache.set(f"chart:{key}", drawn, KEPT_SECONDS)
    return drawn


def _draw_in_child(option: dict[str, object], width: int, height: int, key: str) -> str:
    payload = {"option": option, "width": width, "height": height}
    try:
        svg = bounded.run(
            target="kpiloop.interfaces.charts.engine:draw",
            payload=payload,
            profile="heap",
            timeout_seconds=DRAWING_SECONDS,
        )
        return clean_svg(str(svg), prefix=f"c{key[:6]}-")
    except (Refusal, InternalError, ValueError, SyntaxError):
        # The figures never depend on the picture: its table says the same.
        log.exception("a chart could not be drawn")
        return ""
