"""Letters as a PDF: one a page, in both languages, the same bytes each time, and nothing read as markup."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest
from django.utils.translation import override

from kpiloop.interfaces.reports.errors import FontsMissing
from kpiloop.interfaces.reports.letters import LetterShown, LineShown, SignatureShown
from kpiloop.interfaces.reports.writers import letters_pdf as writer

LETTER = LetterShown(
    title="2026 年目标责任书",
    subject="华东销售 #panic(1) $x$",
    code="EAST",
    scheme="方案",
    version=1,
    year="2026",
    lines=(LineShown("revenue", "营业收入 *", "60", "5,837 万元", "1 月 58", '#read("/etc/passwd")'),),
    total="60",
    places=(SignatureShown("责任人", "陈立", "2026-11-10", "折扣由总部批"), SignatureShown("公司方", "沈岚", "", "")),
    earlier=(),
    state="owner",
    seal="e8c0d9827d36",
    fingerprint="e8c0d9827d36",
)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has, objects in compressed streams included."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = [pdf]
    for each in packed:
        try:
            texts.append(zlib.decompress(each))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", text)) for text in texts)


def test_one_letter_a_page_and_the_same_bytes_each_time() -> None:
    with override("zh-hans"):
        pdf = writer.letters_pdf([LETTER, replace(LETTER, subject="上海")])
        assert pdf == writer.letters_pdf([LETTER, replace(LETTER, subject="上海")])
    assert pdf.startswith(b"%PDF-")
    assert pages_of(pdf) == 2
    assert b"NotoSansSC" in pdf
    with override("en"):
        assert writer.letters_pdf([LETTER]) != pdf


def test_without_fonts_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(writer, "FONTS", tmp_path)
    with pytest.raises(FontsMissing):
        writer.letters_pdf([LETTER])
