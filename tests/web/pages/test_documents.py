"""The library of plans: what is in it, what a document says at a place, how one comes in, who sees it."""

import re
import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import plan_reading
from askers import browser, signed_in
from make_documents import docx, protected_pdf, scanned_pdf
from make_spreadsheets import xlsx
from yaomai.archive.engine.description import Description
from yaomai.archive.operations import read_text
from yaomai.archive.operations.do_reading_jobs import READING_TEXTS
from yaomai.archive.operations.keep_document import keep_document
from yaomai.database.jobs import do_next
from yaomai.ledger.engine.deed import reference

TEXT = "某省中药材产业发展规划\n\n　　到2020年，产值达到500亿元。种植面积\n350万亩。\n某省人民政府\n2016年9月5日\n"


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


@pytest.fixture
def official(cast):
    return cast.person("guan", "official", of="省局")


DATA = TEXT.encode()


def kept(viewer, data=DATA, name="plan.txt", **said):
    described = Description(**{"title": "某省规划", "division": "620000", "issued_on": date(2016, 9, 5)} | said)
    return keep_document(viewer, name, data, described, now=timezone.now())


def test_anybody_reads_a_public_document_at_a_place(cast, official):
    one = kept(official)
    at = TEXT.index("350万亩")
    page = browser().get(f"/plans/{one.number}/text?at={at}-{at + 5}")
    assert page.status_code == 200
    html = page.content.decode()
    assert '<mark id="at" tabindex="-1" autofocus>350万亩</mark>' in html
    assert "种植面积<mark>350万亩</mark>。" in html
    assert "第 4 行" in words(page)
    for path in ("", "/text", "/file"):
        assert browser().get(f"/plans/{one.number}{path}").status_code == 200
    assert browser().get(f"/plans/{one.file}").status_code == 200, "the number of the record serves as well"
    assert browser().get(f"/plans/{one.number}/file").content == TEXT.encode()


def test_a_version_that_is_not_for_the_viewer_is_not_linked(cast, official):
    draft = kept(official, title="甲草案", issued_on=None, status="draft")
    kept(official, TEXT.encode() + b"2", title="甲规划", issued_on=date(2016, 9, 5), follows=draft.file)
    assert draft.number not in browser().get("/plans").content.decode()
    assert "取代上一版" in words(signed_in(official.account).get("/plans"))


def test_the_library_sorts_filters_and_exports(cast, official):
    first = kept(official, title="甲规划", issued_on=date(2016, 9, 5), year_from=2016, year_until=2020)
    kept(official, TEXT.encode() + b"2", title="乙规划", issued_on=date(2022, 7, 15), follows=first.file)
    kept(official, TEXT.encode() + b"3", title="丙草案", issued_on=None, status="draft")
    said = words(browser().get("/plans"))
    assert said.index("乙规划") < said.index("甲规划")
    assert "丙草案" not in said, "drafts are for officials"
    assert "2016—2020" in said
    assert "有更新的版本" in said
    assert "甘肃省" in said
    client = signed_in(official.account)
    assert "丙草案" in words(client.get("/plans?status=document_draft"))
    assert "甲规划" not in words(client.get("/plans?status=document_draft"))
    said = words(client.get("/plans?sort=issued"))
    assert said.index("甲规划") < said.index("乙规划") < said.index("丙草案")
    exported = client.get("/plans?format=csv&title=甲")
    assert exported["Content-Type"].startswith("text/csv")
    lines = exported.content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].split(",")[:4]) == (2, ["甲规划", "", "2016-09-05", "已批准"])
    assert browser().get("/plans?sort=nonsense").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "at=",
            "at=5",
            "at=5-",
            "at=-5-7",
            "at=a-b",
            "at=7-5",
            "at=5-5",
            "at=0-99999",
            "at=0-9999999999999",
            "at=1-2-3",
        ),
        *("at=１-２", "part=0", "part=2", "part=x", "line=99", "page=1"),
    ],
)
def test_a_place_that_is_not_there_is_refused_in_words(cast, official, asked):
    one = kept(official)
    answer = browser().get(f"/plans/{one.number}/text?{asked}")
    assert answer.status_code == 400
    said = words(answer)
    assert any(word in said for word in ("起点", "请写", "不分页"))
    assert not re.search(r"\b(must|the text)\b", said), "in Chinese"


