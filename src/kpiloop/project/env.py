"""Typed reading of the environment: the only place that knows the names of the settings."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "KPILOOP_"
KNOWN = {
    "KPILOOP_HOME": "Home directory of the installation (default ./.kpiloop).",
    "KPILOOP_DATABASE_URL": "postgres://user:password@host:port/name; empty means SQLite in the home directory.",
    "KPILOOP_WAREHOUSE": "Who counts the facts of a run: duckdb (default), postgres://user:password@host/name, "
    "spark://host:7077.",
    "KPILOOP_SECRET_KEY": "Signing key; empty means the key file in the home directory.",
    "KPILOOP_ALLOWED_HOSTS": "Comma-separated host names the pages answer to.",
    "KPILOOP_SOURCE_HOSTS": "Comma-separated hosts (or host:port) in private networks that web sources may ask.",
    "KPILOOP_HOOK_HOSTS": "Comma-separated hosts (or host:port) in private networks that webhooks may be sent to.",
    "KPILOOP_INBOX_ROOTS": "Comma-separated folders beside HOME/inbox below which folders may be watched.",
    "KPILOOP_DEBUG": "1 shows traces in pages; never in production.",
    "KPILOOP_TEST_POSTGRES": "Address of the PostgreSQL server the tests use.",
    "KPILOOP_TEST_MARIADB": "Address of the MariaDB or MySQL server the tests use.",
    "KPILOOP_TEST_SPARK": "Address of the Spark master the tests use; empty starts one.",
    "KPILOOP_TEST_CHROMIUM": "Path of the Chromium the browser tests use.",
}
WAREHOUSES = ("duckdb", "postgres", "postgresql", "spark")


#: Nobody but the environment sets these, so that is where one has to look.
_WHERE = (
    "它来自启动本程序的环境（shell 配置、systemd 单元或容器文件），请在那里改正或删除。",
    "It is set in the environment that starts this program (shell profile, systemd unit or container file): "
    "correct it there, or take it out.",
)


class SettingWrong(ImproperlyConfigured):
    """A setting nobody knows, or of a value nobody understands; worded before any catalogue can be loaded."""

    def __init__(self, zh: str, en: str) -> None:
        """Take the sentence in both languages; the place is added to each."""
        self.zh, self.en = f"{zh}{_WHERE[0]}", f"{en} {_WHERE[1]}"
        super().__init__(self.en)


def refuse_unknown() -> None:
    """Refuse names with our prefix that no setting reads: a misspelt setting must not pass silently.

    Errors:   SettingWrong names each of them, with the known name it is nearest to.
    """
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in KNOWN)
    if not unknown:
        return
    short = {name.removeprefix(PREFIX): name for name in KNOWN}
    nearest = {name: difflib.get_close_matches(name.removeprefix(PREFIX), list(short), n=1) for name in unknown}
    zh = [f"{name} 不是本产品的设置{_asked_zh(near, short)}" for name, near in nearest.items()]
    en = [f"{name} is no setting of KPILoop{_asked_en(near, short)}" for name, near in nearest.items()]
    if not all(nearest.values()):
        listed = ", ".join(name for name in KNOWN if not name.startswith(f"{PREFIX}TEST_"))
        zh.append(f"可用的设置：{listed}。")
        en.append(f"Settings are: {listed}.")
    raise SettingWrong("".join(zh), " ".join(en))


def _asked_zh(near: list[str], short: dict[str, str]) -> str:
    return f"，是否想写 {short[near[0]]}？" if near else "。"


def _asked_en(near: list[str], short: dict[str, str]) -> str:
    return f"; did you mean {short[near[0]]}?" if near else "."


def text(name: str, default: str = "") -> str:
    """Value of one known setting as text."""
    if name not in KNOWN:
        raise KeyError(name)
    return os.environ.get(name, default)


def listed(name: str) -> tuple[str, ...]:
    """Value of one known setting that lists several things."""
    return tuple(part.strip() for part in text(name).split(",") if part.strip())


#: Seconds a thread keeps its connection: opening one and reading the names of all tables takes as long as a small page.
KEPT_OPEN = 60


def home() -> Path:
    """Home directory of this installation."""
    return Path(text("KPILOOP_HOME") or ".kpiloop").absolute()


def database(home_directory: Path) -> dict[str, object]:
    """Django database entry: SQLite in the home directory unless an address names PostgreSQL."""
    url = text("KPILOOP_DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home_directory / "kpiloop.sqlite3"),
            "CONN_MAX_AGE": KEPT_OPEN,
            # Deferred transactions fail with "database is locked" under several writers;
            # taking the write lock at BEGIN makes them wait instead (decision 0007).
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,  # a server that was restarted meanwhile is asked again, not told as a fault
    }


def warehouse() -> str:
    """Who counts the facts: an address, or duckdb for the engine inside every process."""
    address = text("KPILOOP_WAREHOUSE") or "duckdb"
    if (urlsplit(address).scheme or address) not in WAREHOUSES:
        shown = address.partition("@")[0].partition("://")[0][:20]
        raise SettingWrong(
            f"KPILOOP_WAREHOUSE 应为 duckdb、postgres://… 或 spark://…，而不是 {shown}。",
            f"KPILOOP_WAREHOUSE is duckdb, postgres://... or spark://..., not {shown}.",
        )
    return address


def secret_key(home_directory: Path) -> str:
    """Signing key from the environment or the home directory; a fixed one only before `init`."""
    given = text("KPILOOP_SECRET_KEY")
    if given:
        return given
    path = home_directory / "secrets" / "signing.key"
    return path.read_text().strip() if path.exists() else "kpiloop-before-init-no-sessions-are-signed-with-this"
