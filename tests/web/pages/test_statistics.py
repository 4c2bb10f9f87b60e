"""The pages by which statistics are brought in: a file, its columns, what it says, one edition, and taking it back."""

import re
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from askers import browser, signed_in
from make_statistics import Statistics, said, until
from yaomai.database.jobs import do_next
from yaomai.indicators.engine.values import NewCorrection, SeriesKey
from yaomai.indicators.models import Edition, Observation
from yaomai.indicators.operations import map_import as map_import_module
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.do_import_jobs import IMPORTING_STATISTICS
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.web import uploads

PATH = "/indicators/imports"
LONG = "地区,指标,时间,数值,单位\n兰州市,营业收入,2024年1—5月,12.3,亿元\n定西市,营业收入,2024年1—5月,3.45,亿元\n"
MARKS = {
    "title": "医药工业月报（虚构）",
    "publisher": "省局（虚构）",
    "published_on": "2024-06-20",
    "access": "public",
    "is_invented": "yes",
}


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def words_of_figure():
    """The explanation of the figure of Lanzhou, as a page."""
    page = browser().get("/indicators/industry.revenue?region=620100").content.decode()
    return browser().get(re.search(r"/figure/observation/[^\"]+", page).group()).content.decode()


@pytest.fixture
def office(cast):
    made = Statistics(timezone.now())
    made.define("industry.revenue", name="营业收入")
    made.define("enterprise.count", name="企业数", unit="", counted="家", basis="level")
    return made


@pytest.fixture
def official(cast, office):
    cast.organisation("省局", "authority")
    return signed_in(cast.account("official", "official", of="省局"))


