"""The language of a page: the address of a choice, then the account, then the cookie, then the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

COOKIE = "kpiloop_language"
KNOWN = tuple(code for code, _ in settings.LANGUAGES)


def language_of(request: HttpRequest) -> str:
    """The language to answer in; a signed-in person's own choice wins over the browser's."""
    account = getattr(request, "user", None)
    chosen = getattr(account, "language", "") if account is not None and account.is_authenticated else ""
    for code in (chosen, request.COOKIES.get(COOKIE, "")):
        if code in KNOWN:
            return code
    return translation.get_language_from_request(request)


class PersonalLanguageMiddleware:
    """Answers every request in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response
