"""The pages of registers: what a viewer finds, filters, keeps and takes away, and that nobody gets what the page hides."""

import csv
import io
import json
import re
import zipfile

import pytest
from django.http import QueryDict
from python_calamine import CalamineWorkbook

from askers import browser, machine, signed_in
from make_registers import enterprise, enterprises, said, stated
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.queries import entities
from yaomai.web import register_listing
from yaomai.web.pages.registers import asked_of
from yaomai.web.register_access import Register

LIST = "/registers/enterprise"
PUBLIC = {"name", "uscc", "division", "industry", "form", "titles"}
HOSTILE = '=HYPERLINK("http://x","<script>alert(1)</script>")'


@pytest.fixture
def official(cast):
    return signed_in(cast.account("guan", "official", of="省药监局"))


@pytest.fixture
def recorder(cast):
    return signed_in(cast.account("lina", "recorder"))


def viewer(cast, login, *roles, **more):
    return by_account(cast.account(login, *roles, **more), now=cast.now).viewer


def text(response) -> str:
    """What stands on the page, without tags."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(body.split())


def titles(response) -> list[str]:
    return re.findall(r'class="cell-title"[^>]*>([^<]*)<', response.content.decode())


def streamed(response) -> bytes:
    return b"".join(response.streaming_content)


def test_which_registers_there_are_and_what_one_may_do_there(cast, official):
    enterprises(cast, 3)
    told = text(official.get("/registers"))
    assert "企业 3 条" in told
    assert "新增" in told
    assert "专家" in told, "the expert pool is an official's to see"
    public = text(browser().get("/registers"))
    assert "企业 3 条" in public
    assert "新增" not in public
    assert "专家" not in public


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", 40),
        ("name=岷县", 4),
        ("name.is=兰州归芪饮片有限公司", 1),
        ("division=620000", 40),
        ("division=岷县", 4),
        ("division.is=621126", 4),
        ("form=cooperative", 10),
        ("titles=gazelle", 3),
        ("titles=specialised", 4),
        ("revenue.from=1&revenue.to=2000000", None),
        ("founded.from=2000-01-01", None),
        ("employees.from=5&employees.to=5", 1),
        ("uscc.has=0000000", None),
        ("short_names.empty=yes", 34),
        ("empty=short_names", 34),
        ("revenue.disputed=yes", 1),
        ("disputed=revenue", 1),
        ("industry=2730", 10),
    ],
)
def test_the_list_is_filtered_by_every_type(cast, official, query, wanted):
    numbers = enterprises(cast, 40)
    said(numbers[1], now=cast.now, by=viewer(cast, "other", "official", of="市药监局"), revenue="1")
    response = official.get(f"{LIST}?{query}")
    assert response.status_code == 200
    total = int(re.search(r"<strong>([\d\xa0]+)</strong> 条", response.content.decode())[1])
    if wanted is None:
        wanted = sum(_passes(enterprise(number), query) for number in range(40))
        wanted += query.startswith("revenue.from") and not _passes(enterprise(1), query) and 0
    assert total == wanted


def _passes(values, query) -> bool:
    if query.startswith("founded"):
        return values["founded"] >= "2000-01-01"
    if query.startswith("uscc"):
        return "0000000" in values["uscc"]
    return 1 <= int(values.get("revenue", 0)) <= 2_000_000


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("revenue.from=abc", "不是数字"),
        ("nosuch=1", "没有这一栏"),
        ("name.from=1", "不能这样筛选"),
        ("form=nosuch", "不在可选项之内"),
        ("division=nosuch", "没有这个行政区划"),
        ("sort=nosuch", "不能按它排序"),
        ("columns=nosuch", "没有这样的栏"),
    ],
)
def test_a_condition_that_cannot_be_used_is_told_and_an_export_is_refused(cast, official, query, words):
    enterprises(cast, 2)
    response = official.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert "有的条件没有用上" in text(response)
    assert words in text(response)
    assert official.get(f"{LIST}?{query}&format=csv").status_code == 400
    assert official.get(f"/api{LIST}?{query}").status_code == 400


def test_pages_follow_each_other_and_back(cast, official):
    enterprises(cast, 120)
    seen, path = [], f"{LIST}?sort=-founded"
    for _ in range(3):
        response = official.get(path)
        seen += titles(response)
        following = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
        path = LIST + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120
    assert path == ""
    back = re.search(r'rel="prev" href="([^"]+)"', response.content.decode())[1].replace("&amp;", "&")
    assert titles(official.get(LIST + back)) == seen[50:100]


def test_empty_fields_of_the_filters_do_not_stay_in_the_address(official):
    response = official.get(f"{LIST}?name=&division=岷县&form=")
    assert (response.status_code, response.headers["Location"]) == (302, f"{LIST}?division=%E5%B2%B7%E5%8E%BF")


def test_every_cell_opens_its_origin_and_a_disputed_one_says_so(cast, official, recorder):
    (number,) = enterprises(cast, 1)
    said(number, now=cast.now, by=viewer(cast, "guan2", "official", of="省局"), address="别处", revenue="7")
    page = official.get(f"{LIST}?columns=name,address,employees")
    assert page.content.decode().count("说法不一") >= 1
    for href in set(re.findall(r'href="(/statements/[^"]+)" data-sheet', page.content.decode())):
        origin = official.get(href)
        assert origin.status_code == 200
        assert "网页填报" in text(origin)
        sheet = official.get(href, headers={"HX-Request": "true"})
        assert "<html" not in sheet.content.decode()
    told = text(recorder.get(f"{LIST}/{number}"))
    assert "别处" in told
    assert "兰州工业园区1号" in told


def test_what_the_page_hides_no_form_of_the_same_address_shows(cast, official):
    numbers = enterprises(cast, 6)
    secret = ["0932-66", "王芳", *(enterprise(n)["revenue"] for n in range(6) if "revenue" in enterprise(n))]
    stranger = signed_in(cast.account("stranger", "recorder", of="别的厂"))
    for asker in (
        browser(),
        stranger,
        machine(cast.key("query", of="别的厂")),
        machine(cast.key("capture", of="别的厂")),
    ):
        answers = [
            asker.get(f"{LIST}?columns=*").content,
            *(streamed(asker.get(f"{LIST}?columns=*&format={form}")) for form in ("csv", "json")),
            _unpacked(streamed(asker.get(f"{LIST}?columns=*&format=xlsx"))),
            asker.get(f"/api{LIST}?columns=*").content,
            *(asker.get(f"{at}{LIST}/{number}").content for number in numbers for at in ("", "/api")),
            *(asker.get(f"/api{LIST}/{number}?valid=2026-11-01").content for number in numbers),
            *(asker.get(f"{LIST}/{number}/history").content for number in numbers),
        ]
        for answer in answers:
            told = answer.decode().replace("\xa0", "")
            assert not [one for one in secret if one in told]
        for query in ("revenue.from=1", "contact=王芳", "contact.empty=yes", "contact.disputed=yes"):
            response = asker.get(f"/api{LIST}?{query}")
            assert response.status_code == 400 or response.json()["total"] == 0, query
        orders = [asker.get(f"/api{LIST}?sort={sort}") for sort in ("revenue", "contact")]
        assert len({response.content for response in orders}) == 1 or orders[0].status_code == 400
        for number in numbers:
            view = entities.entity(INSTALLATION_VIEWER, number)
            for name, cell in view.cells.items():
                status = asker.get(f"/statements/{cell.statement[0]}.{cell.statement[1]}").status_code
                assert status == (200 if name in PUBLIC else 404), name


def _unpacked(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def test_exports_hold_what_is_filtered_and_are_harmless(cast, official):
    enterprises(cast, 30)
    stated([{"name": HOSTILE, "uscc": enterprise(500)["uscc"], "address": "+86"}, {"name": "@SUM(A1)"}], now=cast.now)
    rows = list(csv.reader(io.StringIO(streamed(official.get(f"{LIST}?columns=*&format=csv")).decode("utf-8-sig"))))
    assert len(rows) == 33
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@"}]
    at = rows[0].index("主营业务收入（元）")
    assert min(row[at] for row in rows[1:] if row[at]).isdigit()
    book = CalamineWorkbook.from_filelike(io.BytesIO(streamed(official.get(f"{LIST}?division=岷县&format=xlsx"))))
    sheet = book.get_sheet_by_index(0).to_python()
    assert len(sheet) == 4
    assert sheet[0][:3] == ["名称", "统一社会信用代码", "所在地"]
    assert sheet[1][2] == "621126 岷县"
    assert any("岷县" in str(cell) for row in book.get_sheet_by_name("说明").to_python() for cell in row), (
        "the conditions"
    )
    given = json.loads(streamed(official.get(f"{LIST}?division=岷县&columns=*&format=json")))
    assert {one["values"]["division"] for one in given} == {"621126"}
    assert HOSTILE not in official.get(LIST).content.decode(), "shown as text"
    assert official.get(f"{LIST}?format=pdf").status_code == 400


def test_more_than_ten_thousand_rows_leave(cast, official):
    values = [{"name": f"企业{number}"} for number in range(10_500)]
    stated(values, now=cast.now)
    response = official.get(f"{LIST}?format=csv")
    assert next(iter(response.streaming_content)), "it begins before it is read to its end"
    response.close()  # as a server does when the receiver has gone
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(streamed(official.get(f"{LIST}?format=xlsx")))
    ).get_sheet_by_index(0)
    assert sheet.height == 10_501


def test_a_template_has_the_labels_as_heads_and_explains_them(recorder):
    book = CalamineWorkbook.from_filelike(io.BytesIO(recorder.get(f"{LIST}/template.xlsx").content))
    table, explained, words = (book.get_sheet_by_index(number).to_python() for number in range(3))
    assert table[0][:2] == ["名称", "统一社会信用代码"]
    assert "主营业务收入（元）" in table[0]
    assert [row[0] for row in explained[1:]] == table[0]
    assert explained[1][1] == "必填"
    assert ["类型", "农民专业合作社"] in words


def test_views_are_kept_shared_and_let_go(cast, recorder):
    colleague = signed_in(cast.account("colleague", "recorder"))
    stranger = signed_in(cast.account("stranger", "recorder", of="别的厂"))
    kept = {"name": "岷县的", "query": "division=岷县&sort=-founded&nosuch=1", "is_shared": "yes"}
    at = recorder.post(f"{LIST}/views", kept).headers["Location"]
    assert "nosuch" not in at
    assert "岷县的" in text(recorder.get(at))
    assert re.search(r'aria-current="page">岷县的', recorder.get(at).content.decode())
    assert "岷县的" in text(colleague.get(LIST))
    assert "岷县的" not in text(stranger.get(LIST))
    number = re.search(r"views/(\d+)/end", recorder.get(LIST).content.decode())[1]
    assert colleague.post(f"{LIST}/views/{number}/end").status_code == 404
    assert recorder.post(f"{LIST}/views/{number}/end").status_code == 302
    assert "岷县的" not in text(colleague.get(LIST))
    refused = recorder.post(f"{LIST}/views", {"name": "", "query": "form=company"})
    assert refused.status_code == 400
    assert "1 至 60 个字" in text(refused)


@pytest.mark.parametrize(
    "path", ["/registers/no_such", "/registers/enterprise/999999999", "/statements/1.1", "/statements/x"]
)
def test_what_is_not_there_is_not_found(official, path):
    assert official.get(path).status_code == 404


def test_who_is_not_signed_in_is_told_that_signing_in_may_show_a_register(cast):
    response = browser().get("/registers/expert?field=x")
    assert response.status_code == 404
    assert "登录" in text(response)
    assert "/sign-in?next=%2Fregisters%2Fexpert%3Ffield%3Dx" in response.content.decode()
    assert "登录以后" not in text(
        signed_in(cast.account("stranger", "recorder", of="别的厂")).get("/registers/no_such")
    )


def test_the_views_that_systems_declare_can_be_read():
    """A property that is called like a parameter of the list (`sort`) has to be asked for in full (`sort.is=gi`)."""
    faults = []
    for kind in kinds.all_kinds():
        register = Register(kind, frozenset(kind.by_name), INSTALLATION_VIEWER)
        for view in kind.views:
            asked = asked_of(register, register_listing.given(QueryDict(view.query)))
            faults += [f"{kind.name} {view.label}: {fault.message}" for fault in asked.faults]
    assert faults == []


def test_registers_with_entries_stand_before_those_without(cast, official):
    def counts():
        return [int(one) for one in re.findall(r'<p class="register-count"><data value="(\d+)"', page())]

    def page():
        return official.get("/registers").content.decode()

    empty_first = counts()
    assert set(empty_first) == {0}
    enterprises(cast, 2)
    groups = [re.findall(r'<data value="(\d+)"', one) for one in page().split('<section class="section">')[1:]]
    assert groups[0][0] == "2"
    assert all(count == "0" for group in groups[1:] for count in group)
    assert len(counts()) == len(empty_first)
