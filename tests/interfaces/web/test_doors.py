"""The way into a page: who looks, what is hidden, what is refused, what is our fault."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from kpiloop.engine.errors import InternalError, Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.shell import doors
from kpiloop.interfaces.web.shell.doors import door

pytestmark = pytest.mark.django_db
READER = Actor(user_id=7, username="wangmin", permissions=frozenset({"values.view"}))


@pytest.fixture(autouse=True)
def _known_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "actor_for", lambda user, on: READER)


def asked(path: str = "/kpis/?period=2026-10", *, signed_in: bool = True, htmx: bool = False) -> HttpRequest:
    """A request as the middlewares leave it."""
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"http://testserver{path}"} if htmx else {}
    request = RequestFactory().get(path, **headers)
    account = SimpleNamespace(is_authenticated=True, language="en", get_username=lambda: "wangmin")
    request.user = account if signed_in else AnonymousUser()
    request.htmx = HtmxDetails(request)
    request.COOKIES["csrftoken"] = "x" * 32
    return request


def test_a_stranger_is_sent_to_sign_in_and_finds_the_way_back() -> None:
    view = door(permission="values.view")(lambda request: HttpResponse("figures"))
    response = view(asked(signed_in=False))
    assert response.status_code == 302
    assert response["Location"] == "/signin/?next=%2Fkpis%2F%3Fperiod%3D2026-10"


def test_a_fragment_sends_the_whole_window_to_sign_in() -> None:
    view = door(permission="values.view")(lambda request: HttpResponse("figures"))
    response = view(asked("/kpis/?period=2026-10", signed_in=False, htmx=True))
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/signin/?next=%2Fkpis%2F")


def test_the_view_knows_who_looks() -> None:
    view = door(permission="values.view")(lambda request: HttpResponse(request.actor.username))
    assert view(asked()).content == b"wangmin"


def test_without_the_permission_the_page_does_not_exist() -> None:
    with pytest.raises(Http404):
        door(permission="pay.view_all")(lambda request: HttpResponse("pay"))(asked())


@pytest.mark.parametrize("code", ["permission_denied", "not_found"])
def test_what_may_not_be_seen_looks_like_what_does_not_exist(code: str) -> None:
    def show(request: HttpRequest) -> HttpResponse:
        raise Refusal(code)

    with pytest.raises(Http404):
        door()(show)(asked())


def refusing(request: HttpRequest) -> HttpResponse:
    """A view whose service refuses."""
    raise Refusal("work_too_long", seconds=10)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有完成"), ("en", "did not finish")])
def test_a_refusal_is_told_in_the_language_of_the_reader(language: str, words: str) -> None:
    with translation.override(language):
        response = door()(refusing)(asked())
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "<html" in response.content.decode()


def test_a_fragment_gets_the_sentence_alone() -> None:
    response = door()(refusing)(asked(htmx=True))
    assert response.status_code == 422
    assert response.content.decode().lstrip().startswith('<p class="notice error"')


def test_our_fault_is_a_number_and_never_the_fault_itself(caplog: pytest.LogCaptureFixture) -> None:
    def show(request: HttpRequest) -> HttpResponse:
        raise InternalError("secret detail")

    response = door()(show)(asked())
    text = response.content.decode()
    assert response.status_code == 500
    assert "secret detail" not in text
    number = caplog.records[-1].args[0]  # type: ignore[index]
    assert str(number) in text


def test_a_door_says_how_its_page_is_classified() -> None:
    view = door(permission="values.view", object_kind="kpi")(lambda request: HttpResponse())
    assert view.access == doors.Access(permission="values.view", object_kind="kpi")  # type: ignore[attr-defined]
