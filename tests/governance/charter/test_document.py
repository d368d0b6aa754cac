"""The document in words and on paper: chapters, groups of cards, nothing read as markup, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.charter import selectors
from kpiloop.interfaces.reports.charter.document import draft_shown
from kpiloop.interfaces.reports.charter.shapes import CharterShown, TableShown
from kpiloop.interfaces.reports.charter.words import scoring_of
from kpiloop.interfaces.reports.errors import FontsMissing
from kpiloop.interfaces.reports.writers import charter_pdf as writer
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment, TermsRow
from tests.governance.charter.conftest import SCHEME, TODAY
from tests.governance.letters.test_pdf import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S23")]


def shown(actor: Actor) -> CharterShown:
    return draft_shown(selectors.charter(actor, scheme=SCHEME, on=TODAY))


def test_chapters_say_what_the_scheme_says(drawn_up: dict[str, Actor]) -> None:
    shares = (GradeShare("A", Decimal("0.2")), GradeShare("B", Decimal("0.8")))
    limits = CardLimits(cap=Decimal(120))
    terms = TermsRow(distribution="guideline", shares=shares, limits=limits)
    reward.set_card_terms(drawn_up["admin"], scheme=SCHEME, terms=terms)
    accident = NewAdjustment("accident", "veto", "重大事故", scope="total", most=Decimal(0))
    reward.set_adjustments(drawn_up["admin"], scheme=SCHEME, rules=[accident])
    text = shown(drawn_up["admin"])
    assert [chapter.number for chapter in text.chapters] == [f"第{digit}章" for digit in "一二三四五六七八"]
    assert text.chapters[0].paragraphs == ("目标落实到部门。", "本方案自 2026-01-01 起至 2026-12-31 止执行。")
    population = text.chapters[1].tables[0]
    assert population.heads == ("部门", "人数", "个人卡", "部门卡（负责人）", "免考")
    assert population.rows[0] == ("集团", "2", "—", "1", "1")
    assert population.rows[-1] == ("合计", "5", "1", "3", "1")
    framework = text.chapters[2].tables[0]
    assert framework.rows[:3] == (
        ("部门", "集团", "经营利润", "40%"),
        ("", "", "营业收入", "40%"),
        ("", "", "成本", "20%"),
    )
    # SH, ZJ and WEST hold the same card and stand together, in the order of the tree
    assert ("部门", "上海、浙江、华西", "营业收入", "100%") in framework.rows
    assert ("人员", "1 人（上海 1）", "营业收入", "100%") in framework.rows
    assert "不超过 A 20%、B 80%" in text.chapters[3].closing[0]
    assert "总分最高为 120。" in text.chapters[3].paragraphs
    assert text.chapters[3].tables[-1].rows[0][:3] == ("一票否决", "重大事故", "全部考核卡")
    assert text.chapters[4].missing == "本方案未规定与薪酬挂钩的办法。"
    reward.set_bonus_rule(drawn_up["admin"], scheme=SCHEME, uses_unit_factor=False)
    assert shown(drawn_up["admin"]).chapters[4].paragraphs[0] == (
        "季度奖金 = 奖金基数 × 等级系数 × 公司系数 × 在岗天数 ÷ 季度天数。"
    )
    assert [(place.act, place.office, place.name) for place in text.places] == [
        ("拟制", "绩效管理员", "沈岚"),
        ("审核", "人力资源", "王磊"),
        ("批准", "发起人", "李总"),
    ]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"on": "actual", "steps": [["0", "40"], ["80", "60"]]}, "区间计分，≥0→40，≥80→60"),
        ({"steps": [[None, "0.8", "0"], ["0.8", None, "100"]]}, "区间计分，<80%→0，≥80%→100"),
        ({"on": "actual", "closed": "upper", "steps": [["0", "5", "100"]]}, "区间计分，>0→100"),
    ],
)
def test_steps_are_spelled_out(parameters: dict[str, object], said: str) -> None:
    assert scoring_of({"method": "step_table", "parameters": parameters}) == said


def test_cells_that_belong_to_several_rows_stand_in_the_first() -> None:
    table = TableShown(("a", "b"), (("x", "1"), ("", "2"), ("", "3"), ("y", "4")), (1,), going_on=(1, 2), strong=(3,))
    cells = [[(cell.text, cell.span) for cell in cells] for _strong, cells in table.lines]
    assert cells == [[("x", 3), ("1", 1)], [("2", 1)], [("3", 1)], [("y", 1), ("4", 1)]]
    assert [is_sum for is_sum, _cells in table.lines] == [False, False, False, True]


def test_on_paper(drawn_up: dict[str, Actor], monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    text = replace(shown(drawn_up["admin"]), company='集团 #panic(1) $x$ #read("/etc/passwd")')
    pdf = writer.charter_pdf(text)
    assert pdf == writer.charter_pdf(text)
    assert pdf.startswith(b"%PDF-") and b"NotoSansSC" in pdf
    assert pages_of(pdf) >= 3
    with override("en"):
        assert writer.charter_pdf(shown(drawn_up["admin"])) != pdf
    monkeypatch.setattr(writer, "FONTS", tmp_path)
    with pytest.raises(FontsMissing):
        writer.charter_pdf(text)
