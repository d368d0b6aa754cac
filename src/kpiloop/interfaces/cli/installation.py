"""Opening an installation: home directory, framework, account, language."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.cli import session
from kpiloop.interfaces.cli.errors import DatabaseOutdated, HomeEmpty

SETTINGS = "kpiloop.project.settings"


def start_framework(home: Path) -> None:
    """Load the framework for this home directory; the first costly step of any command."""
    os.environ["KPILOOP_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def open_installation() -> None:
    """Make sure there is an installation of this version, and resolve who acts."""
    call = session.current()
    start_framework(call.home)
    if not has_database():
        raise HomeEmpty(home=call.home)
    if waiting := missing_migrations():
        raise DatabaseOutdated(count=len(waiting), home=call.home)
    if call.username:
        actor = resolve_actor(call.username)
        language = call.language if call.is_language_chosen else language_of(actor)
        call = session.change(actor=actor, language=language)
    speak(call.language)


def speak(language: str) -> None:
    """Word sentences and figures in this language from now on."""
    from django.utils import translation

    translation.activate(language)


def has_database() -> bool:
    """Whether tables were ever created: a file, or a named server with our tables."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).exists()
    return "access_user" in connection.introspection.table_names()


def missing_migrations() -> list[str]:
    """Changes of the tables that this program needs and the database does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def apply_migrations() -> None:
    """Create or renew the tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def resolve_actor(username: str) -> Actor:
    """The account as it may act today."""
    from django.utils import timezone

    access = _service("kpiloop.foundation.access.services")
    actor: Actor = access.actor_named(username, on=timezone.localdate())
    return actor


def language_of(actor: Actor) -> str:
    """Language the account chose."""
    selectors = _service("kpiloop.foundation.access.selectors")
    language: str = selectors.account_by_username(actor, actor.username).language
    return language


def _service(name: str) -> Any:
    """Rooms with tables can only be imported once the framework is loaded."""
    return import_module(name)
