"""A web source on the loopback that fails the way a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

#: status, body, headers; None closes the connection without an answer
Reply = tuple[int, bytes, dict[str, str]] | None
#: (number of the question from 1, parameters, headers) -> reply
Plan = Callable[[int, dict[str, str], dict[str, str]], Reply]


@dataclass
class Faulty:
    """A running source."""

    address: str  #: where it answers
    asked: list[dict[str, str]] = field(default_factory=list)  #: parameters of every question
    headers: list[dict[str, str]] = field(default_factory=list)  #: headers of every question


def page_of(body: object, status: int = 200, **headers: str) -> Reply:
    """An honest answer."""
    return status, json.dumps(body, ensure_ascii=False).encode(), headers


def cut(body: object) -> Reply:
    """Half an answer under the length of the whole one."""
    whole = json.dumps(body).encode()
    return 200, whole[: len(whole) // 2], {"Content-Length": str(len(whole))}


@contextmanager
def serving(plan: Plan, path: str = "/orders") -> Iterator[Faulty]:
    """Answer by the plan until the test is over."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
                server.asked.append(asked)
                server.headers.append({name.lower(): value for name, value in self.headers.items()})
                reply = plan(len(server.asked), asked, server.headers[-1])
            if reply is None:
                self.connection.close()
                return
            status, body, headers = reply
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    held = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.daemon_threads = True
    server = Faulty(f"http://127.0.0.1:{held.server_address[1]}{path}")
    thread = threading.Thread(target=held.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        held.shutdown()
        held.server_close()
