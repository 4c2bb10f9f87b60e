"""Whatever the checks of a document can find has Chinese words that say what is wrong and what to do."""

import ast
import re
from pathlib import Path

import pytest

import yaomai
from yaomai.errors import Finding
from yaomai.web import labels_faults
from yaomai.web.labels_faults import Words, where_words, words_of

SOURCES = [
    file for room in ("standards", "traceability") for file in (Path(yaomai.__file__).parent / room).rglob("*.py")
]
# Of no document: of queries, of units in calculations.
ELSEWHERE = re.compile(
    r"epcis\.query_|gs1\.pattern_|unece\.|gs1\.no_|cn\.|epcis\.events?$|recall\.|^(?!json|epcis|gs1|gb32100)"
)


def codes() -> set[str]:
    """Every code of a finding that stands in the sources of the checks."""
    found = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "_Unfit"):
                code = node.args[0] if node.args else None
                if isinstance(code, ast.Constant):
                    found.add(code.value)
    return {code for code in found if not ELSEWHERE.search(code)}


def test_every_code_of_the_checks_has_words():
    assert len(codes()) > 20
    untold = [code for code in sorted(codes()) if words_of(Finding(code, "", "?")) == Words("?")]
    assert untold == []


def test_words_are_of_codes_that_there_are():
    written = "\n".join(file.read_text() for file in SOURCES)
    # of a member's name, or the kind of a job (database/jobs.py), and the ending
    composed = ("_missing", "_invalid", "_unknown", "_refused", "_broken")
    gone = [code for code in labels_faults.FAULTS if code.split(".")[1] not in written and not code.endswith(composed)]
    assert gone == []


@pytest.mark.parametrize(
    ("code", "what", "do"),
    [
        ("epcis.biz_step_invalid", "业务步骤（bizStep）的写法不对。", "用标准的词"),
        ("epcis.event_time_missing", "缺少事件时间（eventTime）。", "请补上 eventTime。"),
        ("epcis.input_epc_list_repeated", "投入（单件）（inputEPCList）里有一项写了两次。", "只留一个。"),
        ("epcis.child_epcs_invalid", "内装（单件）（childEPCs）的写法不对。", "请核对"),
        ("epcis.quantity_negative", "数量（quantity）小于零。", "请核对数字。"),
        ("epcis.perc_rank_invalid", "perc_rank的写法不对。", "请核对"),
        ("gs1.check_digit_wrong", "编码的校验位不对。", "至少有一位数字录错了"),
    ],
)
def test_what_is_said(code, what, do):
    said = words_of(Finding(code, "/x", "in English"))
    assert said.what == what
    assert said.do.startswith(do)


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("", ""),
        ("/epcisBody/eventList/2", "第 3 个事件"),
        ("/epcisBody/eventList/0/quantityList/1/uom", "第 1 个事件 · 货物（数量） · 第 2 项 · 单位"),
        ("/epcisBody/queryResults/resultsBody/eventList/9/example:a~1b", "第 10 个事件 · example:a/b"),
        ("/schemaVersion", "标准的版本"),
        ("/bizStep", "业务步骤"),
        ("/epcisBody/eventList/0/" + "9" * 5000, "第 1 个事件 · " + "9" * 5000),
    ],
)
def test_where_it_is_as_people_count(pointer, words):
    assert where_words(pointer) == words
