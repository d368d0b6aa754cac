"""What every command shares: which installation, as whom, in which language, in which form."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.cli.errors import AccountNeeded, OptionNeedsValue

DEFAULT_HOME = ".kpiloop"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
#: Options that may stand anywhere on the line, with or without a value.
VALUED = {"--home": "home", "--as": "username", "--language": "language"}
FLAGS = {"--json": "as_json"}


@dataclass(frozen=True)
class Session:
    """One call of the command line."""

    home: Path  #: home directory of the installation
    username: str = ""  #: account named by --as
    as_json: bool = False  #: machine-readable answers
    language: str = "zh-hans"  #: zh-hans or en
    asks_help: bool = False  #: only how a command is used; that needs no installation
    is_language_chosen: bool = False  #: --language beats the language of the account
    actor: Actor | None = None  #: the account, once resolved

    @property
    def is_english(self) -> bool:
        """Whether texts are English."""
        return self.language == "en"


_current = Session(home=Path(DEFAULT_HOME))


def current() -> Session:
    """The call at hand."""
    return _current


def begin(arguments: Sequence[str]) -> list[str]:
    """Take the shared options out of the line, wherever they stand, and return the rest."""
    global _current
    found, rest = _split(list(arguments))
    home = found.get("home") or os.environ.get("KPILOOP_HOME") or DEFAULT_HOME
    language = _language(found.get("language", ""))
    _current = Session(
        home=Path(home).absolute(),
        username=found.get("username", ""),
        as_json="as_json" in found,
        language=language,
        is_language_chosen="language" in found,
        asks_help="--help" in rest,
    )
    return rest


def change(**fields: Any) -> Session:
    """Note what was found out about the call: the account, its language."""
    global _current
    _current = replace(_current, **fields)
    return _current


def acting() -> Actor:
    """The account that acts or looks; business commands have no default one."""
    if _current.actor is None:
        raise AccountNeeded()
    return _current.actor


def say(zh: str, en: str) -> str:
    """One of two equal texts. Help is shown before the catalogue could be loaded, so both stand here."""
    return en if _current.is_english else zh


def _split(arguments: list[str]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    rest: list[str] = []
    while arguments:
        word = arguments.pop(0)
        name, has_value, value = word.partition("=")
        if word == "--":
            return found, [*rest, word, *arguments]
        if name in VALUED:
            if not has_value and not arguments:
                raise OptionNeedsValue(option=name)
            found[VALUED[name]] = value if has_value else arguments.pop(0)
        elif word in FLAGS:
            found[FLAGS[word]] = "yes"
        else:
            rest.append(word)
    return found, rest


def _language(chosen: str) -> str:
    locale = chosen or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if locale[:2] in LANGUAGES:
        return LANGUAGES[locale[:2]]
    return "zh-hans" if not chosen and locale in ("", "C", "POSIX", "C.UTF-8") else "en"
