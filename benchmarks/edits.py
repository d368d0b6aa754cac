"""Lost updates: many people write the same few actions and targets at once, and what stands afterwards is read back.

Every writer opens a page, changes what it shows and saves it with the version seen. What was written meanwhile by
somebody else is answered with 409 and both versions; the writer opens the page again. An update is lost when it was
acknowledged and either is not in the trail, or follows another version than the one its writer had seen.

WRITERS, EDITS (of each writer) and KPILOOP_DATABASE_URL (an address; SQLite without) are settable.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.pages import KPILOOP, Person, served
from benchmarks.timing import Way

WRITERS = int(os.environ.get("WRITERS") or 50)
EDITS = int(os.environ.get("EDITS") or 200)
HOME = Path(os.environ.get("BENCH_HOME") or Path(__file__).resolve().parent.parent / "build" / "edits-home")
PORT = 8493
PEOPLE = ("limeng", "wangmin")
MONTHS = ("2026-11", "2026-12")
#: Words of one run are not those of an earlier one on the same home.
RUN = f"{int(time.time()):x}"
ACKNOWLEDGED, CLASHED = "acknowledged", "clashed"


@dataclass
class Book:
    """What the writers were told."""

    said: list[tuple[str, str, str, str]] = field(default_factory=list)  #: kind, key, seen, written: acknowledged
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def run() -> list[Way]:
    """Write from many hands, then compare what was acknowledged with what was kept."""
    if not HOME.exists():
        subprocess.run([KPILOOP, "--home", str(HOME), "demo"], check=True)
    began = time.perf_counter()
    with served([KPILOOP, "--home", str(HOME), "serve", "--port", str(PORT)], PORT):
        book = asyncio.run(_work())
    seconds = time.perf_counter() - began
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.edits_kept"],
        input="\n".join("\t".join(line) for line in book.said),
        env={**os.environ, "KPILOOP_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    lost = int(told.stdout.split()[-1])
    print(f"\n{WRITERS} writers × {EDITS} edits: {dict(book.answers)}; lost updates: {lost}")
    if lost:
        raise SystemExit(f"{lost} updates lost\n{told.stdout[:2000]}")
    half = sorted(book.seconds)[len(book.seconds) // 2] if book.seconds else 0.0
    return [
        Way("all edits", len(book.said), seconds, seconds, 0.0),
        Way("half of the saves within", 1, half, half, 0.0),
    ]


async def _work() -> Book:
    people = []
    for name in PEOPLE:
        person = Person(PORT)
        await person.sign_in(name)
        people.append(person)
    actions = sorted({path.removesuffix("update/") for person in people for path in person.actions})[:3]
    book = Book()
    await asyncio.gather(*(_writer(number, people, actions, book) for number in range(WRITERS)))
    return book


async def _writer(number: int, people: list[Person], actions: list[str], book: Book) -> None:
    chance, person = random.Random(number), people[number % len(people)]
    admin = people[0]
    for edit in range(EDITS):
        word = f"{RUN}w{number}e{edit}"
        if chance.random() < 0.5:
            act = _act(person, chance.choice(actions), word, book)
        else:
            act = _aim(admin, 1_000_000 + number * 1_000 + edit, chance, book)
        began = time.perf_counter()
        try:
            book.answers[await act] += 1
        except (OSError, ValueError, IndexError) as fault:
            book.answers[type(fault).__name__] += 1
        book.seconds.append(time.perf_counter() - began)


async def _act(person: Person, path: str, word: str, book: Book) -> str:
    _, _, shown = await person.ask(path)
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    if seen is None:
        return "no form"
    sent = {"state": "doing", "progress": word, "seen": seen[1]}
    status = await person.form(f"{path}update/", sent)
    if status == 302:
        book.said.append(("action", re.sub(r"\D", "", path), seen[1], word))
    return {302: ACKNOWLEDGED, 409: CLASHED}.get(status, str(status))


async def _aim(person: Person, figure: int, chance: random.Random, book: Book) -> str:
    _, _, shown = await person.ask("/targets/?kpi=net_profit&period=2026-10")
    cells = re.findall(r'data-name="(t\d+\.([\d-]+))" data-seen="(\d+)"', shown)
    free = [(name, seen) for name, month, seen in cells if month in MONTHS]
    if not free:
        return "no cell"
    name, seen = chance.choice(free)
    sent = {name: f"{figure}元", f"seen.{name}": seen, "reason": "x"}
    status = await person.form("/targets/save/?kpi=net_profit&period=2026-10", sent)
    if status == 200:
        book.said.append(("target", name, seen, str(figure)))
    return {200: ACKNOWLEDGED, 409: CLASHED}.get(status, str(status))
