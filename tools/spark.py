"""A Spark cluster on this machine: one master, two workers, until Ctrl-C.

python tools/spark.py [--port 7077] [--memory 2g] [--cores 1]     what `make spark` runs
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
OLDEST_JAVA = 17
#: Small enough for a master and two workers beside everything else; their executors have memory of their own.
DAEMON_MEMORY = "256m"
SECONDS_TO_START = 90


class Absent(Exception):
    """Something the cluster needs is not on this machine."""


def spark_class() -> Path:
    """The program that starts parts of a cluster."""
    found = find_spec("pyspark")
    if found is None or not found.submodule_search_locations:
        raise Absent("pyspark is not installed: make setup-spark")
    return Path(found.submodule_search_locations[0]) / "bin" / "spark-class"


def java() -> str:
    """A Java runtime new enough for Spark."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(f"{home}/bin/java" if home else "java")
    if found is None:
        raise Absent(f"no Java runtime: install Java {OLDEST_JAVA}, on Debian openjdk-17-jre-headless")
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = told.partition('version "')[2].partition('"')[0].partition(".")[0]
    if not version.isdigit() or int(version) < OLDEST_JAVA:
        raise Absent(f"Java {OLDEST_JAVA} or newer is needed; {found} says: {told.splitlines()[:1]}")
    return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def cluster(*, port: int, memory: str = "2g", cores: int = 1, workers: int = 2) -> Iterator[str]:
    """Master and workers, ended when the block is left; gives the address of the master."""
    program = spark_class()
    java()
    address = f"spark://{HOST}:{port}"
    with tempfile.TemporaryDirectory(prefix="kpiloop-spark-") as folder, contextlib.ExitStack() as running:
        log = running.enter_context((Path(folder) / "log").open("w+"))
        web = str(free_port())
        master = ["org.apache.spark.deploy.master.Master", "--host", HOST, "--port", str(port), "--webui-port", web]
        running.enter_context(_part(program, master, folder, log))
        _wait(lambda: _listens(port), log, "master")
        for number in range(workers):
            worker = ["org.apache.spark.deploy.worker.Worker", "--host", HOST, "-c", str(cores), "-m", memory]
            worker += ["--webui-port", str(free_port()), "-d", f"{folder}/worker{number}", address]
            running.enter_context(_part(program, worker, folder, log))
        _wait(lambda: Path(log.name).read_text().count("Registering worker") >= workers, log, "workers")
        yield address


@contextlib.contextmanager
def _part(program: Path, arguments: list[str], folder: str, log: object) -> Iterator[None]:
    environment = {**os.environ, "SPARK_DAEMON_MEMORY": DAEMON_MEMORY, "SPARK_LOCAL_DIRS": folder,
                   "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                   "SPARK_LOCAL_IP": HOST}  # fmt: skip
    process = subprocess.Popen(
        [str(program), *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,  # type: ignore[call-overload]
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        # The executors of a worker are its children and belong to its group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _wait(ready: object, log: object, part: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise Absent(f"the {part} did not start:\n{Path(log.name).read_text()[-2000:]}")  # type: ignore[attr-defined]
        time.sleep(0.2)


def main(arguments: list[str]) -> int:
    """Start a cluster and hold it until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=7077)
    parser.add_argument("--memory", default="2g", help="memory of each worker")
    parser.add_argument("--cores", type=int, default=1, help="cores of each worker")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with cluster(port=asked.port, memory=asked.memory, cores=asked.cores) as address:
            print(f"spark: {address} with two workers. In another terminal: export KPILOOP_WAREHOUSE={address}")
            print("spark: Ctrl-C ends it", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("spark: ended")
    except Absent as reason:
        print(f"spark: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
