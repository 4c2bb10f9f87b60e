"""The pages of the import: a file, its columns, the differences, what is written, and taking it back."""

import re

import pytest

from askers import browser, signed_in
from import_desk import HEADS, PATH, ROWS, asked, begun, code, mapped, offered, previewed, sent, words
from make_import_files import HOSTILE, messy, plain
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.engine.spreadsheet import read_workbook
from yaomai.registers.models import Entity, Statement
from yaomai.registers.queries import imports
from yaomai.registers.sight import seen_by
from yaomai.web import uploads


@pytest.fixture
def official(cast):
    return signed_in(cast.account("lina", "official", of="定西市工信局"))


def entities():
    """Titles and current values of all entities of which something is said."""
    with seen_by(INSTALLATION_VIEWER):
        return {one.title: one.current for one in Entity.objects.filter(is_void=False)}


def test_a_table_is_written_and_taken_back(official):
    path = begun(official, plain([HEADS, *ROWS]))
    page = asked(official, path)
    assert "每一列是什么" in words(page)
    assert entities() == {}
    form = offered(page)
    assert [form[f"column.{at}"] for at in range(5)] == ["name", "uscc", "revenue", "division", ""]
    assert form["unit.2"] == "万元"
    rows = mapped(official, path)
    assert "新增 2" in words(rows)
    assert "1 200 000 元" in words(rows)
    assert entities() == {}, "a preview writes nothing"
    confirm = official.get(f"{path}/accept")
    assert "新增 2 个企业" in words(confirm)
    assert entities() == {}, "asking writes nothing"
    assert official.post(f"{path}/accept").status_code == 302
    done = asked(official, path)
    assert "写入 2 行" in words(done)
    assert len(entities()) == 2
    with seen_by(INSTALLATION_VIEWER):
        assert set(Statement.objects.values_list("origin", "origin_place")) >= {
            ("cell", "企业名录!A2"),
            ("cell", "企业名录!D3"),
        }
    undo = re.search(rf"{path}/undo/\d+", done.content.decode()).group()
    assert "请写明理由" in words(official.post(undo, {"reason": " "}))
    assert len(entities()) == 2
    assert official.post(undo, {"reason": "选错了文件"}).status_code == 302
    assert "已撤销" in words(asked(official, path))
    assert entities() == {}


def test_each_state_has_its_rows(official):
    first = previewed(official, ROWS)
    official.post(f"{first}/accept")
    path = previewed(
        official,
        [
            ("陇药饮片有限公司", code(1), 150, "岷县", ""),
            ("归源合作社", code(2), 3.5, "岷县", ""),
            ("新来的公司", code(3), 1, "渭源县", ""),
            ("校验位错的公司", code(4)[:-1] + ("0" if code(4)[-1] != "0" else "1"), 1, "渭源县", ""),
        ],
    )
    changed = official.get(f"{path}/rows?state=changed")
    assert "原来是 1 200 000 元" in words(changed)
    assert "改为 1 500 000 元" in words(changed)
    assert "归源合作社" in words(official.get(f"{path}/rows?state=same"))
    assert "新来的公司" in words(official.get(f"{path}/rows?state=new"))
    faulty = official.get(f"{path}/rows?state=faulty")
    assert "B5" in words(faulty)
    assert "统一社会信用代码的校验码不对" in words(faulty)
    assert "没有有冲突的行" in words(official.get(f"{path}/rows?state=conflicting"))
    assert "没有有冲突的行" not in words(official.get(f"{path}/rows?state=nonsense"))


def test_whom_a_name_means_is_decided_in_the_row(official):
    official.post(
        f"{previewed(official, [('岷县顺兴中药材有限公司', code(1), 1, '岷县', ''), ('渭源顺兴中药材有限公司', code(2), 1, '渭源县', '')])}/accept"
    )
    path = previewed(official, [("顺兴中药材", "", 5, "", "")])
    page = official.get(f"{path}/rows?state=conflicting")
    text = page.content.decode()
    assert "认不准是名录里的哪一个" in words(page)
    assert "岷县顺兴中药材有限公司" in words(page)
    chosen = re.search(r'name="entity.1" value="(\d+)"', text).group(1)
    assert official.post(f"{path}/rows", {"decide": "1", "state": "conflicting"}).status_code == 409, (
        "nothing was chosen"
    )
    assert official.post(f"{path}/rows", {"decide": "x"}).status_code == 409
    assert official.post(f"{path}/rows", {"decide": "1", "entity.1": "no"}).status_code == 409
    assert official.post(f"{path}/rows", {"decide": "77", "entity.77": "new"}).status_code == 404
    answer = official.post(f"{path}/rows", {"decide": "1", "entity.1": chosen, "state": "conflicting"})
    assert answer.status_code == 302
    found = official.get(f"{path}/rows?state=changed")
    assert "由名称认出：表里写作“顺兴中药材”" in words(found)
    assert "加进简称" in words(found)
    assert official.post(f"{path}/rows", {"name": "1", "as.1": "none", "state": "changed"}).status_code == 302
    assert official.post(f"{path}/rows", {"name": "1", "as.1": "telephone"}).status_code == 409
    official.post(f"{path}/accept")
    assert "顺兴中药材" not in entities()


