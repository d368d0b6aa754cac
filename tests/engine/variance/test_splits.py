"""Effects that add up: published vectors of domain B7 and hand calculations."""

from __future__ import annotations
