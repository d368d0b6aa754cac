"""One finding for all cards of a template: whoever mends or accepts it does so once, not once for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kpiloop.loop.plan.models import Assignment, CardTemplate
from kpiloop.loop.plan.rows import FindingRow, TemplateCards


@dataclass(frozen=True)
class _Origin:
    """Which template lines and cards came from."""

    lines: dict[int, CardTemplate | None]  #: by assignment
    cards: dict[int, CardTemplate | None]  #: by subject; None where any running line was given by hand

    def of(self, row: FindingRow) -> CardTemplate | None:
        """The template behind a finding, None for what was written by hand."""
        if row.assignment_id is not None:
            return self.lines.get(row.assignment_id)
        return self.cards.get(row.subject.id) if row.subject else None


def by_template(found: Sequence[FindingRow], lines: Iterable[Assignment]) -> list[FindingRow]:
    """Fold findings of one kind about one KPI on cards of one template into one row.

    Shape:    findings card by card, the lines of all cards -> as many or fewer, each at the place of its first.
    Law:      findings about cards written by hand, about the dictionary, and those accepted by themselves are
              left as they are; a template with one card is a template all the same, so the key stays when
              somebody joins.
    """
    origin = _origin(lines)
    places: dict[object, list[FindingRow]] = defaultdict(list)
    templates: dict[object, CardTemplate] = {}
    for number, row in enumerate(found):
        template = origin.of(row) if row.override is None else None
        place = number if template is None else (row.code, row.kpi_code, template.pk)
        places[place].append(row)
        if template is not None:
            templates[place] = template
    return [_folded(rows, templates[place]) if place in templates else rows[0] for place, rows in places.items()]


def _origin(lines: Iterable[Assignment]) -> _Origin:
    cards: dict[int, list[Assignment]] = defaultdict(list)
    by_line: dict[int, CardTemplate | None] = {}
    for line in lines:
        cards[line.subject_id].append(line)
        by_line[line.pk] = line.template
    return _Origin(by_line, {subject: _template_of(card) for subject, card in cards.items()})


def _template_of(card: list[Assignment]) -> CardTemplate | None:
    """The one template behind the lines that run on, or behind all lines of a card that ended."""
    running = [line for line in card if line.valid_to is None] or card
    return running[0].template if len({line.template_id for line in running}) == 1 else None


def _folded(rows: list[FindingRow], template: CardTemplate) -> FindingRow:
    first = rows[0]
    cards = len({row.subject.id for row in rows if row.subject})
    said = [{name: text for name, text in row.fields.items() if name != "subject"} for row in rows]
    is_alike = all(fields == said[0] for fields in said)
    fix = next((row.fix for row in rows if row.fix), "")
    group = TemplateCards(template.code, template.name_zh, template.name_en, cards, is_alike)
    return replace(
        first, subject=None, assignment_id=None, fields=said[0], fix=fix, template=group, members=tuple(rows)
    )
