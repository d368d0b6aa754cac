"""Locked libraries: exact, hashed, equal in both files, and without the address of any mirror."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.architecture import house

REQUIREMENTS = house.ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
ADDRESS = re.compile(r"https?://|file:|--(?:extra-)?index-url|--find-links")


def pins(name: str) -> dict[str, str]:
    """Library -> exact version of one requirements file."""
    return dict(PIN.findall((REQUIREMENTS / name).read_text(encoding="utf-8")))


def test_running_and_working_use_the_same_versions() -> None:
    run, dev = pins("run.txt"), pins("dev.txt")
    assert len(run) > 20
    findings = [
        f"{name}=={version}, dev.txt has {dev.get(name)}" for name, version in run.items() if dev.get(name) != version
    ]
    house.refuse(findings, "requirements/run.txt is a part of dev.txt: run make requirements")


def test_every_library_is_hashed() -> None:
    findings = []
    for path in sorted(REQUIREMENTS.glob("*.txt")):
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8").strip())
        findings += [f"{path.name}: {block.split()[0]}" for block in blocks if "--hash=sha256:" not in block]
    house.refuse(findings, "a library without a hash: run make requirements")


def test_locks_name_no_address() -> None:
    paths = [*sorted(REQUIREMENTS.iterdir()), house.ROOT / "pyproject.toml"]
    findings = [f"{house.shown(path)}: {found}" for path in paths for found in ADDRESS.findall(text(path))]
    lock = json.loads(text(house.ROOT / "package-lock.json"))
    findings += [f"package-lock.json: {name}" for name, package in lock["packages"].items() if "resolved" in package]
    house.refuse(findings, "everybody installs from an own mirror: no address is committed")


def text(path: Path) -> str:
    """Content of a file."""
    return path.read_text(encoding="utf-8")
