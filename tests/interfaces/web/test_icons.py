"""Every icon a page names is in the sprite: a missing one leaves a hole beside its word."""

from __future__ import annotations

import re
from pathlib import Path

import kpiloop
from kpiloop.interfaces.web.shell import assets

PAGES = Path(kpiloop.__file__).parent / "interfaces" / "web"
NAMED = re.compile(r'(?:{% icon |icon_name=)"([a-z-]+)"')


def test_every_named_icon_is_in_the_sprite() -> None:
    sprite = (assets.STATIC / "vendor" / "icons.svg").read_text()
    there = set(re.findall(r'id="([a-z-]+)"', sprite))
    named = {(name, page.name) for page in PAGES.rglob("*.html") for name in NAMED.findall(page.read_text())}
    assert len(named) > 50
    assert sorted((page, name) for name, page in named if name not in there) == []
