"""The origin of a cell: from the list to the file, sheet and cell in two clicks, the neighbours shown on the way."""

import re

import pytest

from askers import browser, signed_in
from yaomai.archive.operations.keep_file import keep_file
from yaomai.people.queries.identity import by_account
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.standards.spreadsheetml import Sheet, workbook

LIST = "/registers/enterprise"


@pytest.fixture
def imported(cast):
    """The number of an enterprise whose values stand in cells of an archived file."""
    recorder = by_account(cast.account("lina", "recorder"), now=cast.now).viewer
    table = Sheet("企业 名单", (("名称", 20), ("人数", 8)), [("邻居一厂", 3), ("陇西归芪饮片厂", 88), ("邻居二厂", 5)])
    file = keep_file(recorder, "名单.xlsx", workbook([table]), now=cast.now)
    says = (
        Saying("name", "陇西归芪饮片厂", place="企业 名单!A3"),
        Saying("employees", "88", place="企业 名单!B3"),
    )
    told = [Told("enterprise", None, says)]
    return state(recorder, told, origin=Origin("cell", file.record), now=cast.now).entities[0]


def test_two_clicks_from_a_cell_of_the_list_to_the_cell_of_the_file(cast, imported):
    client = signed_in(cast.account("colleague", "recorder"))
    page = client.get(f"{LIST}?columns=name,employees").content.decode()
    first = re.search(r'href="(/statements/[^"]+)" data-sheet', page)[1]
    origin = client.get(first, headers={"HX-Request": "true"}).content.decode()
    assert "表格导入" in origin
    assert "邻居一厂" in origin, "what stands around the cell"
    assert re.search(r'context-here">\s*<strong>88', origin)
    second = re.search(r'href="(/files/[^"]+)"', origin)[1]
    cell = client.get(second)
    assert cell.status_code == 200
    assert "陇西归芪饮片厂" in cell.content.decode()


def test_who_may_not_see_the_file_sees_the_value_and_not_its_neighbours(cast, imported):
    page = browser().get(LIST).content.decode()
    assert "陇西归芪饮片厂" in page
    marks = [f"/statements/{imported}.{ordinal}" for ordinal in (1, 2)]
    name, employees = (browser().get(mark) for mark in marks)
    assert (name.status_code, employees.status_code) == (200, 404)
    assert "邻居" not in name.content.decode()


SECRET = "620102197001010011"
NEIGHBOUR = "620102197001010022"


@pytest.fixture
def expert(cast):
    """The number of an expert read from a file in which the identity cards of two stand; and the file."""
    official = cast.person("guan", "official", of="省药监局")
    heads = (("姓名", 20), ("编号", 8), ("电话", 8), ("身份证号", 20))
    rows = [("甲", "Z1", "13900000001", SECRET), ("乙", "Z2", "13900000002", NEIGHBOUR)]
    file = keep_file(official, "专家.xlsx", workbook([Sheet("专家", heads, rows)]), now=cast.now)
    says = (
        Saying("name", "甲", place="专家!A2"),
        Saying("number", "Z1", place="专家!B2"),
        Saying("fields", ["law"], place="专家!B2"),
        Saying("telephone", "13900000001", place="专家!C2"),
    )
    told = [Told("expert", None, says)]
    return official, state(official, told, origin=Origin("cell", file.record), now=cast.now).entities[0], file


@pytest.mark.parametrize("who", [("jian", "inspector", "别的机构"), ("kong", "", "省药监局")])
def test_who_does_not_see_a_property_does_not_read_it_beside_a_cell(cast, expert, who):
    official, number, file = expert
    login, role, office = who
    assert NEIGHBOUR in signed_in(official.account).get(f"/statements/{number}.1").content.decode()
    asker = signed_in(cast.account(login, *filter(None, [role]), of=office))
    for path in (f"/statements/{number}.1", f"/files/{file.record}", f"/files/{file.record}/专家/D2"):
        said = asker.get(path).content.decode()
        for hidden in (SECRET, NEIGHBOUR, "13900000001", "13900000002"):
            assert hidden not in said, path
    assert asker.get(f"/files/{file.record}/download").status_code == 404