def test_a_draft_is_hidden_from_the_public_and_the_answer_does_not_tell(cast, official):
    one = kept(official, status="draft")
    for path in ("", "/text", "/text?at=1-2", "/file"):
        hidden, missing = (browser().get(f"/plans/{number}{path}") for number in (one.number, "999.1"))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert words(hidden).replace(one.number, "N") == words(missing).replace("999.1", "N")
    assert browser().get("/plans/x").status_code == 404
    inspector = signed_in(cast.account("jian", "inspector", of="别处"))
    assert inspector.get(f"/plans/{one.number}").status_code == 200
    assert inspector.get(f"/plans/{one.number}/describe").status_code == 403


def test_a_long_text_is_shown_in_parts_and_every_place_is_reached(cast, official):
    text = "".join(f"第{number}行，产值{number}亿元。\n" for number in range(60_000))
    one = kept(official, text.encode())
    assert len(text.encode()) > 1_500_000
    first = browser().get(f"/plans/{one.number}/text")
    assert len(first.content) < 200_000
    assert "第 1 部分" in words(first)
    for number in (0, 30_000, 59_999):
        wanted = f"产值{number}亿元"
        at = text.index(wanted + "。")
        page = browser().get(f"/plans/{one.number}/text?at={at}-{at + len(wanted)}")
        assert len(page.content) < 200_000
        assert f'<mark id="at" tabindex="-1" autofocus>{wanted}</mark>' in page.content.decode()
        assert f"第 {number + 1} 行" in words(page)
    whole = browser().get(f"/plans/{one.number}/text?at=0-{len(text)}")
    assert (whole.status_code, len(whole.content) < 200_000) == (200, True)
    there = browser().get(f"/plans/{one.number}/text?line=30001").content.decode()
    assert 'id="L30001" tabindex="-1" autofocus' in there
    last = re.search(r"共 (\d+) 部分", words(first))[1]
    assert "第59999行" in words(browser().get(f"/plans/{one.number}/text?part={last}"))


def test_a_passage_over_several_lines_is_marked_in_each_and_once_the_target(cast, official):
    one = kept(official)
    start, end = TEXT.index("种植面积"), TEXT.index("万亩")
    html = browser().get(f"/plans/{one.number}/text?at={start}-{end}").content.decode()
    assert html.count('id="at"') == 1
    assert '<mark id="at" tabindex="-1" autofocus>种植面积</mark>' in html
    assert "<mark>350</mark>" in html
    assert "种植面积350</mark>万亩。" in html, "in its sentence, on one line"


def test_hostile_words_are_words(cast, official):
    evil = "<script>alert(1)</script>\"'&amp;"
    one = kept(
        official,
        f"产值{evil}500亿元。".encode(),
        title=evil,
        issuer=evil,
        origin="javascript:alert(1)",
        name=f"{evil}.txt",
    )
    for path in ("", "/text", "/text?at=2-40"):
        html = browser().get(f"/plans/{one.number}{path}").content.decode()
        assert evil not in html
        assert "alert(1)&lt;/script&gt;" in html
        assert 'href="javascript:' not in html
    assert evil not in browser().get("/plans").content.decode()
    page = kept(
        official, f"<html><body>产值<b onclick=x>{evil.replace('<', '&lt;')}</b></body></html>".encode(), name="a.html"
    )
    assert evil not in browser().get(f"/plans/{page.number}/text").content.decode()
    saved = browser().get(f"/plans/{page.number}/file")
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_a_glyph_without_a_shape_is_shown_between_digits_as_a_point(cast, official):
    one = kept(official, "产值１９７\U001001b0２９亿元，符号\ue000。".encode())
    html = browser().get(f"/plans/{one.number}/text").content.decode()
    assert 'title="文件里是私用区字符 U+1001B0，这里按小数点显示">.</span>' in html
    assert 'title="文件里是私用区字符 U+E000，没有通用的字形">□</span>' in html


def test_a_page_tells_what_was_read_and_leads_from_figure_to_figure(cast, official):
    one = plan_reading.proposed(timezone.now())
    page = words(browser().get(f"/plans/{one.number}"))
    assert "判读 9 处数字" in page
    assert "0 / 9" in words(browser().get("/plans"))
    first, second = plan_reading.at("约160亿元"), plan_reading.at("480万亩")
    path = f"/plans/{one.number}/text"
    start = browser().get(path).content.decode()
    assert f'href="{path}?at={first[0]}-{first[1]}"' in start
    html = browser().get(f"{path}?at={first[0]}-{first[1]}").content.decode()
    assert f'<a href="{path}?at={second[0]}-{second[1]}" rel="next">' in html
    assert 'rel="prev"' not in html
    between = browser().get(f"{path}?at={first[1]}-{second[0]}").content.decode()
    assert f'<a href="{path}?at={first[0]}-{first[1]}" rel="prev">' in between
    assert f'<a href="{path}?at={second[0]}-{second[1]}" rel="next">' in between