def begun(client, text, name="月报.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    answer = client.post(PATH, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, words(answer)
    return answer.headers["Location"]


def offered(page):
    """The form of the columns as it is offered."""
    html = page.content.decode()
    html = html[html.index('class="import-columns') :]
    form = {
        name: (re.search(r'value="([^"]*)" selected', rest) or [None, ""])[1]
        for name, rest in re.findall(r'<select[^>]*name="([^"]+)"(.*?)</select>', html, re.DOTALL)
    }
    for tag in re.findall(r"<input [^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            form[name[1]] = value[1] if value else ""
        elif name and "checked" in tag:
            form[name[1]] = "yes"
    return form


def mapped(client, path, **changes):
    form = offered(client.get(f"{path}/columns")) | changes
    return client.post(f"{path}/columns", form)


def test_a_table_is_written_as_one_edition_and_taken_back(official):
    path = begun(official, LONG)
    assert "哪个指标" in words(official.get(path, follow=True))
    assert mapped(official, path).status_code == 302
    page = official.get(path)
    text = words(page)
    assert "新增 2，改变 0，相同 0" in text
    assert "12.3 亿元" in text
    assert "CSV!D2" in text
    assert not Edition.objects.exists()
    missing = official.post(path, {"title": "", "publisher": "x"})
    assert missing.status_code == 400
    assert "请说明是不是演示数据" in words(missing)
    assert official.post(path, MARKS).status_code == 302
    done = words(official.get(path))
    assert "写成了哪一版" in done
    assert Observation.objects.count() == 2
    cell = re.search(r"/indicators/editions/[^/\"]+/cell[^\"]*", words_of_figure()).group().replace("&amp;", "&")
    seen = words(browser().get(cell))
    assert "写的是 12.3" in seen
    assert "兰州市" in seen
    assert "只列出导入的列" in seen
    assert browser().get(cell.replace("D2", "A2")).status_code == 404
    shown = words(browser().get("/indicators/industry.revenue?region=620100"))
    assert "12.3 亿元" in shown
    assert "演示数据" in shown
    assert "请写明理由" in words(official.post(f"{path}/undo", {"reason": " "}))
    assert official.post(f"{path}/undo", {"reason": "选错了文件"}).status_code == 302
    assert "已经撤销" in words(official.get(path))
    assert "12.3" not in words(browser().get("/indicators/industry.revenue?region=620100"))


def test_what_the_table_does_not_say_is_asked_for(official):
    path = begun(official, "地区,营业收入\n兰州市,12.3\n")
    refused = mapped(official, path)
    assert refused.status_code == 400
    text = words(refused)
    assert "这一列没有单位" in text
    assert "表里没有写年份" in text
    assert mapped(official, path, unit="亿元", year="2023").status_code == 302
    assert "12.3 亿元" in words(official.get(path))
    assert "年份、月份写得不对" in words(mapped(official, path, year="二〇二三"))
    assert "没有这个地区" in words(mapped(official, path, region="火星"))


def test_a_word_that_nobody_knows_is_asked_for_once(official):
    path = begun(official, LONG + "兰州新区,营业收入,2024年1—5月,1,亿元\n")
    mapped(official, path)
    text = words(official.get(path))
    assert "有错，还不能写入" in text
    assert "认不得的词" in text
    assert "写入这一版" not in text
    assert official.post(path, {"words": "yes", "meaning.0": "620100"}).status_code == 302
    assert "同一地区、同一期有两个不同的数" in words(official.get(path)), "it is Lanzhou's now, and so said twice"
    again = begun(official, LONG + "兰州新区,营业收入,2024年1—5月,1,亿元\n", "六月.csv")
    assert "认得这种表" in words(official.get(again, follow=True))


def test_what_does_not_fit_is_shown_with_its_place_and_has_to_be_looked_at(official):
    lines = "".join(f"甘肃省,营业收入,2024年{m},{v},亿元\n" for m, v in (("1—4月", 40), ("1—5月", 52), ("5月", 10)))
    path = begun(official, "地区,指标,时间,数值,单位\n" + lines)
    mapped(official, path)
    text = words(official.get(path))
    assert "当月数与累计数对不上" in text
    assert "52 − 40 ≠ 10" in text
    assert "我看过了" in text
    refused = official.post(path, MARKS)
    assert refused.status_code == 400
    assert "有对不上的地方，还没有看过" in words(refused)
    assert "医药工业月报（虚构）" in refused.content.decode(), "nothing that was typed is lost"
    assert official.post(path, MARKS | {"looked": "yes"}).status_code == 302


def test_changed_values_are_shown_beside_what_stands_now(official, office):
    office.publish(said("industry.revenue", until(2024, 5), "1200000000", "620100"))
    path = begun(official, LONG)
    mapped(official, path)
    text = words(official.get(path))
    assert "会改变的数" in text
    assert "12 亿元" in text


REVENUE = "industry.revenue"


@pytest.fixture
def corrected(office):
    """Of two cities a correction of what is published."""
    span = until(2024, 5)
    office.publish(
        said(REVENUE, span, "1150000000", "620100"),
        said(REVENUE, span, "345000000", "621100"),
        published_on=date(2024, 6, 1),
    )
    return [
        correct(
            INSTALLATION_VIEWER,
            NewCorrection(
                SeriesKey(REVENUE, city), "flow", *span, "override", Decimal(value), "印错", value=Decimal(305)
            ),
            now=office.now,
        )
        for city, value in (("620100", "1150000000"), ("621100", "345000000"))
    ]


def test_a_table_is_held_against_what_was_published_and_told_which_corrections_lapse(official, corrected):
    lapses, holds = corrected
    path = begun(official, LONG)
    mapped(official, path)
    page = official.get(path)
    text = words(page)
    assert "改变 1，相同 1" in text, "the other city says what was published"
    assert "11.5 亿元" in text
    assert f"更正 {reference(lapses.record)}：改用 305 元" in text
    assert f"更正 {reference(holds.record)}" not in text
    assert "11.5 亿元 → 12.3 亿元" in text
    assert "这里的一条更正就不再生效" in text
    assert official.post(path, MARKS).status_code == 400, "it has to be ticked"
    assert official.post(path, MARKS | {"looked": "yes"}).status_code == 302
    done = official.get(path)
    assert "有更正失效了" in words(done)
    assert f"更正 {reference(lapses.record)}：营业收入" in words(done)
    assert f"更正 {reference(holds.record)}" not in words(done)
    assert "/indicators/industry.revenue#corrections" in done.content.decode()
    assert "更正失效" in words(official.get("/indicators"))


def test_after_a_correction_came_the_table_is_shown_anew(official, office):
    office.publish(said(REVENUE, until(2024, 5), "1150000000", "620100"), published_on=date(2024, 6, 1))
    path = begun(official, LONG)
    mapped(official, path)
    span = until(2024, 5)
    new = NewCorrection(SeriesKey(REVENUE, "620100"), "flow", *span, "drop", Decimal(1150000000), "印错")
    correct(INSTALLATION_VIEWER, new, now=office.now)
    official.post(path, MARKS | {"looked": "yes"})
    assert "现在的数刚才变了" in words(official.get(path))
    assert Edition.objects.count() == 1


def test_cautions_tell_amounts_in_units_that_are_easily_read(official):
    lines = "甘肃省,营业收入,2024年5月,5,亿元\n兰州市,营业收入,2024年5月,40000,万元\n定西市,营业收入,2024年5月,3,亿元\n"
    path = begun(official, "地区,指标,时间,数值,单位\n" + lines)
    mapped(official, path)
    assert "5 亿元 ≠ Σ 2 = 7 亿元" in words(official.get(path))


def test_two_values_of_one_span_are_told_how_months_are_said_to_be_alone(official):
    path = begun(official, "2024年1—6月营业收入,,\n单位：亿元,,\n地区,6月,1-6月\n兰州市,2,9\n")
    assert mapped(official, path, cumulative="yes").status_code == 302
    text = words(official.get(path))
    assert "同一期有两个不同的数" in text
    assert "「只是该月」" in text
    mapped(official, path, cumulative="")
    assert "同一期有两个不同的数" not in words(official.get(path))


def test_an_auditor_reads_the_file_of_an_edition_that_is_seen(official, cast):
    path = begun(official, LONG)
    auditor = signed_in(cast.account("shen", "auditor", of="审计"))
    file = re.search(r'href="(/files/[^"/]+)"', official.get(f"{path}/columns").content.decode())[1]
    assert auditor.get(file).status_code == 404, "nothing was stated from it yet"
    mapped(official, path)
    official.post(path, MARKS | {"access": "official"})
    edition = re.search(r"/indicators/editions/[^\"]+", official.get(path).content.decode()).group()
    assert f'href="{file}"' in auditor.get(edition).content.decode()
    assert "月报.csv" in words(auditor.get(file))
    assert auditor.get(f"{file}/download").content == LONG.encode()
    cell = re.search(
        r'href="(/files/[^"]+D2)"', official.get(edition).content.decode() + words_of_cells(official, edition)
    )[1]
    assert "12.3" in words(auditor.get(cell))
    assert browser().get(file).status_code == 302
    recorder = signed_in(cast.account("firm", "recorder", of="企业"))
    assert recorder.get(file).status_code == 404


def words_of_cells(client, edition):
    """The page of the cell D2 of an edition."""
    return client.get(f"{edition}/cell", {"place": "CSV!D2"}).content.decode()


@pytest.mark.parametrize(
    ("data", "name", "said_"),
    [
        (b"", "a.csv", "文件是空的"),
        (b"\x00\x01", "a.xlsx", "不是读得了的表格文件"),
        (b"PK\x03\x04 broken", "a.xlsx", "文件坏了"),
        (b"<html><table>", "a.xls", "不是读得了的表格文件"),
    ],
)
def test_files_that_cannot_be_read_are_said_in_words(official, data, name, said_):
    answer = official.post(PATH, {"file": SimpleUploadedFile(name, data)}, follow=True)
    assert said_ in words(answer)
    assert not Edition.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(official, monkeypatch):
    monkeypatch.setattr(uploads, "FILE_BYTES_MAX", 1000)
    answer = official.post(PATH, {"file": SimpleUploadedFile("a.csv", b"x" * 2000)})
    assert answer.status_code == 400
    assert "文件太大" in words(answer)
    assert "没有选文件" in words(official.post(PATH, {}))


def test_who_may_not(official, cast):
    path = begun(official, LONG)
    assert browser().get(PATH).status_code == 302
    assert signed_in(cast.account("firm", "recorder")).get(path).status_code == 403
    inspector = signed_in(cast.account("inspector", "inspector", of="别处"))
    assert "您只能看" in words(inspector.get(f"{path}/columns"))
    assert inspector.post(f"{path}/columns", {}).status_code == 403
    assert inspector.post(PATH, {}).status_code == 403


def test_an_old_form_of_the_columns_is_not_taken_for_the_new_one(official):
    path = begun(official, "标题,\n地区,企业数\n兰州市,20\n")
    form = offered(official.get(f"{path}/columns"))
    assert (
        official.post(
            f"{path}/columns", {"reread": "yes", "sheet": "CSV", "head_from": "1", "head_to": "1"}
        ).status_code
        == 302
    )
    assert official.post(f"{path}/columns", form).headers["Location"].endswith("busy=1")
    bad = official.post(f"{path}/columns", {"reread": "yes", "sheet": "CSV", "head_from": "x", "head_to": "1"})
    assert "行号要写数字" in words(bad)


def test_a_large_table_shows_how_far_it_is_without_scripts_too(official, monkeypatch):
    monkeypatch.setattr(map_import_module, "AT_ONCE_CELLS", 0)
    path = begun(official, LONG)
    mapped(official, path)
    page = official.get(path)
    assert "正在核对" in words(page)
    assert "<noscript>" in page.content.decode()
    assert official.get(f"{path}/columns").headers["Location"] == path
    part = official.get(path, headers={"HX-Request": "true"})
    assert 'id="running"' in part.content.decode()
    assert do_next(IMPORTING_STATISTICS, clock=timezone.now, stop=threading.Event())
    assert "HX-Redirect" in official.get(path, headers={"HX-Request": "true"}).headers
    assert "读出了什么" in words(official.get(path))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", "地區,營業收入（億元）\n蘭州市,12.3\n定西市,3\n".encode("big5"), "可能是 Big5"),
        ("a.csv", '地区,"营业收入\n兰州市,12.3\n'.encode(), "引号没有成对"),
        ("a.xlsx", b"PK\x03\x04 and no more", "文件坏了"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_without_english(official, name, data, told):
    answer = official.post(PATH, {"file": SimpleUploadedFile(name, data)}, follow=True)
    text = words(answer)
    said_ = text[text.index("为什么读不了") : text.index("换一个文件")]
    assert told in said_
    assert "请" in said_
    assert not re.search(r"[a-z]{3,}", said_.replace("xlsx", "").replace("Excel", "")), said_
    assert not Edition.objects.exists()


def test_the_choice_of_an_indicator_is_grouped_and_what_is_missing_is_asked_once(official):
    path = begun(official, "地区,营业收入（万元）,某数（家）\n兰州市,1,2\n")
    page = official.get(f"{path}/columns").content.decode()
    asked = re.search(r'<select name="indicator.2".*?</select>', page, re.DOTALL).group()
    assert re.findall(r'<optgroup label="([^"]*)"', asked) == ["单位是家的", "医药工业与全产业"]
    form = dict(re.findall(r'<input type="hidden" name="(sheet|first_head|last_head)" value="([^"]*)"', page))
    answered = official.post(f"{path}/columns", form | {"region": "620000", "indicator.2": "enterprise.count"})
    assert answered.status_code == 400
    assert words(answered).count("表里没有写年份") == 1
    assert '<a href="#year">B、C 列</a>' in answered.content.decode()
