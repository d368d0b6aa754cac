"""Signing news as the Standard Webhooks specification says, so that receivers find a library for it. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A fresh signing secret."""
    return PREFIX + base64.b64encode(os.urandom(_BYTES)).decode("ascii")


def signed(secret: str, mark: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that prove who sent a body, and when.

    Source:   Standard Webhooks 1.0.0: HMAC-SHA256 over "id.timestamp.body", base64, with the version in front.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{mark}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii")
    return {"webhook-id": mark, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}
