"""The read API: one version, one description, every operation behind its right."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from kpiloop.interfaces.api import exports, figures, proofs
from kpiloop.interfaces.api.doors import RIGHTS, Access
from kpiloop.interfaces.api.errors import document_errors, handle_errors


class ReadApi(NinjaAPI):
    """The description names the common failures of every operation."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description, with 400, 401 and 404 everywhere."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document_errors(schema)
        return schema


api = ReadApi(
    title="KPILoop",
    version="1",
    description="Read-only. Sign in on the pages, or send `Authorization: Bearer <token>`.",
    urls_namespace="api",
)
handle_errors(api)
for part in (figures, proofs, exports):
    api.add_router("", part.router)

urls = api.urls


def classify_addresses() -> None:
    """Put the right of each operation on its address, where the permission matrix looks for it."""
    # The root answers 404 to everybody; it only anchors the addresses.
    rights = {**RIGHTS, "api-root": Access(permission=None)}
    for pattern in urls[0]:
        if (access := rights.get(getattr(pattern, "name", ""))) is not None:
            setattr(pattern.callback, "access", access)  # noqa: B010


classify_addresses()
