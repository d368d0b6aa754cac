"""Texts sealed with the key of the installation, so that a stolen database or backup tells nothing."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kpiloop.engine.errors import Refusal

_FOLDER, _FILE = "secrets", "encryption.key"
_NONCE = 12
_KEY_BITS = 256
#: Kind of sealing, so that a later one can be told apart.
_MARK = "v1:"


class SecretUnreadable(Refusal):
    """A sealed text does not open with the key of this installation: what."""

    code = "secret_unreadable"


class Secret:
    """An opened text that no log, trace or page shows by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Hold the text."""
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def hide_in(self, said: str) -> str:
        """What somebody else said, without the text in it."""
        return said.replace(self._text, "•••") if self._text else said

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__


def seal(plain: str, *, belongs_to: str) -> str:
    """Seal a text; it opens only for the same owner, so a copied row is of no use elsewhere."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_key()).encrypt(nonce, plain.encode(), belongs_to.encode())
    return _MARK + base64.b64encode(nonce + sealed).decode("ascii")


def unseal(sealed: str, *, belongs_to: str) -> Secret:
    """Open a sealed text for its owner."""
    try:
        raw = base64.b64decode(sealed.removeprefix(_MARK), validate=True)
        return Secret(AESGCM(_key()).decrypt(raw[:_NONCE], raw[_NONCE:], belongs_to.encode()).decode())
    except (InvalidTag, ValueError):
        raise SecretUnreadable(what=belongs_to) from None


def key_file() -> Path:
    """Where the key of this installation lies."""
    return Path(settings.HOME) / _FOLDER / _FILE


def _key() -> bytes:
    path = key_file()
    if not path.exists():
        _make(path)
    return base64.b64decode(path.read_bytes())


def _make(path: Path) -> None:
    """Write the key once, whole and private; of two processes that begin at once one key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = path.with_name(f"{_FILE}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as sink:
        sink.write(base64.b64encode(AESGCM.generate_key(_KEY_BITS)))
        sink.flush()
        os.fsync(sink.fileno())
    try:
        os.link(begun, path)
    except FileExistsError:
        pass
    finally:
        begun.unlink()
