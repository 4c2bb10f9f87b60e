"""What a document tells of itself: title, issuer, day, status, region, years. (The words are made up; forms are as offices write.)"""

from datetime import date

import pytest

from shared_material import SHARED, needs_shared
from yaomai.archive.engine.description_guess import guess

CASES = [
    # text, file's name; title, issuer, day, status, region, years
    (
        "定西市人民政府办公室\n关于印发定西市中药材产业发展规划的通知\n\n各县：\n现将《定西市中药材产业发展规划（2021—2025年）》印发给你们。\n"
        "定西市人民政府办公室\n2021年12月1日\n\n定西市中药材产业发展规划（2021—2025年）\n\n一、现状",
        "a.txt",
        (
            "定西市中药材产业发展规划（2021—2025年）",
            "定西市人民政府办公室",
            date(2021, 12, 1),
            "approved",
            "621100",
            (2021, 2025),
        ),
    ),
    (
        "某某产业发展“十四五”规划\n（征求意见稿）\n\n二〇二一年十月三十一日\n正文。",
        "b.txt",
        ("某某产业发展“十四五”规划", "", date(2021, 10, 31), "draft", "", (2021, 2025)),
    ),
    (
        "张掖市某某行动方案\n\n正文。\n抄送：市委办公室。\n张掖市人民政府办公室 　　２０２１年6月30日印发\n",
        "d.txt",
        ("张掖市某某行动方案", "张掖市人民政府办公室", date(2021, 6, 30), "", "620700", (None, None)),
    ),
    (
        "甘肃省某某规划\n\n正文。\n甘肃省某某厅\n2021年6月28日\n甘肃省某某厅办公室2021年6月30日印发\n",
        "e.txt",
        ("甘肃省某某规划", "甘肃省某某厅", date(2021, 6, 28), "", "620000", (None, None)),
    ),
    (
        "正文没有标题。根据《国务院关于某事的意见》。",
        "岷县当归产业规划.docx",
        ("岷县当归产业规划", "", None, "", "621126", (None, None)),
    ),
    ("　　甘肃省兰州市 中医药 发展 规划 ２０１６－２０２０年\n", "x.pdf", ("", "", None, "", "", (2016, 2020))),
    ("2021年13月45日\n规划\n", "x.pdf", ("规划", "", None, "", "", (None, None))),
    ("", "scan.pdf", ("", "", None, "", "", (None, None))),
]


@pytest.mark.parametrize(("text", "name", "told"), CASES)
def test_what_a_document_tells_of_itself(text, name, told):
    found = guess(text, name).described
    years = (found.year_from, found.year_until)
    assert (found.title, found.issuer, found.issued_on, found.status, found.division, years) == told


@needs_shared
@pytest.mark.parametrize(
    ("name", "title", "issued_on", "division", "years"),
    [
        ("gansu-2016-13th-fyp", "甘肃省“十三五”陇药产业发展规划", date(2016, 9, 5), "620000", (2016, 2020)),
        ("gansu-2022-14th-fyp", "甘肃省“十四五”生物医药产业发展规划", date(2022, 7, 15), "620000", (2021, 2025)),
        ("lanzhou-2011-12th-fyp", "", None, "", (2011, 2015)),
    ],
)
def test_what_the_public_plans_tell_of_themselves(name, title, issued_on, division, years):
    told = guess((SHARED / "plans" / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt")
    found = told.described
    assert (found.title, found.issued_on, found.division) == (title, issued_on, division)
    assert (found.year_from, found.year_until) == years
    assert all(told.because[name] for name in told.because)
