"""Every address x role x own or other, read and written, against a table by hand; names that must not leak."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kpiloop.foundation.access.models import User
from kpiloop.project import urls
from tests.interfaces.web.access.conftest import OTHER, OWN, Samples
from tests.interfaces.web.access.matrix import ELSEWHERE, ROLES
from tests.interfaces.web.access.reading import Line, lines
from tests.interfaces.web.access.sent import ASKED, SENT

pytestmark = pytest.mark.feature("S34")
#: Names and money that a role must not meet on any page: of the other unit, of other people's pay.
CANARIES = {
    "H": ("陈静", "华西", "Chen Jing", "33,750", "33750", "6,400", "6400.00"),
    "S": ("陈静", "华西", "Chen Jing", "浙江", "33,750", "33750", "20,000", "20000.00"),
    "X": ("33,750", "33750", "6,400", "6400.00", "89.2"),
}
#: Codes in an address by where it begins; everything else is a key of the samples.
CODES = (
    ("organisation/trees/", "area"), ("organisation/positions/", "REP"), ("organisation/", "{unit}"),
    ("kpis/", "revenue"), ("objectives/", "GROW"), ("schemes/", "S26"),
    ("data/sources/", "erp"), ("data/tables/", "orders"), ("data/schedules/", "erp"), ("figures/", "revenue"),
    ("alerts/rules/", "pace"), ("improve/runs/rules/", "talk"),
)  # fmt: skip
NUMBERS = {"data/loads/": "2", "data/runs/": "1"}


def routes(patterns: list[URLPattern | URLResolver] | None = None, start: str = "") -> Iterator[str]:
    """Every address the product answers to."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif not route.startswith(ELSEWHERE):
            yield route


