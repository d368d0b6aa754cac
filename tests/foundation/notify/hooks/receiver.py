"""A receiver of webhooks on this machine: keeps what came and answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What a receiver was sent, and how it answers next."""

    address: str = ""  #: where it listens
    host: str = ""  #: host and port, as an administrator lists them
    answers: list[int] = field(default_factory=list)  #: statuses of the next answers; 204 after the last
    said: bytes = b"thank you"  #: body of every answer
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)  #: headers in small letters, and bodies


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen until the end of the block."""
    held = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            held.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = held.answers.pop(0) if held.answers else 200
            self.send_response(status)
            if status == 302:
                self.send_header("location", "http://169.254.169.254/")
            self.send_header("content-length", str(len(held.said)))
            self.end_headers()
            self.wfile.write(held.said)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.host = f"127.0.0.1:{server.server_port}"
    held.address = f"http://{held.host}/hooks?from=kpiloop"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
