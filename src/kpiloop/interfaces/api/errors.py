"""How the API tells that something was not done: problem+json with the same sentences as the pages."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kpiloop.engine.errors import ChangedMeanwhile, Refusal
from kpiloop.interfaces.wording.messages import refusal_sentence, sentence

log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
PROBLEM = "application/problem+json"
#: Told exactly like an address that does not exist: a reader must not learn what others may see.
HIDDEN = frozenset({"permission_denied", "not_found", "not_visible", "alert_not_found", "collect_entry_unknown"})

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title", "status", "code"],
    "properties": {
        "title": {"type": "string", "description": "Sentence: what happened and what to do next"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable code of the refusal"},
        "detail": {"type": "array", "items": {"type": "object"}, "description": "Parameters that cannot be read"},
    },
}
#: The request is fine and contradicts what is there, or names what is not there any more. What somebody else changed
#: meanwhile stands in no list: it is told by its kind.
STATUSES = {"push_key_reused": 409, "reopening_unknown": 404, "revision_unknown": 404}
#: Both versions of what two people changed at once, where a refusal knows them.
VERSIONS = ("yours", "theirs", "by", "version")
#: Every operation may answer these.
DOCUMENTED = {
    "400": "A parameter cannot be read, or the request was refused",
    "401": "Nobody is signed in and no valid token was given",
    "404": "It does not exist, or the reader may not see it",
}
#: And these, where something is sent.
WRITING = {"409": "It contradicts what is there already", "413": "More was sent than is taken at once"}


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    """One problem document."""
    body = {"title": title, "status": status, "code": code, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False, default=str), status=status, content_type=PROBLEM)


def handle_errors(api: NinjaAPI) -> None:
    """Give every kind of failure its answer."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(ValidationError, _unreadable)
    api.add_exception_handler(AuthenticationError, _nobody)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(RequestDataTooBig, _too_big)
    api.add_exception_handler(Exception, _fault)


def no_operation(request: HttpRequest) -> HttpResponse:
    """Below the address of the API, but none of its operations: told like everything else that is not there."""
    return _missing(request, None)


def refusing_methods(view: View) -> View:
    """An operation that tells as a problem, too, which methods its address takes."""

    @wraps(view)
    def told(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        answer = view(request, *given, **named)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        fields = {"method": request.method or "", "allowed": answer["Allow"]}
        refusal = problem(405, "method_not_allowed", sentence("method_not_allowed", fields))
        refusal["Allow"] = answer["Allow"]
        return refusal

    return told


def document_errors(schema: dict[str, Any]) -> None:
    """Write the common failures into the description of every operation."""
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = SCHEMA
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in schema["paths"].values():
        for operation in path.values():
            words_by_status = DOCUMENTED | WRITING if "requestBody" in operation else DOCUMENTED
            for status, words in words_by_status.items():
                operation["responses"].setdefault(status, {"description": words, "content": content})


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    if refusal.code in HIDDEN:
        return _missing(request, refusal)
    if isinstance(refusal, ChangedMeanwhile):
        versions = {name: refusal.fields[name] for name in VERSIONS if name in refusal.fields}
        return problem(409, refusal.code, refusal_sentence(refusal), **versions)
    return problem(STATUSES.get(refusal.code, 400), refusal.code, refusal_sentence(refusal))


def _unreadable(request: HttpRequest, fault: Any) -> HttpResponse:
    detail = [
        {"parameter": ".".join(str(part) for part in each["loc"][1:]), "why": each["msg"]} for each in fault.errors
    ]
    return problem(400, "form_invalid", sentence("form_invalid", {"count": len(detail)}), detail=detail)


def _nobody(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(401, "signed_out", sentence("signed_out"))


def _missing(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(404, "not_found", sentence("not_found"))


def _http_error(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(fault.status_code, "refused", sentence("refused"))


def _too_big(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(413, "body_too_large", sentence("body_too_large"))


def _fault(request: HttpRequest, fault: Any) -> HttpResponse:
    fault_id = uuid.uuid4().hex[:10]
    log.error("fault %s at %s", fault_id, request.path, exc_info=fault)
    return problem(500, "internal_error", sentence("internal_error", {"fault": fault_id}))
