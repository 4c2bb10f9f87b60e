"""The capture page: files handed in by a person, and what is said of each."""

import json
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from askers import BROWSER, HOST, browser, signed_in
from make_events import HERB_LOT, document, document_bytes, object_event, quantity
from yaomai.traceability.models import CaptureJob, Event
from yaomai.traceability.operations import capture_jobs
from yaomai.web import uploads


@pytest.fixture
def recorder(cast):
    return signed_in(cast.account("lina", "recorder"))


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def handed_in(client, *files, behaviour="rollback", **headers):
    """The answer to handing in files, each (name, bytes)."""
    sent = [SimpleUploadedFile(name, data, "application/json") for name, data in files]
    return client.post("/capture-desk", {"files": sent, "behaviour": behaviour}, **headers)


GOOD = document_bytes([object_event()])
FAULTY = document_bytes([object_event(), object_event(action="GROW", quantityList=[quantity(HERB_LOT, -3)])])


def test_a_good_file_is_recorded_and_sent_again_says_so(recorder):
    said = words(handed_in(recorder, ("当归.json", GOOD)))
    assert "已记录 当归.json" in said
    assert "新记录 1" in said
    assert Event.objects.count() == 1
    again = words(handed_in(recorder, ("当归.json", GOOD)))
    assert "已在记录中 1" in again
    assert "没有新的内容" in again
    assert Event.objects.count() == 1


def test_each_fault_is_shown_where_it_is(recorder):
    page = handed_in(recorder, ("faulty.json", FAULTY))
    said = words(page)
    assert page.status_code == 200
    assert "没有记录 faulty.json" in said
    lines = FAULTY.decode().split("\n")
    for text, what in (
        ('"action": "GROW"', "动作（action）的写法不对。"),
        ('"quantity": -3', "数量（quantity）小于零。"),
    ):
        line, at = next((number, one.index(text)) for number, one in enumerate(lines, 1) if text in one)
        assert f"第 {line} 行，第 {at + 1} 列" in said
        assert what in said
        assert f"<mark>{text}</mark>".replace('"', "&quot;") in page.content.decode()
    assert "第 2 个事件" in said
    assert "must be one of ADD, OBSERVE, DELETE" in said  # for whoever writes the exporting program
    assert Event.objects.count() == 0


def test_with_proceed_the_others_are_recorded(recorder):
    said = words(handed_in(recorder, ("faulty.json", FAULTY), behaviour="proceed"))
    assert "部分记录" in said
    assert "新记录 1" in said
    assert "错处 2" in said
    assert Event.objects.count() == 1


def test_several_files_have_each_their_own_answer(recorder):
    said = words(handed_in(recorder, ("a.json", GOOD), ("b.json", FAULTY), ("c.txt", b"")))
    assert re.search(r"已记录 a\.json.*没有记录 b\.json.*没有记录 c\.txt", said)
    assert CaptureJob.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b" \n ", "文件是空的"),
        (b'{"type": "EPCISDocument",\n "x" 1}', "第 2 行，第 6 列"),
        (b'{"type": "EPCISDocument",\n "x" 1}', "这里不是合法的 JSON"),
        (b"hello", "这里不是合法的 JSON"),
        (b"[]", "不是一个对象"),
        ("\ufeff{}".encode(), "字节顺序标记"),
        ("{}".encode("utf-16"), "不是 UTF-8"),
        ('{"type": "当归"}'.encode("gbk"), "不是 UTF-8"),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "图片"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b'<?xml version="1.0"?><epcis/>', "XML"),
        (b"[" * 50_000, "括号套得太深"),
        (json.dumps(document([{"type": "Wedding"}])).encode(), "没有这种事件类型"),
        (b'{"type": "EPCISDocument"}', "缺少"),
        (document_bytes([object_event(bizStep="\u0000")]), "空字符"),
        (b"\x00" * 100, "不是 UTF-8"),
        (b'{"a": "\xff"}', "不是 UTF-8"),
    ],
)
def test_a_bad_file_is_said_in_words_and_nothing_of_it_is_recorded(recorder, data, said):
    for behaviour in ("rollback", "proceed", "nonsense"):
        answer = handed_in(recorder, ("x.json", data), behaviour=behaviour)
        assert answer.status_code == 200
        assert said in words(answer)
        assert "没有记录 x.json" in words(answer) or "部分记录 x.json" in words(answer)
    assert Event.objects.count() == 0


