"""Signing in, signing out, and finding the way back."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.services import bootstrap_admin, create_account
from kpiloop.interfaces.web.shell.entrance import safe_address

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one 2026"


@pytest.fixture
def client() -> Client:
    """A browser in English, on an installation with one account."""
    bootstrap_admin(SYSTEM, username="admin", password=PASSWORD, on=date(2020, 1, 1))
    found = Client()
    found.cookies["kpiloop_language"] = "en"
    return found


def test_a_right_password_leads_on_to_the_page_that_was_wanted(client: Client) -> None:
    response = client.post("/signin/", {"username": "admin", "password": PASSWORD, "next": "/search/?q=a"})
    assert (response.status_code, response["Location"]) == (302, "/search/?q=a")
    assert client.get("/search/?q=a").status_code == 200
    assert client.get("/signin/")["Location"] == "/"


def test_who_has_no_cockpit_begins_with_what_can_be_opened(client: Client) -> None:
    create_account(SYSTEM, username="ops", password=PASSWORD, roles=["system_admin"], on=date(2020, 1, 1))
    assert client.post("/signin/", {"username": "ops", "password": PASSWORD})["Location"] == "/data/"
    page = client.get("/settings/").content.decode()
    assert '<a class="brand" href="/data/' in page
    assert 'href="/alerts/"' not in page


def test_a_wrong_password_keeps_the_name_and_says_nothing_else(client: Client) -> None:
    response = client.post("/signin/", {"username": "admin", "password": "wrong"})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="admin"' in text
    assert "wrong" not in text.replace("wrong password", "")
    unknown = client.post("/signin/", {"username": "nobody", "password": "wrong"}).content.decode()
    assert text.count('role="alert"') == unknown.count('role="alert"') == 1


def test_signing_out_ends_the_session(client: Client) -> None:
    client.post("/signin/", {"username": "admin", "password": PASSWORD})
    assert client.get("/signout/").status_code == 405
    assert client.post("/signout/")["Location"] == "/signin/"
    assert client.get("/search/").status_code == 302


@pytest.mark.parametrize("wanted", ["//elsewhere.test/", "https://elsewhere.test/", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_installation(wanted: str) -> None:
    assert safe_address(wanted) == "/"
    assert safe_address("/kpis/?period=2026-10") == "/kpis/?period=2026-10"


def test_search_finds_pages_by_name_and_says_when_there_is_nothing(client: Client) -> None:
    client.post("/signin/", {"username": "admin", "password": PASSWORD})
    client.post("/choose/language/", {"language": "en"})
    assert ">Targets</a>" in client.get("/search/?q=target").content.decode()
    assert "Nothing you may see" in client.get("/search/?q=zzzz").content.decode()
