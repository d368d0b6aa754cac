"""Journeys: the demo company behind a real server process, looked at with a real browser."""

from __future__ import annotations

import atexit
import csv
import functools
import io
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.forks import Forks, environment
from tests.ports import free_port
from tests.tables_once import put_tables

KPILOOP = Path(sys.executable).with_name("kpiloop")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--force-device-scale-factor=1", "--font-render-hinting=none", "--lang=zh-CN"),
)
#: For what would never end; a busy machine needs minutes.
LONGEST_SECONDS = 300


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium of the machine; nothing is downloaded."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window in Chinese; a fault in a script or a failed file fails the journey."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda problem: faults.append(str(problem)))
    opened.on(
        "response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
    )
    yield opened
    context.close()
    assert not faults, f"the page reported faults: {faults}"


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home directory with the demo company in it, made by the command a newcomer runs."""
    home = tmp_path_factory.mktemp("demo")
    put_tables(home)
    done = started(home, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


#: Other companies the whole loop must hold for: another seed, size, length and fiscal year.
OTHERS = {
    "short": ("--seed", "7", "--size", "small", "--months", "9"),
    "april": ("--seed", "11", "--size", "small", "--months", "15", "--fiscal-start", "4"),
}


@dataclass(frozen=True)
class CutOff:
    """How a build went that was interrupted and asked for again."""

    home: Path
    code: int  #: exit code of the interrupted build
    told: str  #: what it said after the interruption
    was_unfinished: bool
    had_database: bool
    again: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> CutOff:
    """The short company: interrupted while its organisation is made, in a home with a file of somebody's own."""
    home = tmp_path_factory.mktemp("cut")
    (home / "sources").mkdir()
    (home / "sources" / "mine.txt").write_text("kept")
    build = subprocess.Popen(
        [str(KPILOOP), "--home", str(home), "demo", *OTHERS["short"]],
        env=environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        # A suite that runs in the background was told to ignore Ctrl-C, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert build.stdout is not None
    for line in build.stdout:
        if "组织" in line:
            time.sleep(0.5)
            build.send_signal(signal.SIGINT)
            break
    with build.stdout as rest:
        told = rest.read()
    code = build.wait(timeout=LONGEST_SECONDS)
    state = (home / "demo-unfinished").exists(), (home / "kpiloop.sqlite3").exists()
    return CutOff(home, code, told, *state, started(home, "demo", *OTHERS["short"]))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Companies built so far, each once a session."""
    return {"kept": tmp_path_factory.mktemp("others")}


@pytest.fixture(params=["demo", *OTHERS])
def company(request: pytest.FixtureRequest, homes: dict[str, Path]) -> Path:
    """Home directory of the demo company, and of each other one in turn."""
    name = str(request.param)
    if name == "demo":
        return Path(request.getfixturevalue("demo_home"))
    if name == "short":
        return request.getfixturevalue("cut_off").home  # type: ignore[no-any-return]
    if name not in homes:
        put_tables(homes["kept"] / name)
        done = started(homes["kept"] / name, "demo", *OTHERS[name])
        assert done.returncode == 0, done.stdout + done.stderr
        homes[name] = homes["kept"] / name
    return homes[name]


def started(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of the product as a user starts it."""
    command = [str(KPILOOP), "--home", str(home), *arguments]
    return subprocess.run(
        command, env=environment(home), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@functools.cache
def put(home: Path) -> Forks:
    """Commands and questions to one installation (tests.journeys.inside); it ends with the tests."""
    forks = Forks(home, "tests.journeys.inside")
    atexit.register(forks.close)
    return forks


def kpiloop(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of the product on the home directory of a company."""
    return put(home)("kpiloop", *arguments)


def ask(home: Path, question: str, *arguments: str) -> Any:
    """What an installation answers from inside."""
    done = put(home)(question, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answered(home: Path, username: str, *arguments: str) -> Any:
    """What a command tells an account, as JSON."""
    done = kpiloop(home, "--as", username, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def exported(home: Path, username: str, *arguments: str) -> list[dict[str, str]]:
    """An export of an account, row by row."""
    done = kpiloop(home, "--as", username, "export", *arguments)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


#: The same for figures that no journey changes: asked once a session.
kept_answer, kept_export = functools.cache(answered), functools.cache(exported)


def truth_of(home: Path) -> Any:
    """What the generator summed up in plain Python while it wrote the sources, without the product."""
    return json.loads((home / "sources" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def site(demo_home: Path) -> Iterator[str]:
    """Address of a running product over the demo company."""
    port = free_port()
    command = [str(KPILOOP), "--home", str(demo_home), "serve", "--port", str(port)]
    log = (demo_home / "serve.log").open("w")
    server = subprocess.Popen(
        command, env=environment(demo_home), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(server, address, demo_home / "serve.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=LONGEST_SECONDS)


def wait_until_ready(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait for /readyz, and give the reason when it does not come."""
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not become ready:\n{log.read_text()[-4000:]}", pytrace=False)
