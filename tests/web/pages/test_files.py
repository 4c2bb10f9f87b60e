"""The pages of archived files: what a file is, its bytes, a cell where it stands."""

import re
from urllib.parse import quote

import pytest
from django.utils import timezone

from askers import browser, signed_in
from make_import_files import HOSTILE, messy, plain
from yaomai.archive.operations.keep_file import keep_file
from yaomai.ledger.engine.deed import reference
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.web.files_shown import cell_path, size_words
from yaomai.web.pages.files import attachment

OFFICE = "定西市工信局"
NAME = f"名录{HOSTILE}\r\nX: y.xlsx"


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.fixture
def official(cast):
    return cast.person("lina", "official", of=OFFICE)


@pytest.fixture
def client(official):
    return signed_in(official.account)


@pytest.fixture
def kept(official):
    return keep_file(official, NAME, messy(), now=timezone.now())


def stated(official, file, place, name="甘肃陇药饮片有限公司"):
    """An entity told of by a cell of the file."""
    told = Told("enterprise", None, (Saying("name", name, place=place),))
    return state(official, [told], origin=Origin("cell", file.record), now=timezone.now())


def test_a_file_says_what_it_is_and_what_rests_on_it(client, official, kept):
    path = f"/files/{reference(kept.record)}"
    page = client.get(path)
    said = words(page)
    assert kept.sha256 in said
    assert f"{kept.size}" in re.sub(r"\D", "", said)
    assert HOSTILE not in page.content.decode()
    assert "还没有从这个文件写入过什么" in said
    done = stated(official, kept, "企业名录!B4")
    assert f"第 {done.deed} 笔" in words(client.get(path))
    assert client.get(f"/files/{kept.record}").status_code == 200, "the number of the record serves as well"


def test_a_file_is_saved_and_never_opened(client, kept):
    answer = client.get(f"/files/{reference(kept.record)}/download")
    assert answer.content == messy()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "\r" not in answer.headers["Content-Disposition"]
    assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.xlsx", "attachment; filename=\"a.xlsx\"; filename*=UTF-8''a.xlsx"),
        ("名录.xlsx", "attachment; filename=\"__.xlsx\"; filename*=UTF-8''%E5%90%8D%E5%BD%95.xlsx"),
        (
            'a"; filename="b.exe',
            "attachment; filename=\"a___filename__b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe",
        ),
        ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"),
        (".htaccess", "attachment; filename=\"htaccess\"; filename*=UTF-8''.htaccess"),
        ("\r\nX: y", "attachment; filename=\"__X__y\"; filename*=UTF-8''%0D%0AX%3A%20y"),
    ],
)
def test_whatever_a_file_is_called_the_header_is_one_line(name, header):
    assert attachment(name) == header


def test_a_cell_is_shown_where_it_stands(client, official, kept):
    done = stated(official, kept, "企业名录!B4")
    page = client.get(cell_path(kept.record, "企业名录!B4"))
    text, said = page.content.decode(), words(page)
    assert "这一格 甘肃陇药饮片有限公司" in said
    assert 'id="here"' in text
    assert "企业基本情况 › 企业名称" in said, "both rows of heads are kept in sight"
    assert f"/registers/enterprise/{done.entities[0]}" in text
    assert re.search(r"/statements/\d+\.\d+", text)
    assert HOSTILE not in text
    assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;") in text, "the neighbour's text is shown as text"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("企业名录!D7", "错误值"),
        ("企业名录!B6", "隐藏的行"),
        ("企业名录!C4", "（空）"),
        ("说明!A1", "填表说明"),
        ("企业名录!A1", "2025年全市医药企业名录"),
    ],
)
def test_what_is_to_be_known_of_a_cell_is_said(client, kept, place, said):
    assert said in words(client.get(cell_path(kept.record, place)))


@pytest.mark.parametrize(
    "rest", ["企业名录/ZZ9999", "企业名录/XFE1", "没有/A1", "企业名录/a1", "企业名录/A0", "企业名录/1", "//A1"]
)
def test_no_such_cell(client, kept, rest):
    assert client.get(f"/files/{reference(kept.record)}/{quote(rest)}").status_code == 404


@pytest.mark.parametrize("record", ["0", "1", "999.1", "1.1.1", "x", "-1", "9" * 30, "9" * 18, "1.0"])
def test_no_such_file(client, record):
    for rest in ("", "/download", "/企业名录/A1"):
        assert client.get(f"/files/{record}{rest}").status_code == 404


def test_files_are_for_those_who_may_see_them(cast, client, official, kept):
    stranger = signed_in(cast.account("chen", "recorder", of="陇西一厂"))
    colleague = signed_in(cast.account("zhou", "recorder", of=OFFICE))
    for rest in ("", "/download", f"/{quote('企业名录')}/B4"):
        path = f"/files/{reference(kept.record)}{rest}"
        assert stranger.get(path).status_code == 404
        assert colleague.get(path).status_code == 404, "it was read for nothing yet: it is its sender's"
        assert client.get(path).status_code == 200
        assert browser().get(path).headers["Location"].startswith("/sign-in")
    stated(official, kept, "企业名录!B4")
    for rest in ("", "/download", f"/{quote('企业名录')}/B4"):
        assert colleague.get(f"/files/{reference(kept.record)}{rest}").status_code == 200
    assert stranger.get(f"/files/{reference(kept.record)}/download").status_code == 404


def test_who_is_kept_from_a_property_is_kept_from_the_file(cast, client, official, kept):
    """An inspector sees the name in the register, and so what was written from its cell; not the telephone numbers beside it."""
    told = Told(
        "enterprise",
        None,
        (Saying("name", "甲公司", place="企业名录!B4"), Saying("telephone", "0932-1", place="企业名录!F4")),
    )
    state(official, [told], origin=Origin("cell", kept.record), now=timezone.now())
    name, telephone = (cell_path(kept.record, place) for place in ("企业名录!B4", "企业名录!F4"))
    assert "0932-1" in words(client.get(telephone))
    inspector = signed_in(cast.account("wang", "inspector", of="省局"))
    assert inspector.get(telephone).status_code == 404
    seen = words(inspector.get(name))
    assert "甲公司" in seen
    assert "这个文件不对您开放" in seen
    assert "岷县归源" not in seen, "the neighbours are not shown"
    assert inspector.get(f"/files/{reference(kept.record)}").status_code == 404
    assert inspector.get(f"/files/{reference(kept.record)}/download").status_code == 404


def test_a_strange_sheet_name_has_an_address(client, official):
    kept = keep_file(
        official, "x.xlsx", plain([("名称", "地址"), ("甲", "乙")], sheet="a&b =+#%25<x>"), now=timezone.now()
    )
    assert client.get(cell_path(kept.record, "a&b =+#%25<x>!A2")).status_code == 200


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 字节"), (1023, "1023 字节"), (2048, "2 KB（2048 字节）"), (5 * 2**20, "5.0 MB（5\xa0242\xa0880 字节）")],
)
def test_sizes_in_words(size, said):
    assert size_words(size) == said
