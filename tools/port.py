# coding: utf-8  # noqa: UP009 - Python 2 reads no other way
"""Say at once that the address of `make run` is taken, before anything is installed or built for it.

    python3 tools/port.py HOST PORT

Only the standard library, and only what an old Python understands: it runs before bootstrap.py.
"""

import errno
import socket
import sys

TAKEN = (
    "run: port %(port)s at %(host)s is in use. Stop what uses it, or choose another one: make run PORT=%(other)d\n"
    "run: 端口 %(port)s 已被占用（%(host)s）。请停止占用它的程序，或换一个端口：make run PORT=%(other)d\n"
)
UNREADABLE = "run: PORT=%s is no port; write it like make run PORT=8000\n"


def is_taken(host, port):
    """True when something listens there or it may not be used; other faults are left to the server to tell."""
    probe = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
    except (OSError, IOError) as fault:  # noqa: UP024 - two classes in Python 2
        return fault.errno in (errno.EADDRINUSE, errno.EACCES)
    finally:
        probe.close()
    return False


def main(host, port):
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.stderr.write(UNREADABLE % port)
        return 1
    if is_taken(host, int(port)):
        sys.stderr.write(TAKEN % {"host": host, "port": port, "other": int(port) + 1})
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2]))