# How one comes in


def upload(client, data, name="规划.txt"):
    return client.post("/plans/new", {"file": SimpleUploadedFile(name, data)})


def filled(html):
    """What the form is filled with."""
    fields = {
        name: value for tag in re.findall(r"<input[^>]*>", html) for name, value in re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', tag)
        if "radio" not in tag
    }  # fmt: skip
    chosen = re.search(r'<input type="radio" name="status" value="(\w+)"[^>]*checked', html)
    return fields | ({"status": chosen[1]} if chosen else {})


def test_a_file_is_sent_described_and_in_the_library(cast, official):
    client = signed_in(official.account)
    assert client.get("/plans/new").status_code == 200
    sent = upload(client, TEXT.encode())
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    said = filled(page.content.decode())
    assert said["title"] == "某省中药材产业发展规划"
    assert (said["issuer"], said["issued_on"]) == ("某省人民政府", "2016-09-05")
    assert "status" not in said, "nothing told it: a person says so"
    assert "猜的依据：某省中药材产业发展规划；" in words(page)
    assert browser().get("/plans").content.decode().count("某省中药材") == 0, "not before it is confirmed"
    form = said | {"status": "approved", "division": "岷县", "year_from": "2016", "year_until": "2020"}
    done = client.post(sent["Location"], form)
    assert done.status_code == 302, words(done)
    shown = words(browser().get(done["Location"]))
    assert "甘肃省定西市岷县" in shown
    assert "2016—2020" in shown
    again = upload(client, TEXT.encode())
    assert again["Location"] == f"{done['Location']}?known=1"
    assert "文库里已经有这份文件" in words(client.get(again["Location"]))


def test_every_fault_of_the_form_stands_beside_its_field(cast, official):
    client = signed_in(official.account)
    path = upload(client, TEXT.encode())["Location"]
    wrong = {"title": "", "issued_on": "昨天", "division": "不存在县", "year_from": "2020", "year_until": "1900"}
    answer = client.post(path, wrong)
    assert answer.status_code == 400
    said = words(answer)
    for fault in ("请写文件的全称", "请写成 2022-07-15 这样", "没有这个行政区划", "请选一个"):
        assert fault in said
    other = client.post(path, {"title": "甲", "status": "approved", "division": "110000"})
    assert (other.status_code, "由那里的或上级的主管部门收录" in words(other)) == (400, True)
    swapped = client.post(path, {"title": "甲", "status": "approved", "year_from": "2020", "year_until": "2016"})
    assert "请对调" in words(swapped)
    assert "还没有文件" in words(browser().get("/plans"))


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "空.txt", "文件是空的"),
        (None, "", "没有选文件"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(cast, official, data, name, said):
    client = signed_in(official.account)
    answer = client.post("/plans/new") if data is None else upload(client, data, name)
    assert (answer.status_code, said in words(answer)) == (400, True)


def test_a_file_that_is_too_large_is_said_to_be(cast, official, monkeypatch):
    from yaomai.web import uploads

    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 1000)
    answer = upload(signed_in(official.account), b"x" * 2000)
    assert (answer.status_code, "文件太大" in words(answer)) == (400, True)


@pytest.mark.parametrize(
    ("data", "name", "what", "cure"),
    [
        (scanned_pdf(), "扫描.pdf", "没有文字层", "文字识别"),
        (protected_pdf(), "密码.pdf", "有密码", "去掉密码"),
        ("產值達到五百億元，發展現狀".encode("big5") * 9, "码.txt", "认不出文字的编码", "UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧.doc", "格式读不了", ".docx"),
    ],
)
def test_a_file_without_a_readable_text_is_told_why_before_it_is_confirmed(cast, official, data, name, what, cure):
    client = signed_in(official.account)
    path = upload(client, data, name)["Location"]
    page = words(client.get(path))
    assert (what in page, cure in page) == (True, True)
    done = client.post(path, {"title": "读不出的", "status": "approved"})
    shown = words(client.get(done["Location"]))
    assert ("没有读出文字" in shown, what in shown, "看全文" in shown) == (True, True, False)
    assert client.get(f"{done['Location']}/text").status_code == 200
    assert client.get(f"{done['Location']}/text?at=0-5").status_code == 400
    assert client.get(f"{done['Location']}/file").content == data


