"""What was kept of acknowledged edits: reads them from its input and counts those that were lost."""

from __future__ import annotations

import sys
from collections import Counter
from decimal import Decimal
from itertools import pairwise


def main() -> int:
    """Print what is wrong, and the count on the last line."""
    import django

    django.setup()
    said = [line.split("\t") for line in sys.stdin.read().splitlines() if line]
    wrong = [*_actions([line for line in said if line[0] == "action"])]
    wrong += _targets([line for line in said if line[0] == "target"])
    print("\n".join([*wrong[:50], str(len(wrong))]))
    return 0


def _actions(said: list[list[str]]) -> list[str]:
    from kpiloop.foundation.audit.models import AuditEntry
    from kpiloop.loop.review.rows import mark_of

    wrong = []
    for key in {line[1] for line in said}:
        found = AuditEntry.objects.filter(object_kind="review.action", object_key=key, verb="update").order_by("seq")
        after = [entry.after for entry in found]
        marks = {str(now["progress"]): mark_of(was["state"], was["progress"])
                 for was, now in pairwise(after)}  # fmt: skip
        words = Counter(str(each["progress"]) for each in after)
        first = str(after[0]["progress"]) if after else ""
        for _kind, action, seen, word in (line for line in said if line[1] == key):
            if words[word] != 1:
                wrong.append(f"action {action}: {word} stands {words[word]} times in the trail")
            elif word != first and marks[word] != seen:
                wrong.append(f"action {action}: {word} was written over a version its writer had not seen")
    return wrong


def _targets(said: list[list[str]]) -> list[str]:
    from kpiloop.loop.plan.models import Target

    wrong = []
    for _kind, name, seen, figure in said:
        key, _dot, code = name.removeprefix("t").partition(".")
        found = Target.objects.filter(assignment_id=int(key), period__code=code, version=int(seen) + 1).first()
        if found is None or found.target != Decimal(figure):
            wrong.append(f"target {name}: version {int(seen) + 1} is not {figure}")
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