def test_no_file_and_too_many_files(recorder, monkeypatch):
    from yaomai.web.pages import capture_desk

    answer = recorder.post("/capture-desk", {"behaviour": "proceed"})
    assert answer.status_code == 400
    assert "没有选文件" in words(answer)
    monkeypatch.setattr(capture_desk, "FILES_MAX", 1)
    answer = handed_in(recorder, ("a.json", GOOD), ("b.json", GOOD))
    assert answer.status_code == 400
    assert "一次最多 1 个文件" in words(answer)


def test_a_file_that_is_too_large_is_not_written_down(recorder, monkeypatch):
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 200_000)
    monkeypatch.setattr(uploads, "ALL_BYTES_MAX", 250_000)
    answer = handed_in(recorder, ("big.json", b" " * 300_000), ("small.json", GOOD))
    said = words(answer)
    assert re.search(r"没有记录 big\.json 文件太大", said)
    assert "已记录 small.json" in said
    many = [(f"{number}.json", b"x" * 150_000) for number in range(3)]
    assert words(handed_in(recorder, *many)).count("文件太大") == 2


def test_files_are_taken_by_no_other_page(cast, monkeypatch):
    written = []
    monkeypatch.setattr(uploads.BoundedUpload, "receive_data_chunk", lambda *piece: written.append(piece))
    client = Client(headers=BROWSER, **HOST, enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"login": "x", "file": BytesIO(b"x" * 5_000_000)})
    assert answer.status_code == 403
    assert written == []


def test_a_large_document_waits_and_its_page_says_how_far_it_is(recorder, monkeypatch):
    monkeypatch.setattr(capture_jobs, "AT_ONCE_EVENTS_MAX", 1)
    page = handed_in(recorder, ("faulty.json", FAULTY))
    assert "等待处理" in words(page)
    job = CaptureJob.objects.get()
    assert f'hx-get="/capture-desk/{job.pk}"' in page.content.decode()
    CaptureJob.objects.update(state="running", events_done=1, started_at=job.created_at)
    part = recorder.get(f"/capture-desk/{job.pk}", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<article")
    assert "正在核对" in part
    assert 'value="1" max="2"' in part


def test_the_same_file_again_shows_the_places_and_another_one_does_not(recorder):
    handed_in(recorder, ("faulty.json", FAULTY))
    at = f"/capture-desk/{CaptureJob.objects.get().pk}"
    page = words(recorder.get(at))
    assert "再选一次原来的文件" in page
    assert " 行，第 " not in page
    shown = words(recorder.post(at, {"files": SimpleUploadedFile("f.json", FAULTY)}))
    assert " 行，第 " in shown
    assert CaptureJob.objects.count() == 1
    for other in (b"{}", b"", b"\xff", GOOD[:40]):
        answer = recorder.post(at, {"files": SimpleUploadedFile("f.json", other)})
        assert answer.status_code == 400
    assert recorder.post(at, {}).status_code == 400


def test_jobs_are_listed_page_by_page_for_ones_own_organisation_only(cast, recorder, monkeypatch):
    from yaomai.web.pages import capture_desk

    monkeypatch.setattr(capture_desk, "_JOBS_A_PAGE", 2)
    for day in (1, 2, 3):
        handed_in(recorder, ("x.json", document_bytes([object_event(eventTime=f"2026-09-0{day}T08:00:00+08:00")])))
    page = recorder.get("/capture-desk").content.decode()
    assert len(re.findall(r'href="/capture-desk/[0-9a-f-]{36}"', page)) == 2
    older = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert (
        len(re.findall(r'href="/capture-desk/[0-9a-f-]{36}"', recorder.get(f"/capture-desk{older}").content.decode()))
        == 1
    )
    assert recorder.get("/capture-desk?after=yesterday").status_code == 400
    other = signed_in(cast.account("zhao", "recorder", of="兰州百草药房"))
    assert "还没有送过文件" in words(other.get("/capture-desk"))
    assert other.get(f"/capture-desk/{CaptureJob.objects.first().pk}").status_code == 404
    assert other.get("/capture-desk/none").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(cast):
    assert browser().get("/capture-desk").headers["Location"].startswith("/sign-in")
    assert browser().get("/capture").status_code == 401


def test_a_part_of_the_page_is_answered_to_htmx(recorder):
    answer = handed_in(recorder, ("x.json", GOOD), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "已记录" in words(answer)
    assert 'id="jobs-table" hx-swap-oob="true"' in answer.content.decode()
    nothing = recorder.post("/capture-desk", {}, headers={"HX-Request": "true"})
    assert nothing.status_code == 200  # htmx shows what comes with 200 only
    assert "没有选文件" in words(nothing)
