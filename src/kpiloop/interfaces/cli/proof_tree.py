"""A proof chain as an indented tree."""

from __future__ import annotations

from collections.abc import Iterator

from kpiloop.engine.trace import Step
from kpiloop.interfaces.cli.wording import full
from kpiloop.interfaces.wording.labels import has_label, label

#: Evidence that helps a person; the rest is for --json.
SHOWN_EVIDENCE = (
    *("formula", "definition_version", "rule_version", "run_number", "load_numbers", "warehouse_version"),
    *("row_count", "row_sum", "load", "line", "document", "why", "until", "decided_by", "open_to"),
)


def lines(step: Step, before: str = "", is_last: bool = True, is_top: bool = True) -> Iterator[str]:
    """The tree line by line, parents before children."""
    branch = "" if is_top else "└─ " if is_last else "├─ "
    yield f"{before}{branch}{_text(step)}"
    below = before + ("" if is_top else "   " if is_last else "│  ")
    for place, child in enumerate(step.children, 1):
        yield from lines(child, below, place == len(step.children), False)


def _text(step: Step) -> str:
    bounds = [step.parameters[name] for name in ("low", "high") if name in step.parameters]
    parts = [_title(step), f"= {full(step.figure)}", *([f"({'..'.join(bounds)})"] if bounds else [])]
    if step.unit:
        parts.append(step.unit)
    if step.leaf:
        parts.append(f"[{label(f'leaf.{step.leaf}')}]")
    details = [f"{name}={step.evidence[name]}" for name in SHOWN_EVIDENCE if step.evidence.get(name)]
    details += [f"{_role(role)} {name}" for role, name, _ in step.people]
    return " ".join(parts) + (f"  ({', '.join(details)})" if details else "")


def _title(step: Step) -> str:
    title = label(step.title_code) if has_label(step.title_code) else step.kind.replace("_", " ")
    names = [value for value in step.fields.values() if value]
    try:
        return title % step.fields if "%(" in title else " ".join([title, *names])
    except (KeyError, ValueError):
        return " ".join([title, *names])


def _role(code: str) -> str:
    return label(f"role.{code}") if has_label(f"role.{code}") else code
