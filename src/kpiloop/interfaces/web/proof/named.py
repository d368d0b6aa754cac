"""People of a proof by name: the trail keeps accounts, a reader knows persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.interfaces.wording import formats


def with_names(viewer: Actor, top: Step) -> Step:
    """The same chain with the names of the people behind the accounts; an account without a person stays."""
    return _renamed(top, org.people_by_account(viewer, sorted(set(_accounts(top)))))


def _accounts(step: Step) -> Iterator[str]:
    yield from (name for _role, name, _at in step.people if name)
    yield from filter(None, [step.evidence.get("open_to", "")])
    for child in step.children:
        yield from _accounts(child)


def _renamed(step: Step, people: Mapping[str, PersonRow]) -> Step:
    named = tuple((role, _name(people, name), at) for role, name, at in step.people)
    evidence = step.evidence
    if evidence.get("open_to") in people:
        evidence = {**evidence, "open_to": _name(people, evidence["open_to"])}
    below = tuple(_renamed(child, people) for child in step.children)
    return replace(step, people=named, evidence=evidence, children=below)


def _name(people: Mapping[str, PersonRow], username: str) -> str:
    person = people.get(username)
    return person.name("en" if formats.language() == "en" else "zh") if person else username
