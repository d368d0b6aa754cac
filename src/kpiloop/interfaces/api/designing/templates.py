"""Templates of cards for many by program: what they say and whom they serve; storing and taking away one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import FIGURE, out_of, text_of
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.cards.rows import NewTemplate, Population, TemplateLine, TemplateRow

router = Router(tags=["schemes"])


class TemplateLineOut(Schema):
    """One KPI of a template."""

    kpi: str
    weight: str = Field(..., description="Percent of the card as text")
    target_basis: str = Field(..., description="none, month, year or unit_share")
    figure: str | None = Field(None, description=FIGURE)


class TemplateLineIn(Schema):
    """One KPI of a template to store."""

    kpi: str
    weight: Decimal = Field(..., description="Percent of the card; all of them make exactly 100")
    target_basis: str = Field("none", description="none, month, year or unit_share")
    figure: Decimal | None = Field(None, description="Of month: every month; of year: spread over its months")


class PopulationOut(Schema):
    """Whom a template serves: every condition that is filled must hold."""

    kind: str = Field(..., description="person, position or unit: what gets the card")
    units: list[str]
    with_below: bool
    levels: list[str]
    positions: list[str]
    people: list[str]
    excluded: list[str]
    heads: str = Field(..., description="any, without or only")
    valid_from: date | None
    valid_to: date | None


class PopulationIn(Schema):
    """Whom a template serves; an empty condition holds for everybody."""

    kind: str = Field("person", description="person, position or unit: what gets the card")
    units: list[str] = []
    with_below: bool = True
    levels: list[str] = []
    positions: list[str] = []
    people: list[str] = []
    excluded: list[str] = Field([], description="Codes of people, positions or units left out")
    heads: str = Field("any", description="any, without (leaders keep their unit's card) or only")
    valid_from: date | None = None
    valid_to: date | None = None

    def stated(self) -> Population:
        """As the service takes it."""
        return Population(
            kind=self.kind,
            units=tuple(self.units),
            with_below=self.with_below,
            levels=tuple(self.levels),
            positions=tuple(self.positions),
            people=tuple(self.people),
            excluded=tuple(self.excluded),
            heads=self.heads,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class TemplateIn(Schema):
    """What a template says from now on, as a whole."""

    scheme: str
    name_zh: str = Field(..., min_length=1)
    name_en: str = ""
    owner_rule: str = Field("self", description="self, unit_head, line_manager or named")
    owner: str = Field("", description="Employee number, where the rule is named")
    provider_rule: str = Field("none", description="none, self, unit_head, line_manager or named")
    provider: str = Field("", description="Employee number, where the rule is named")
    lines: list[TemplateLineIn] = Field(..., min_length=1)
    populations: list[PopulationIn] = Field(..., min_length=1, description="One that fits is enough")

    def stated(self, code: str) -> NewTemplate:
        """As the service takes it."""
        given = self.dict(exclude={"lines", "populations"})
        return NewTemplate(
            code=code,
            lines=tuple(TemplateLine(**line.dict()) for line in self.lines),
            populations=tuple(each.stated() for each in self.populations),
            **given,
        )


class RemovedOut(Schema):
    """A template that was taken away."""

    code: str
    generated: int = Field(..., description="KPIs of subjects that came from it; they stay as given by hand")


class TemplateOut(Schema):
    """One card for many, and whom it serves."""

    code: str
    scheme: str
    name_zh: str
    name_en: str
    owner_rule: str
    owner: str
    provider_rule: str
    provider: str
    lines: list[TemplateLineOut]
    populations: list[PopulationOut] = Field(..., description="One that fits is enough")
    generated: int = Field(..., description="KPIs of subjects that came from it and run on")

    @staticmethod
    def of(row: TemplateRow) -> TemplateOut:
        """From the row."""
        lines = [
            out_of(TemplateLineOut, line, weight=text_of(line.weight), figure=text_of(line.figure))
            for line in row.asked.lines
        ]
        populations = [PopulationOut(**asdict(population)) for population in row.asked.populations]
        return out_of(TemplateOut, row.asked, lines=lines, populations=populations, generated=row.generated)


@reading(
    router,
    "/card-templates",
    answer=list[TemplateOut],
    permission="plan.edit",
    object_kind="scheme",
    summary="Templates of cards with whom they serve",
)
def get_card_templates(request: HttpRequest, scheme: str | None = None) -> list[TemplateOut]:
    """By code, of one scheme or of all."""
    return [TemplateOut.of(row) for row in selectors.card_templates(reader(request), scheme=scheme)]


@writing(
    router,
    "/card-templates/{slug:code}",
    answer=TemplateOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Store a template with whom it serves, new or in place of what it said",
)
def save_card_template(request: HttpRequest, code: str, body: TemplateIn) -> TemplateOut:
    """Cards change only when they are generated."""
    services.save_template(reader(request), template=body.stated(code))
    return TemplateOut.of(selectors.card_template(reader(request), code))


@writing(
    router,
    "/card-templates/{slug:code}/remove",
    answer=RemovedOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Take a template away; cards it generated stay and become cards given by hand",
)
def remove_card_template(request: HttpRequest, code: str) -> RemovedOut:
    """Answers how many KPIs of subjects had come from it."""
    held = selectors.card_template(reader(request), code)
    services.remove_template(reader(request), code=code)
    return RemovedOut(code=code, generated=held.generated)