def test_who_decides_second_is_told(cast, official):
    official.post(
        f"{previewed(official, [('岷县顺兴中药材有限公司', code(1), 1, '岷县', ''), ('渭源顺兴中药材有限公司', code(2), 1, '渭源县', '')])}/accept"
    )
    mine, other = (previewed(official, [("顺兴中药材", "", amount, "", "")]) for amount in (5, 6))
    chosen = re.search(
        r'name="entity.1" value="(\d+)"', official.get(f"{mine}/rows?state=conflicting").content.decode()
    ).group(1)
    colleague = signed_in(cast.account("zhou", "official", of="定西市工信局"))
    assert colleague.post(f"{other}/rows", {"decide": "1", "entity.1": "new"}).status_code == 302
    late = official.post(f"{mine}/rows", {"decide": "1", "entity.1": chosen, "state": "conflicting"})
    assert late.status_code == 409
    assert "刚才已有别人认定过" in words(late)


def test_the_heads_are_read_again_from_other_rows(official):
    path = begun(official, plain([("企业名称", "所在地"), ("甲公司", "岷县"), ("名称", "地址"), ("乙公司", "x")]))
    answer = official.post(f"{path}/columns", {"reread": "yes", "sheet": "企业名录", "head_from": "3", "head_to": "3"})
    again = asked(official, answer.headers["Location"].partition("/columns")[0])
    assert "第 3 行当作表头" in words(again)
    for rows in ({"head_from": "9", "head_to": "2"}, {"head_from": "x", "head_to": "1"}, {}):
        assert official.post(f"{path}/columns", {"reread": "yes", "sheet": "企业名录", **rows}).status_code == 400


def test_values_that_are_over_are_said_to_be_before_they_are_written(official):
    path = begun(official, plain([HEADS, *ROWS]))
    mapped(official, path, valid_from="2020-01-01", valid_to="2021-01-01")
    assert "今天的名录里不会显示它们" in words(official.get(f"{path}/accept"))


def test_some_rows_are_written_and_the_others_stay(official):
    path = previewed(official, [*ROWS, ("第三家公司", code(3), 1, "岷县", "")])
    confirm = official.get(f"{path}/accept?row=1&row=3")
    assert "新增 2 个企业" in words(confirm)
    assert "不写入：1 行新增的" in words(confirm)
    official.post(f"{path}/accept", {"row": ["1", "3"]})
    assert set(entities()) == {"陇药饮片有限公司", "第三家公司"}
    assert "1 行新增的还没有写入" in words(asked(official, path))
    official.post(f"{path}/accept", {"all": "new"})
    assert len(entities()) == 3


def test_what_is_written_is_listed_field_by_field_before(official):
    official.post(f"{previewed(official, ROWS)}/accept")
    path = begun(official, plain([HEADS, ("陇药饮片有限公司", code(1), 150, "岷县", "")]))
    mapped(official, path, **{"year.2": "2025"})
    said = words(official.get(f"{path}/accept"))
    assert "原来是 1 200 000 元 → 改为 1 500 000 元 2025 年 C2" in said


def test_a_faulty_cell_does_not_block_its_row_when_a_person_says_so(official):
    heads = ("企业名称", "统一社会信用代码", "成立日期")
    path = previewed(
        official, data=plain([heads, ("甲药业有限公司", code(1), "2015.13"), ("乙药业有限公司", "错", "2015.13")])
    )
    page = official.get(f"{path}/rows?state=faulty").content.decode()
    assert re.findall(r'name="row" value="(\d)"', page) == ["1"], "a code that tells who it is still blocks"
    confirm = words(official.get(f"{path}/accept?row=1&row=2&partial=yes"))
    assert "不写入 C2 2015.13" in confirm
    assert "写入 1 行" in confirm
    official.post(f"{path}/accept", {"row": ["1", "2"], "partial": "yes"})
    assert [(title, one.get("founded")) for title, one in entities().items()] == [("甲药业有限公司", None)]


