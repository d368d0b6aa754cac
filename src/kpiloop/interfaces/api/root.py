"""The read API: one version, one description, every operation behind its right."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from kpiloop.interfaces.api import exports, figures, proofs
from kpiloop.interfaces.api.doors import Access
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
for pattern in urls[0]:
    if getattr(pattern, "name", "") == "api-root":  # answers 404 to everybody; it only anchors the addresses
        setattr(pattern.callback, "access", Access(permission=None))  # noqa: B010
