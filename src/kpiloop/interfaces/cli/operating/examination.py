"""What `doctor` looks at: database, trail, keys, facts, assets, processes, news, disk."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import connection
from django.utils.translation import get_supported_language_variant

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.audit import selectors as audit
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.vault import key_file
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.interfaces.cli.session import say

BEAT_AGE = timedelta(minutes=2)
NEWS_AGE = timedelta(minutes=5)
LEAST_DISK_MB = 500
ASSETS = ("vendor/htmx.min.js", "vendor/icons.svg")
#: Bytes 18 and 19 of a SQLite file say how it is written: 2 is write-ahead logging.
_WAL = b"\x02\x02"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str  #: what was looked at
    found: str  #: what was found
    state: str  #: good, notice or bad
    fix: str = ""  #: what to do about it


def examine(home: Path, *, now: datetime) -> list[Finding]:
    """Look at everything; one look that fails does not hide the others."""
    looks: list[Callable[[], Iterator[Finding]]] = [
        lambda: database(),
        lambda: trail(),
        lambda: keys(home),
        lambda: facts(home),
        lambda: assets(),
        lambda: processes(now),
        lambda: news(now),
        lambda: disk(home),
    ]
    return [finding for look in looks for finding in _taken(look)]


def database() -> Iterator[Finding]:
    """Mode of the application database."""
    what = say("数据库", "database")
    if connection.vendor != "sqlite":
        yield Finding(what, f"PostgreSQL {connection.settings_dict['HOST']}", "good")
        return
    path = Path(str(connection.settings_dict["NAME"]))
    is_wal = path.read_bytes()[18:20] == _WAL if path.exists() else False
    options = connection.settings_dict.get("OPTIONS", {})
    is_strict = options.get("transaction_mode") == "IMMEDIATE" and "synchronous=FULL" in str(
        options.get("init_command")
    )
    if is_wal and is_strict:
        yield Finding(what, f"SQLite WAL, IMMEDIATE, FULL, {path.stat().st_size / 1e6:.1f} MB", "good")
    else:
        fix = say("不要改动数据库设置；重新运行 kpiloop init", "leave the database settings alone; run kpiloop init")
        yield Finding(what, say("SQLite 模式不对", "SQLite in the wrong mode"), "bad", fix)


def trail() -> Iterator[Finding]:
    """The audit chain, and whether the database guards it."""
    what, state = say("审计链", "audit chain"), audit.verify_chain(SYSTEM)
    if state.ok:
        yield Finding(what, say(f"{state.entries} 条，完整", f"{state.entries} entries, whole"), "good")
    else:
        found = say(f"第 {state.first_broken} 条不符", f"broken at entry {state.first_broken}")
        yield Finding(
            what, found, "bad", say("与备份比对该条之后的记录", "compare the entries from there with a backup")
        )
    if not audit.is_guarded(SYSTEM):
        found = say("数据库未启用防改触发器", "the database does not refuse changes of the trail")
        yield Finding(what, found, "notice", "kpiloop init")


def keys(home: Path) -> Iterator[Finding]:
    """The signing key exists and is private, and so is the key that seals passwords of sources once there is one."""
    yield from _key(say("签名密钥", "signing key"), home / "secrets" / "signing.key")
    if key_file().exists():
        yield from _key(say("加密密钥", "encryption key"), key_file())


def _key(what: str, key: Path) -> Iterator[Finding]:
    if not key.exists():
        yield Finding(what, say("缺失", "missing"), "bad", "kpiloop init")
    elif stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding(what, say("他人可读", "readable by others"), "bad", f"chmod 600 {key}")
    else:
        yield Finding(what, say("存在且私有", "present and private"), "good")


def facts(home: Path) -> Iterator[Finding]:
    """Files of the current version of the facts, and who counts them."""
    what, version = say("事实库", "facts"), warehouse.current_version(SYSTEM)
    if version is None:
        yield Finding(what, say("尚无数据", "nothing loaded yet"), "good")
    else:
        yield Finding(
            what,
            say(f"版本 {version.number}，{version.rows} 行", f"version {version.number}, {version.rows} rows"),
            "good",
        )
    name, fault = warehouse.engine(SYSTEM)
    if fault:
        fix = say("启动它，或更正 KPILOOP_WAREHOUSE", "start it, or correct KPILOOP_WAREHOUSE")
        yield Finding(say("计数引擎", "counting engine"), f"{name}: {fault}", "bad", fix)
    elif name != "duckdb":
        yield Finding(say("计数引擎", "counting engine"), say(f"{name}，有响应", f"{name} answers"), "good")


def assets() -> Iterator[Finding]:
    """Browser files and translations are installed."""
    missing = [name for name in ASSETS if finders.find(name) is None]
    what = say("浏览器文件", "browser files")
    if missing:
        yield Finding(what, say(f"缺少 {missing[0]}", f"{missing[0]} is missing"), "bad", "make assets")
    else:
        yield Finding(what, say("齐全", "complete"), "good")
    get_supported_language_variant("zh-hans")


def processes(now: datetime) -> Iterator[Finding]:
    """Last sign of life of the schedule and of the job process."""
    beats = {beat.name: beat.beat_at for beat in jobs.beats(SYSTEM)}
    for name in ("scheduler", "jobs"):
        last = beats.get(name)
        if last is not None and now - last <= BEAT_AGE:
            seconds = int((now - last).total_seconds())
            yield Finding(name, say(f"{seconds} 秒前有心跳", f"last beat {seconds} s ago"), "good")
        else:
            found = (
                say("没有运行", "not running")
                if last is None
                else say(f"最后心跳 {last:%F %T}", f"last beat {last:%F %T}")
            )
            yield Finding(name, found, "notice", "kpiloop serve")


def news(now: datetime) -> Iterator[Finding]:
    """Undelivered and abandoned news."""
    what, oldest, dead = say("消息", "news"), jobs.oldest_waiting(SYSTEM), jobs.dead_letters(SYSTEM)
    if dead:
        found = say(f"{len(dead)} 条已放弃：{dead[0].last_error}", f"{len(dead)} given up: {dead[0].last_error}")
        yield Finding(what, found, "bad", f"kpiloop job retry {dead[0].id}")
    if oldest is not None and now - oldest > NEWS_AGE:
        yield Finding(
            what,
            say(f"最早一条等待自 {oldest:%F %T}", f"oldest waiting since {oldest:%F %T}"),
            "notice",
            "kpiloop serve",
        )
    elif not dead:
        yield Finding(what, say("全部送达", "all delivered"), "good")


def disk(home: Path) -> Iterator[Finding]:
    """Space left where the installation lives."""
    what, free = say("磁盘", "disk"), shutil.disk_usage(home).free // 1_000_000
    state = "good" if free >= LEAST_DISK_MB else "bad"
    fix = "" if state == "good" else say("清理磁盘或移动安装目录", "free some space or move the installation")
    yield Finding(what, say(f"剩余 {free} MB", f"{free} MB free"), state, fix)


def _taken(look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except Exception as fault:
        return [
            Finding(
                say("检查", "look"), f"{type(fault).__name__}: {fault}", "bad", say("请报告此错误", "report this fault")
            )
        ]