@pytest.mark.parametrize("query", ["row=999", "row=x", "all=faulty", "all=nonsense", "row=-1"])
def test_what_cannot_be_written_is_not_offered(official, query):
    path = previewed(official, ROWS)
    assert "没有选要写入的行" in words(official.get(f"{path}/accept?{query}"))
    name, _, value = query.partition("=")
    assert official.post(f"{path}/accept", {name: value}).status_code == 400
    assert entities() == {}


def test_a_messy_table_is_read_and_its_faults_are_named(official):
    path = begun(official, messy(), "2025年名录（最终版）2.xlsx")
    page = asked(official, path)
    said = words(page)
    assert "第 2 到第 3 行 当作表头" in said.replace("当作", " 当作")
    assert "企业名录（8 行）" in said
    assert "说明（1 行）" in said
    assert "有隐藏的行" in said
    assert "企业基本情况 企业名称" in said
    rows = words(mapped(official, path))
    assert "新增 2" in rows
    assert "有错 2" in rows
    assert "第 8 行（合计）" in rows
    faulty = official.get(f"{path}/rows?state=faulty")
    assert "#REF!" in words(faulty)
    assert "C5" in words(faulty)
    assert HOSTILE not in official.get(f"{path}/rows?state=new").content.decode()
    assert "在隐藏的行里" in words(official.get(f"{path}/rows?state=new"))


def test_the_faulty_rows_are_taken_along(official):
    path = begun(official, messy())
    mapped(official, path)
    answer = official.get(f"{path}/faulty.xlsx")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    book = read_workbook(answer.content, "x.xlsx")
    texts = [str(cell) for row in book.sheets[0].rows for cell in row if cell is not None]
    assert "岷县归源种植农民专业合作社" in texts
    assert any("统一社会信用代码" in text for text in texts)


def test_the_faulty_rows_put_right_say_what_they_said_with_unit_and_year(official):
    heads = ("备注", "厂子", "信用", "2024年入账（万元）")
    table = plain([heads, ("", "好公司", code(1), 1), ("", "错公司", "91620100", 120)])
    path = begun(official, table)
    mapped(official, path, **{"column.1": "name", "column.2": "uscc", "column.3": "revenue", "year.3": "2024"})
    rows = [list(row) for row in read_workbook(official.get(f"{path}/faulty.xlsx").content, "x.xlsx").sheets[0].rows]
    assert rows[0] == ["名称", "统一社会信用代码", "2024年主营业务收入（万元）", "哪里有错"]
    assert rows[1][3].startswith("B2 ")
    rows[1][1] = code(2)
    again = begun(official, plain(rows))
    form = offered(asked(official, again))
    assert [form[f"column.{at}"] for at in range(4)] == ["name", "uscc", "revenue", ""]
    assert (form["unit.2"], form["year.2"]) == ("万元", "2024")
    mapped(official, again)
    official.post(f"{again}/accept")
    with seen_by(INSTALLATION_VIEWER):
        (said,) = Statement.objects.filter(property="revenue")
    assert (str(said.value), str(said.valid_from), str(said.valid_to)) == ("1200000", "2024-01-01", "2025-01-01")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"column.0": "no_such"}, "没有这一项"),
        ({"unit.2": "万园"}, "不能用这个单位"),
        ({"unit.2": "亩"}, "不能用这个单位"),
        ({"column.3": "name"}, "已经是“名称”"),
        ({"valid_from": "昨天"}, "这不是一个日子"),
        ({"valid_from": "2026-01-01", "valid_to": "2025-01-01"}, "结束不晚于开始"),
        ({f"column.{at}": "" for at in range(5)}, "还没有一列是要导入的"),
    ],
)
def test_columns_that_cannot_be_so_are_said_beside_their_fields(official, changes, fault):
    path = begun(official, plain([HEADS, *ROWS]))
    form = offered(asked(official, path)) | changes
    answer = official.post(f"{path}/columns", form)
    assert answer.status_code == 400
    assert fault in words(answer)
    for name, value in changes.items():
        if name.startswith(("unit", "valid")) and value:
            assert f'value="{value}"' in answer.content.decode(), "what was typed is gone"


