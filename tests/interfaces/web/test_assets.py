"""What the browser gets is built from a lock that names contents and no addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import kpiloop
from tools import assets

ROOT = Path(assets.__file__).resolve().parent.parent
WEB = Path(kpiloop.__file__).parent / "interfaces" / "web"


def test_the_lock_pins_contents_and_names_no_place() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    third = {name: entry for name, entry in packages.items() if name}
    assert third
    assert all(entry["integrity"].startswith("sha512-") for entry in third.values())
    assert all("resolved" not in entry for entry in third.values())
    assert "://" not in re.sub(r'"url": "[^"]*"', "", (ROOT / "package-lock.json").read_text())


def test_versions_are_pinned_exactly() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    asked = set()
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        asked |= set(re.findall(r'(?:\{% icon |icon_name=)"([\w-]+)"', path.read_text()))
    assert asked
    assert asked <= set(assets.ICONS)


def test_no_page_fetches_anything_from_elsewhere() -> None:
    for path in [*WEB.rglob("*.html"), *(WEB / "static" / "css").glob("*.css"), *(WEB / "static" / "js").glob("*.js")]:
        assert not re.search(r"""(?:src|href|url\(|@import)\s*=?\s*["'(]?\s*(?:https?:)?//""", path.read_text()), path


def test_a_changed_lock_makes_the_files_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = tmp_path / "stamp.txt"
    built = [tmp_path / name for name in ("htmx.min.js", "icons.svg", "THIRD_PARTY_NOTICES.md")]
    for path in built:
        path.write_text("built")
    monkeypatch.setattr(assets, "STAMP", stamp)
    monkeypatch.setattr(assets, "BROWSER", tmp_path)
    monkeypatch.setattr(assets, "FILES", {"htmx": built[0]})
    stamp.write_text(assets.wanted_stamp())
    assert assets.is_current()
    stamp.write_text("another lock")
    assert not assets.is_current()


def test_the_sprite_draws_with_the_colour_of_the_text(tmp_path: Path) -> None:
    folder = tmp_path / "@tabler" / "icons" / "icons" / "outline"
    folder.mkdir(parents=True)
    drawing = '<!-- tags --><svg xmlns="x" width="24"><path stroke="none" d="M0 0h24v24H0z"/><path d="M1 1" /></svg>'
    for source in assets.ICONS.values():
        (folder / f"{source}.svg").write_text(drawing)
    sprite = assets.sprite(tmp_path)
    assert '<symbol id="search" viewBox="0 0 24 24"><path d="M1 1" /></symbol>' in sprite
    assert "tags" not in sprite and 'stroke="none"' not in sprite
