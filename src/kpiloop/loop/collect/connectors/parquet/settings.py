"""What a registered folder needs beside its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from kpiloop.loop.collect.errors.web import RestSettingWrong


class FolderTerms(TypedDict):
    """How a folder is registered."""

    names: dict[str, str]  #: column of the dataset -> column of the files, where they differ
    keeps: str  #: copy or fingerprint: what a close keeps


def folder_terms(written: Mapping[str, object]) -> FolderTerms:
    """Settings as the fact store wants them."""
    names = written.get("names") or {}
    return {
        "names": {str(name): str(column) for name, column in names.items()} if isinstance(names, Mapping) else {},
        "keeps": str(written.get("keeps") or "copy"),
    }


def check(written: Mapping[str, object]) -> dict[str, object]:
    """Settings as they are kept; anything unknown is refused by name."""
    for name, value in written.items():
        if name not in ("names", "keeps"):
            raise RestSettingWrong(setting=name, value=str(value))
    names, keeps = written.get("names", {}), written.get("keeps", "copy")
    if not isinstance(names, Mapping):
        raise RestSettingWrong(setting="names", value=str(names))
    if keeps not in ("copy", "fingerprint"):
        raise RestSettingWrong(setting="keeps", value=str(keeps))
    return dict(written)
