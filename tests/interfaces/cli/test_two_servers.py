"""Two page processes and a job process on one PostgreSQL: what one of them does the other knows at once."""

from __future__ import annotations

import re
import secrets
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.interfaces.cli.test_processes import KPILOOP, LONGEST_SECONDS, answers, environment, wait_for
from tests.ports import free_ports
from tests.services import postgres_address
from tests.tables_once import kept_database

pytestmark = pytest.mark.slow
PASSWORD = "a-good-long-one-7"


@pytest.fixture
def database() -> Iterator[str]:
    """A database of our own on the server of the tests, its empty tables copied from those it keeps."""
    address, name = postgres_address(), f"kpiloop_two_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{kept_database(address)}"')
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def pages(database: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Addresses of two page processes of an installation; beside the second one a job process works for both."""
    home, more, log = tmp_path / "home", {"KPILOOP_DATABASE_URL": database}, tmp_path / "serve.log"
    (tmp_path / "password").write_text(PASSWORD)
    command = [str(KPILOOP), "--home", str(home), "init", "--password-file", str(tmp_path / "password")]
    subprocess.run(command, env={**environment(), **more}, check=True, capture_output=True)
    first, second = free_ports(2)
    parts = ((first, "pages"), (second, "pages,jobs"))
    with log.open("wb") as out:
        processes = [
            subprocess.Popen(
                [str(KPILOOP), "--home", str(home), "serve", "--only", only, "--port", str(port), "--workers", "1"],
                env={**environment(), **more}, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            )
            for port, only in parts
        ]  # fmt: skip
        try:
            wait_for(lambda: answers(first) and answers(second), log, *processes)
            yield f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=LONGEST_SECONDS)


class Browser:
    """One person: the cookies go along to whichever process answers."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.address = ""

    def get(self, address: str) -> str:
        """A page, and where its redirects led."""
        with self._opener.open(address, timeout=LONGEST_SECONDS) as answer:
            self.address = answer.url
            return str(answer.read().decode())

    def send(self, address: str, **fields: str) -> str:
        """A form filled in, with the token its page gave."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address))
        assert token is not None
        sent = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        request = urllib.request.Request(address, sent, {"Referer": address})
        with self._opener.open(request, timeout=LONGEST_SECONDS) as answer:
            self.address = answer.url
            return str(answer.read().decode())


def test_what_one_process_does_the_other_knows_at_once(pages: tuple[str, str], tmp_path: Path) -> None:
    first, second = pages
    browser = Browser()
    browser.send(f"{first}/signin/", username="admin", password=PASSWORD)
    assert "signin" not in browser.address
    for number, (here, there) in enumerate((pages, pages[::-1])):  # both have read the organisation before each write
        # By its Chinese name: a code of two letters stands now and then in the tokens of the forms.
        assert f"部门{number}" not in browser.get(f"{there}/organisation/")
        assert browser.address.startswith(there) and "signin" not in browser.address
        unit = {"code": f"U{number}", "name_zh": f"部门{number}", "kind": "unit", "valid_from": "2026-01-01"}
        browser.send(f"{here}/organisation/units/new/", **unit, parent="U0" if number else "")
        assert f"部门{number}" in browser.get(f"{there}/organisation/")
    shown = browser.send(f"{second}/data/runs/new/", first="2026-01", last="2026-02")
    job = browser.address.removeprefix(second)
    assert re.fullmatch(r"/data/jobs/\d+/.*", job), shown[:2000]
    done, log = first + job, tmp_path / "serve.log"
    wait_for(lambda: 'hx-trigger="every 1s"' not in browser.get(done), log)
    assert "2026-02" in browser.get(f"{first}/data/runs/"), browser.get(done)[:4000] + log.read_text()[-3000:]
