"""Make the environment: from a machine with python3 and pip to a working .venv, offline from then on.

    python3 tools/bootstrap.py run|dev
    python3 tools/bootstrap.py spark      adds the libraries of a Spark warehouse to what is there

Only the standard library, and only syntax that an old Python can read far enough to be told to go home.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BOOT = os.path.join(ROOT, ".boot")
VENV = os.path.join(ROOT, ".venv")
BIN = "Scripts" if os.name == "nt" else "bin"
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = os.path.join(VENV, BIN, "python" + SUFFIX)
UV_RANGE = "uv>=0.9,<1"
KINDS = ("run", "dev")
SPARK = "spark"


def say(text):
    sys.stdout.write("setup: " + text + "\n")
    sys.stdout.flush()


def stop(text):
    sys.stderr.write("setup: " + text + "\n")
    raise SystemExit(1)


def runs(*command):
    """True when the command ends well; its words are not shown."""
    try:
        silence = subprocess.DEVNULL
        return subprocess.call(command, stdin=silence, stdout=silence, stderr=silence) == 0
    except OSError:
        return False


def find(name):
    """Path of a program; Python 2 cannot look and finds none."""
    return shutil.which(name) if hasattr(shutil, "which") else None


def ensure_python():
    """This Python, or a newer one found beside it; otherwise say what to install."""
    if sys.version_info[:2] >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        other = find("python3.%d" % minor)
        if other:
            say("python3 is %s, going on with %s" % (platform.python_version(), other))
            os.execv(other, [other] + sys.argv)
    stop(
        "KPILoop needs Python %d.%d or newer; %s is %s.\n"
        "  Debian and Ubuntu: apt-get install python3.11 python3.11-venv   macOS: brew install python@3.12\n"
        "  Then run make again, or name the interpreter: make setup PYTHON=/path/to/python3.11"
        % (OLDEST[0], OLDEST[1], sys.executable, platform.python_version())
    )


def ensure_uv():
    """Path of uv inside the checkout; nothing outside it is changed unless there is no other way."""
    uv = os.path.join(BOOT, BIN, "uv" + SUFFIX)
    if runs(uv, "--version"):
        return uv
    say("installing uv")
    shutil.rmtree(BOOT, ignore_errors=True)
    if runs(sys.executable, "-m", "venv", BOOT):
        pip = [os.path.join(BOOT, BIN, "python" + SUFFIX), "-m", "pip"]
        if subprocess.call(pip + ["install", "--quiet", UV_RANGE], stdin=subprocess.DEVNULL) == 0:
            return uv
    return ensure_uv_without_venv(uv)


def ensure_uv_without_venv(uv):
    """Debian splits the venv module off: pip alone can place uv in the checkout, or else for this user."""
    shutil.rmtree(BOOT, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    if not runs(sys.executable, "-m", "pip", "--version"):
        stop("neither the venv module nor pip is there. Debian and Ubuntu: apt-get install python3-venv")
    if subprocess.call(pip + ["--target", BOOT, UV_RANGE], stdin=subprocess.DEVNULL) == 0 and runs(uv, "--version"):
        return uv
    if subprocess.call(pip + ["--user", UV_RANGE], stdin=subprocess.DEVNULL) == 0:
        import site

        for found in (os.path.join(site.getuserbase(), BIN, "uv" + SUFFIX), shutil.which("uv")):
            if found and runs(found, "--version"):
                return found
    return stop("uv could not be installed. The lines above say why; a package mirror is set in pip's own settings.")


def mirror_settings():
    """What pip was told about mirrors and certificates holds for uv too, unless uv was told itself."""
    environment = dict(os.environ)
    if not any(environment.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        index = environment.get("PIP_INDEX_URL") or pip_setting("global.index-url")
        if index:
            environment["UV_DEFAULT_INDEX"] = index
    if environment.get("PIP_CERT"):
        environment.setdefault("SSL_CERT_FILE", environment["PIP_CERT"])
    return environment


def pip_setting(name):
    """One value of pip's configuration files, or an empty text."""
    command = [sys.executable, "-m", "pip", "config", "get", name]
    try:
        return subprocess.check_output(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def fingerprint(kind):
    """What the environment depends on: the exact libraries, the names of our commands, the interpreter."""
    digest = hashlib.sha256()
    for name in ("requirements/%s.txt" % kind, "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as handle:
            digest.update(handle.read())
    # A moved checkout needs a new editable link; a foreign interpreter new libraries.
    digest.update((ROOT + platform.python_version()).encode())
    return digest.hexdigest()


def stamp_path(kind):
    return os.path.join(VENV, "kpiloop-%s.stamp" % kind)


def is_fresh(kind):
    """True when the environment already holds exactly what is asked for."""
    if not os.path.exists(stamp_path(kind)) or not runs(PYTHON, "-c", "import kpiloop, django"):
        return False
    with open(stamp_path(kind)) as handle:
        return handle.read().strip() == fingerprint(kind)


def chosen_kind(asked):
    """A developer's environment stays one: `run` is a subset of `dev`."""
    return "dev" if os.path.exists(stamp_path("dev")) else asked


def fill(uv, kind):
    """Bring the environment to exactly the locked libraries, in place, and link the checkout into it."""
    environment = mirror_settings()

    def call(*arguments):
        if subprocess.call((uv,) + arguments, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL) != 0:
            stop("`uv %s` failed; the lines above say why" % " ".join(arguments[:2]))

    if not runs(PYTHON, "-c", "import sys; sys.exit(sys.version_info[:2] < (%d, %d))" % OLDEST):
        call("venv", "--quiet", "--clear", "--python", sys.executable, VENV)
    say("installing the libraries of requirements/%s.txt" % kind)
    exact = ("--require-hashes", "--only-binary", ":all:", "requirements/%s.txt" % kind)
    # Compiled once here, or every process pays for it at every start where nothing may be written beside the sources.
    call("pip", "sync", "--quiet", "--compile-bytecode", "--python", PYTHON, *exact)
    call("pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "--editable", ".")
    for other in KINDS:
        if other != kind and os.path.exists(stamp_path(other)):
            os.remove(stamp_path(other))
    with open(stamp_path(kind), "w") as handle:
        handle.write(fingerprint(kind) + "\n")


def has_spark():
    """True when exactly the locked pyspark is there; filling the environment anew takes it away."""
    with open(os.path.join(ROOT, "requirements", "spark.txt")) as handle:
        pinned = [line.split()[0].split("==")[1] for line in handle if line.startswith("pyspark==")]
    return runs(PYTHON, "-c", "from importlib.metadata import version; assert [version('pyspark')] == %r" % pinned)


def add_spark(uv):
    """pyspark is published as a source package only: it is built once, half a minute, and kept in uv's cache."""
    say("installing the libraries of requirements/spark.txt (456 MB)")
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-binary", "pyspark", "--requirement", "requirements/spark.txt"]
    if subprocess.call(command, cwd=ROOT, env=mirror_settings(), stdin=subprocess.DEVNULL) != 0:
        stop("`uv pip install` failed; the lines above say why")


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in KINDS + (SPARK,):
        stop("usage: bootstrap.py run|dev|spark")
    ensure_python()
    kind = chosen_kind("run" if arguments[0] == SPARK else arguments[0])
    if not is_fresh(kind):
        fill(ensure_uv(), kind)
        say("ready")
    if arguments[0] == SPARK and not has_spark():
        add_spark(ensure_uv())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