@pytest.mark.parametrize(
    ("data", "name", "what", "cure"),
    [
        (b"%PDF-1.7 x", "坏.pdf", "文件坏了", "重新下载"),
        (docx("<w:p>"), "坏.docx", "文件坏了", "另存"),
        (xlsx(["年份", "产值"], ["2024", "300"]), "月报.xlsx", "这是电子表格", "导入统计表"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "月报.xls", "这是电子表格", "导入统计表"),
    ],
)
def test_a_file_that_is_no_document_is_not_taken_into_the_library(cast, official, data, name, what, cure):
    client = signed_in(official.account)
    path = upload(client, data, name)["Location"]
    seen = client.get(path)
    assert (what in words(seen), cure in words(seen)) == (True, True)
    assert ("放进文库</button>" in seen.content.decode(), "识别" in words(seen)) == (False, False)
    is_table = "电子表格" in what
    assert ('href="/indicators/imports"' in seen.content.decode()) == is_table
    answer = client.post(path, {"title": "读不出的", "status": "approved"})
    assert (answer.status_code, what in words(answer)) == (400, True)
    assert "还没有文件" in words(browser().get("/plans"))


def test_a_line_with_broken_bytes_is_named_on_the_page(cast, official):
    one = kept(official, ("好" * 500 + "\n产值").encode() + b"\xff" + "500亿元".encode())
    assert "第 2 行：有几个字节不是合法的文字" in words(browser().get(f"/plans/{one.number}"))


def test_a_description_is_amended_and_a_change_meanwhile_is_told(cast, official):
    one = kept(official)
    client = signed_in(official.account)
    path = f"/plans/{one.number}/describe"
    form = filled(client.get(path).content.decode()) | {"status": "approved", "title": "新题目"}
    assert client.post(path, form)["Location"] == f"/plans/{one.number}"
    said = words(client.get(f"/plans/{one.number}"))
    assert ("新题目" in said, "说明改过几次" in said) == (True, True)
    late = client.post(path, form | {"title": "再一个"})
    assert (late.status_code, "别人刚刚改过" in words(late)) == (400, True)
    assert "说明改过几次" not in words(browser().get(f"/plans/{one.number}")), "who changed it is not for the public"
    county = signed_in(cast.account("xian", "official", of="县里"))
    assert county.get(path).status_code == 403


def test_only_the_sender_describes_what_was_sent(cast, official):
    path = upload(signed_in(official.account), TEXT.encode())["Location"]
    other = signed_in(cast.account("guan2", "official", of="别处"))
    assert other.get(path).status_code == 404
    assert other.get(f"/plans/new/{reference(10**9)}").status_code == 404
    assert signed_in(cast.account("recorder", "recorder")).get("/plans/new").status_code == 403


def test_a_large_file_is_read_by_the_worker_and_the_page_says_so_until_it_is_done(cast, official, monkeypatch):
    monkeypatch.setattr(read_text, "AT_ONCE_BYTES", 0)
    client = signed_in(official.account)
    path = upload(client, DATA).headers["Location"]
    page = client.get(path)
    assert "正在从文件里读出正文" in words(page)
    assert f'<a href="{path}?running=1">' in page.content.decode()
    assert "正在从文件里读出正文" in words(client.post(path, {"title": "某省规划", "status": "approved"}))

    def work():
        return do_next(READING_TEXTS, clock=timezone.now, stop=threading.Event())

    with monkeypatch.context() as broken:
        broken.setattr(read_text, "read_apart", lambda *_: {}["of ours"])
        assert work()
    assert client.get(f"{path}?running=1", headers={"HX-Request": "true"}).headers["HX-Redirect"] == path
    failed = words(client.get(path))
    assert "没有读成" in failed
    assert "再读一次" in failed
    assert client.post(path, {"reread": "1"}).headers["Location"] == path
    assert work()
    assert client.get(f"{path}?running=1", headers={"HX-Request": "true"}).headers["HX-Redirect"] == path
    assert filled(client.get(path).content.decode())["title"] == "某省中药材产业发展规划"