def filled(route: str, sample: dict[str, object]) -> str:
    """An address with the keys of one side."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name == "code":
            return next(code for start, code in CODES if route.startswith(start)).format(**sample)
        if name == "number" and (fixed := [text for start, text in NUMBERS.items() if route.startswith(start)]):
            return fixed[0]
        return str(sample.get(name, 1))

    return "/" + re.sub(r"<\w+:(\w+)>", value, route) + ASKED.get(route, "")


def told_apart(samples: Samples, side: str) -> Iterator[tuple[str, Line]]:
    """Every line of the own side; of the other side those that ask for something else or expect something else."""
    for route, line in lines().items():
        asked = {(filled(route, sample), str(_sent(route, sample))) for sample in samples.values()}
        is_equal = len(asked) == 1 and line.read[OWN] == line.read[OTHER] and line.write[OWN] == line.write[OTHER]
        if side == OWN or not is_equal:
            yield route, line


def _sent(route: str, sample: dict[str, object]) -> dict[str, str]:
    return {name: text.format(**sample) for name, text in SENT.get(route, {}).items()}


class Visitors:
    """One signed-in client per role; what a request writes is taken back."""

    def __init__(self) -> None:
        self.clients = {letter: Client(raise_request_exception=False) for letter in ROLES}
        for letter, client in self.clients.items():
            client.force_login(User.objects.get(username=ROLES[letter]))
        self.keys = {letter: client.cookies["sessionid"].value for letter, client in self.clients.items()}

    def ask(self, letter: str, method: str, address: str, sent: dict[str, str] | None = None) -> HttpResponse:
        client = self.clients[letter]
        client.cookies.clear()
        client.cookies["sessionid"] = self.keys[letter]
        with transaction.atomic():
            answer: HttpResponse = getattr(client, method)(address, sent or {})
            transaction.set_rollback(True)
        return answer


@pytest.fixture
def visitors(samples: Samples, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitors]:
    # Nobody here asks which templates were used: thousands of pages need not keep copies of their contexts.
    monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
    # A refusal is told by its status: one page of them is read below, not fifteen hundred.
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponse(status=404))
    logging.disable(logging.CRITICAL)
    yield Visitors()
    logging.disable(logging.NOTSET)


def test_the_table_names_every_address() -> None:
    found, known = set(routes()), set(lines())
    assert found == known, (
        f"tests/interfaces/web/access/matrix.py, matrix_run.py: add a line for {sorted(found - known)}, "
        f"take out {sorted(known - found)}"
    )


@pytest.mark.parametrize("side", [OWN, OTHER])
def test_who_may_read_what(visitors: Visitors, samples: Samples, side: str) -> None:
    wrong, leaks = [], []
    for route, line in told_apart(samples, side):
        letters = line.read[side]
        for letter in ROLES:
            answer = visitors.ask(letter, "get", filled(route, samples[side]))
            expected = {405} if letters is None else {200, 302} if letter in letters else {404}
            if answer.status_code not in expected:
                wrong.append(f"{ROLES[letter]} GET {route} ({side}): {answer.status_code}, expected {sorted(expected)}")
            leaks += [f"{ROLES[letter]} reads {word} at {route} ({side})" for word in _leaked(letter, answer)]
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("side", [OWN, OTHER])
def test_who_may_write_what(visitors: Visitors, samples: Samples, side: str) -> None:
    wrong = []
    for route, line in told_apart(samples, side):
        letters = line.write[side]
        sent = _sent(route, samples[side])
        for letter in ROLES if letters is not None else ():
            answer = visitors.ask(letter, "post", filled(route, samples[side]), sent)
            # 409: let in, and told that what was looked at is not what stands now.
            expected = {200, 204, 302, 409, 422} if letter in letters else {404}
            if answer.status_code not in expected:
                wrong.append(
                    f"{ROLES[letter]} POST {route} ({side}): {answer.status_code}, expected {sorted(expected)}"
                )
    assert not wrong, "\n".join(wrong)


def test_the_frame_offers_what_opens(visitors: Visitors, samples: Samples) -> None:
    for letter, account in ROLES.items():
        frame = visitors.ask(letter, "get", "/settings/").content.decode()
        foot = frame[: frame.index("<main")]
        for route in ("kpis/", "targets/", "meetings/", "actions/", "reviews/", "data/"):
            is_open = letter in (lines()[route].read[OWN] or "")
            assert (f'href="/{route}?' in foot) == is_open, (account, route)


#: The way to a page, and the title it ends with.
TRAIL = re.compile(r'<nav class="crumbs[^"]*"[^>]*>(.*?)</nav>\s*<h1>(.*?)</h1>', re.DOTALL)


def test_every_form_says_the_way_to_it_and_every_step_opens(visitors: Visitors, samples: Samples) -> None:
    wrong, forms = [], 0
    for route, line in lines().items():
        for letter in (line.read[OWN] or "") if line.write[OWN] is not None else "":
            html = visitors.ask(letter, "get", filled(route, samples[OWN])).content.decode()
            if "form-panel" not in html or 'class="subnav"' in html:
                continue  # a page of a row of tabs shows where it stands by its tab
            forms += 1
            steps, title = found.groups() if (found := TRAIL.search(html)) else ("", "?")
            is_form_alone = html.count('<section class="panel') == 1
            end = f" / <span>{title}</span>" if is_form_alone else "</span>"
            if not steps.endswith(end):
                wrong.append(f"{ROLES[letter]} {route}: no way to “{title}”")
            for address in re.findall(r'href="([^"]+)"', steps):
                status = visitors.ask(letter, "get", address.replace("&amp;", "&")).status_code
                if status not in (200, 302):
                    wrong.append(f"{ROLES[letter]} {route}: {address} answers {status}")
    assert forms > 100, "the forms are found by their panel"
    assert not wrong, "\n".join(wrong)


#: Differs from page to page, whatever the page says.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def test_a_refusal_says_the_same_of_what_is_closed_and_of_what_is_not_there(samples: Samples, db: None) -> None:
    for letter in ROLES.keys() - set(lines()["audit/"].read[OWN] or ""):
        reader = Client()
        reader.force_login(User.objects.get(username=ROLES[letter]))
        closed, absent = reader.get("/audit/"), reader.get("/not/there/")
        assert (closed.status_code, absent.status_code) == (404, 404)
        told, wanted = (TOKEN.sub("", answer.content.decode().partition("<main")[2]) for answer in (closed, absent))
        assert told and told == wanted
        assert not [word for word in CANARIES.get(letter, ()) if word in closed.content.decode()]


def test_nobody_gets_nothing(samples: Samples, db: None) -> None:
    stranger = Client()
    for route, line in lines().items():
        for method, letters in (("get", line.read[OWN]), ("post", line.write[OWN])):
            if letters is None or route.startswith("choose/"):
                continue
            answer = getattr(stranger, method)(filled(route, samples[OWN]))
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/signin/"), f"{method} {route}"


def _leaked(letter: str, answer: HttpResponse) -> list[str]:
    if answer.status_code != 200 or letter not in CANARIES:
        return []
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    # Glyphs of a PDF are no text; its page of the same selector is read here in full.
    text = _unpacked(body) if body.startswith(b"PK") else body.decode(errors="replace")
    return [word for word in CANARIES[letter] if word in text]


def _unpacked(body: bytes) -> str:
    """Every text of a workbook."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())