def test_a_value_for_all_rows(official):
    path = begun(official, plain([("企业名称",), ("甲公司",), ("乙公司",)]))
    mapped(official, path, **{"constant.form": "company"})
    assert "公司" in words(official.get(f"{path}/rows?state=new"))
    official.post(f"{path}/accept")
    assert {one["form"] for one in entities().values()} == {"company"}


def test_heads_that_were_said_before_are_known_again(official):
    path = begun(official, plain([("厂子", "信用"), ("甲公司", code(7))]))
    mapped(official, path, **{"column.0": "name", "column.1": "uscc"})
    again = asked(official, begun(official, plain([("厂子", "信用"), ("乙公司", code(8))])))
    assert "照上次的对法对好了列" in words(again)
    assert offered(again)["column.0"] == "name"


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"%PDF-1.7 \x00\x01", "x.xlsx", "不是读得了的表格文件"),
        (b"PK\x03\x04" + b"\x00" * 200, "x.xlsx", "坏了"),
    ],
)
def test_a_file_that_is_none_is_said_so(official, data, name, said):
    answer = sent(official, data, name)
    page = words(answer) if answer.status_code != 302 else words(asked(official, answer.headers["Location"]))
    assert said in page
    assert entities() == {}


def test_no_file_and_a_file_that_is_too_large(official, monkeypatch):
    answer = official.post(PATH)
    assert answer.status_code == 400
    assert "没有选文件" in words(answer)
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 100)
    assert "文件太大" in words(sent(official, b"x" * 1000))


def test_a_part_of_the_page_is_answered_by_a_part(official):
    answer = sent(official, plain([HEADS, *ROWS]), HTTP_HX_REQUEST="true")
    assert answer.headers["HX-Redirect"].startswith("/imports/")
    refused = sent(official, b"", HTTP_HX_REQUEST="true")
    assert "文件是空的" in words(refused)
    assert "<html" not in refused.content.decode()


def test_a_large_file_waits_and_its_page_says_how_far_it_is(official, monkeypatch):
    from yaomai.registers.operations import begin_import

    monkeypatch.setattr(begin_import, "AT_ONCE_BYTES", 1)
    path = begun(official, plain([HEADS, *ROWS]))
    page = official.get(path)
    assert "正在读文件" in words(page)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "<noscript>" in page.content.decode()
    part = official.get(path, HTTP_HX_REQUEST="true")
    assert "<html" not in part.content.decode()
    for rest in ("/columns", "/rows", "/accept"):
        assert official.get(path + rest).status_code == 302


def test_another_organisation_sees_neither_import_nor_file(cast, official):
    path = previewed(official, ROWS)
    file = imports.imports(cast.person("root", "official", of="省局"), "enterprise")[0].file
    stranger = signed_in(cast.account("chen", "recorder", of="陇西一厂"))
    for address in (
        path,
        f"{path}/columns",
        f"{path}/rows",
        f"{path}/accept",
        f"{path}/faulty.xlsx",
        f"/files/{file.record}",
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(f"{path}/accept").status_code == 404
    assert browser().get(path).status_code == 302, "who is not signed in is asked to sign in"


def test_who_keeps_no_entries_imports_none(cast):
    auditor = signed_in(cast.account("shen", "auditor"))
    assert auditor.get(PATH).status_code in (403, 404)
    assert sent(auditor, plain([HEADS, *ROWS])).status_code in (403, 404)
    assert signed_in(cast.account("root", "official", of="省局")).get("/registers/no-such/import").status_code == 404


def test_earlier_imports_are_listed(official):
    path = previewed(official, ROWS)
    official.post(f"{path}/accept")
    listed = words(official.get(PATH))
    assert "企业.xlsx" in listed
    assert "已写入" in listed
    assert "2 行" in listed


def test_two_people_decide_on_one_import(cast, official):
    path = previewed(official, ROWS)
    other = signed_in(cast.account("zhou", "official", of="定西市工信局"))
    assert official.post(f"{path}/accept").status_code == 302
    late = other.post(f"{path}/accept", follow=True)
    assert "没有选要写入的行" in words(late) or "写入 2 行" in words(late)
    assert len(entities()) == 2
