"""Pages under load: people who read and write with time to think, beside a bare Django page in the same run.

The demo company is served as an installation serves it. Every person signs in, reads the pages of the loop and writes
progress of actions (20 %). Beside them two readers ask a Django page without database and rights, held by the same
server: what is slow there is the machine. USERS, SECONDS, BENCH_HOME and KPILOOP_DATABASE_URL (an address)
are settable.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.timing import Way

USERS = int(os.environ.get("USERS") or 50)
SECONDS = int(os.environ.get("SECONDS") or 90)
HOME = Path(os.environ.get("BENCH_HOME") or Path(__file__).resolve().parent.parent / "build" / "pages-home")
THINK = (2.0, 8.0)
WRITES = 0.2
PASSWORD = "kpiloop-demo-2026"
PEOPLE = ("wangmin", "limeng", "chenli", "wugang", "e1101")
PLACES = ("/", "/exceptions/", "/alerts/", "/kpis/", "/actions/", "/targets/", "/meetings/", "/reviews/")
PORT, BARE = 8491, 8492
KPILOOP, GRANIAN = (str(Path(sys.executable).with_name(name)) for name in ("kpiloop", "granian"))


@dataclass
class Seen:
    """What one kind of reader saw."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The time below which this share of the answers lies."""
        held = sorted(self.seconds)
        return held[min(len(held) - 1, int(share * len(held)))] if held else 0.0


@dataclass
class Person:
    """A signed-in reader: cookies, form token, and what the own pages link to."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    places: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    async def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """One request; status, headers, text."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode(form).encode() if form is not None else b""
        head = [f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        head += ["Connection: close", "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items())]
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        received = await reader.read()
        writer.close()
        top, _, content = received.partition(b"\r\n\r\n")
        lines = top.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = (part.strip() for part in line.partition(":"))
            if name.lower() == "set-cookie":
                key, _, held = value.partition(";")[0].partition("=")
                self.cookies[key] = held
            headers[name.lower()] = value
        return int(lines[0].split(" ")[1]), headers, content.decode("utf-8", "replace")

    async def form(self, path: str, form: dict[str, str]) -> int:
        """Send a form with the token of the last page."""
        status, _, _ = await self.ask(path, {**form, "csrfmiddlewaretoken": self.token})
        return status

    async def sign_in(self, name: str) -> None:
        """Sign in and look round."""
        path = "/"
        for _ in range(4):
            status, headers, text = await self.ask(path)
            if status < 300:
                break
            path = headers["location"]
        self.token = _token(text)
        status = await self.form(path, {"username": name, "password": PASSWORD})
        _, _, home = await self.ask("/")
        if status >= 400 or "sessionid" not in self.cookies:
            raise SystemExit(f"{name} cannot sign in: {status} {sorted(self.cookies)}")
        kpis = sorted(set(re.findall(r'href="(/kpis/\d+/)', home)))[:2]
        self.places = [*kpis, *(place for place in PLACES if place == "/" or f'href="{place}' in home)]
        _, _, listed = await self.ask("/actions/?whose=all")
        for path in sorted(set(re.findall(r'href="(/actions/\d+/)', listed))):
            _, _, shown = await self.ask(path)
            self.actions += re.findall(r'action="(/actions/\d+/update/)', shown)
            self.token = _token(shown) or self.token


def _token(text: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    return found[1] if found else ""


def run() -> list[Way]:
    """Serve the demo company, let people work, and say what they waited."""
    found()
    with (
        served([KPILOOP, "--home", str(HOME), "serve", "--port", str(PORT)], PORT),
        served(
            [GRANIAN, "--interface", "wsgi", "--port", str(BARE), "--workers", "2", "benchmarks.bare_page:page"], BARE
        ),
    ):
        pages, writes, bare = asyncio.run(work())
    total = len(pages.seconds) + len(writes.seconds)
    load = os.getloadavg()[0]
    print(f"\n{USERS} people, {SECONDS} s, {total} requests ({total / SECONDS:.1f} a second), load {load:.1f}")
    for name, seen in (("bare Django page", bare), ("pages", pages), ("writes", writes)):
        times = "  ".join(f"p{round(share * 100)} {seen.at(share) * 1000:.0f} ms" for share in (0.5, 0.95, 0.99))
        print(f"{name:18}{len(seen.seconds):7} requests  {times}  faults {len(seen.faults)} {seen.faults[:3]}")
    return [Way(f"p95: {name}", len(seen.seconds), seen.at(0.95), seen.at(0.95), 0.0)
            for name, seen in (("bare Django page", bare), ("page", pages), ("write", writes))]  # fmt: skip


def found() -> None:
    """Make the demo company once."""
    if not HOME.exists():
        subprocess.run([KPILOOP, "--home", str(HOME), "demo"], check=True)


@contextlib.contextmanager
def served(command: Sequence[str], port: int) -> Iterator[None]:
    """A server until the end of the block."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    asyncio.run(asyncio.wait_for(Person(port).ask("/"), 20))
                    break
                if process.poll() is not None:
                    said.seek(0)
                    raise SystemExit(said.read().decode()[-2000:])
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


async def work() -> tuple[Seen, Seen, Seen]:
    """Everybody at once until the time is over."""
    people = [Person(PORT) for _ in PEOPLE]
    for person, name in zip(people, PEOPLE, strict=True):
        await person.sign_in(name)
    pages, writes, bare = Seen(), Seen(), Seen()
    end = time.perf_counter() + SECONDS
    users = [_user(people[number % len(people)], random.Random(number), pages, writes, end) for number in range(USERS)]
    await asyncio.gather(*users, *(_bare(random.Random(number), bare, end) for number in range(2)))
    return pages, writes, bare


async def _user(person: Person, chance: random.Random, pages: Seen, writes: Seen, end: float) -> None:
    await asyncio.sleep(chance.uniform(0, THINK[1]))
    while time.perf_counter() < end:
        if person.actions and chance.random() < WRITES:
            path = chance.choice(person.actions)
            form = {"state": "doing", "progress": f"进展 {chance.randrange(10**6)}"}
            await _timed(writes, path, person.form(path, form))
        else:
            path = chance.choice(person.places)
            await _timed(pages, path, _status(person, path))
        await asyncio.sleep(chance.uniform(*THINK))


async def _bare(chance: random.Random, seen: Seen, end: float) -> None:
    person = Person(BARE)
    while time.perf_counter() < end:
        await _timed(seen, "/", _status(person, "/"))
        await asyncio.sleep(chance.uniform(0.2, 0.8))


async def _status(person: Person, path: str) -> int:
    return (await person.ask(path))[0]


async def _timed(seen: Seen, path: str, asked: Awaitable[int]) -> None:
    began = time.perf_counter()
    try:
        status = await asked
    except (OSError, IndexError, ValueError) as fault:
        seen.faults.append(f"{path}: {type(fault).__name__}")
        return
    seen.seconds.append(time.perf_counter() - began)
    if status >= 400:
        seen.faults.append(f"{path}: {status}")
