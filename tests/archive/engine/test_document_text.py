"""What a document's file says as text: TXT, HTML, DOCX, PDF; and what is said of files that cannot be read."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from make_documents import docx, paragraph, pdf, picture, protected_pdf, row, scanned_pdf, text_run
from make_spreadsheets import xlsx
from shared_material import SHARED, needs_shared
from yaomai.archive.engine import text_docx
from yaomai.archive.engine.document_text import BYTES_MAX, read_document
from yaomai.archive.engine.text_places import document_text, line_of, page_of

SAID = "到２０２０年，产值达到约１７２亿元，\r\n种植面积350万亩。\n\n第二段\U001001b0\n"


def read(data, name="plan.txt", media_type=""):
    return read_document(data, media_type, name)


def codes(found):
    return [(one.code.removeprefix("archive.text_"), one.pointer) for one in found.faults]


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_text_of_a_plain_file_is_what_its_bytes_decode_to(encoding):
    found = read(SAID.encode(encoding))
    assert found.text == SAID
    assert found.faults == ()
    assert found.lines == (0, SAID.index("种"), SAID.index("\n\n第") + 1, SAID.index("第"))


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t亿元年0123。"), min_size=1)
)
def test_every_text_comes_back_character_by_character(text):
    found = read(("产值" + text).encode())
    assert found.text == "产值" + text
    places = range(len(found.text))
    assert [found.line_of(place) for place in places] == [line_of(found.text, place) for place in places]
    assert all(found.lines[found.line_of(place) - 1] <= place for place in places)


@needs_shared
@pytest.mark.parametrize(
    ("name", "lines"),
    [("gansu-2016-13th-fyp", 104), ("gansu-2022-14th-fyp", 1523), ("lanzhou-2011-12th-fyp", 168)],
)
def test_the_public_plans_are_read_exactly(name, lines):
    data = (SHARED / "plans" / f"{name}.txt").read_bytes()
    found = read(data)
    assert found.text == data.decode()
    assert found.faults == ()
    assert len(found.lines) == lines
    assert read(data.decode().encode("gb18030")).text == found.text


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ("empty", "")),
        (" \n\u3000\n".encode(), ("empty", "")),
        ("一、發展現狀與問題，產值達到".encode("big5") * 20, ("encoding", "")),
        (bytes(range(256)) * 4, ("unreadable", "")),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), ("no_text_layer", "")),
        (b"{\\rtf1\\ansi plan}", ("format", "")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ("format", "")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), ("protected", "")),
        (b"7z\xbc\xaf\x27\x1c", ("format", "")),
        (xlsx(["年份", "产值"], ["2024", "300"]), ("spreadsheet", "")),
    ],
)
def test_what_is_no_text_is_said_with_its_cure(data, fault):
    found = read(data)
    assert (found.text, codes(found)) == ("", [fault])
    assert all(len(one.message) > 20 for one in found.faults)


@pytest.mark.parametrize(
    ("data", "fault", "words"),
    [
        (
            ("好" * 300 + "\n产值").encode() + b"\xff" + "500亿元\n".encode(),
            ("broken_bytes", "/lines/2"),
            "\ufffd500亿元",
        ),
        ("一\n锟斤拷\n".encode(), ("garbled", "/lines/2"), "锟斤拷"),
        ("一\n二\n产\ufffd值\n".encode(), ("garbled", "/lines/3"), "产\ufffd值"),
        (
            ("产值" * 400).encode("gb18030") + b"\x80\xff" + "第二".encode("gb18030"),
            ("broken_bytes", "/lines/1"),
            "第二",
        ),
    ],
)
def test_a_text_with_a_few_wrong_bytes_is_read_and_the_line_is_named(data, fault, words):
    found = read(data)
    assert words in found.text
    assert codes(found) == [fault]


def test_form_feeds_begin_pages():
    found = read("一\n\f二\n三\f四".encode())
    assert [found.page_of(found.text.index(one)) for one in "一二三四"] == [1, 2, 2, 3]
    assert page_of((), 5) is None


def test_a_file_beyond_the_bound_is_not_read_at_all():
    began = time.monotonic()
    found = read(bytes(BYTES_MAX + 1))
    assert codes(found) == [("too_large", "")]
    assert time.monotonic() - began < 0.5
    assert codes(read("长".encode() * 5_000_001)) == [("too_long", "")]


# Web pages


PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>题目</title>
<script>var a = "<p>500亿元</p>"</script><style>p {{ color: red }}</style></head><body><nav>首页<ul><li>菜单</li></ul></nav>
<h1>某省规划</h1><!-- 批注 <p>不显示</p> --><p>到2020年，
   产值达到<b>500</b>亿元。<br>面积&nbsp;1&lt;2</p><div style="display: NONE">藏 <p>着</p></div><p hidden>也藏着</p>
<table><tr><th>指标</th><th>值</th></tr><tr><td>产值<td>500<tr><td>面积</td><td>350</td></tr></table>
<form><p>表单里的正文</p><input value="x"><select><option>选项</option></select></form><img src=x onerror="alert(1)" alt="图">
<p>最后<script>document.write("x")</p></script>一段<footer>版权所有</footer></body></html>"""
SHOWN = "某省规划\n到2020年，产值达到500亿元。\n面积\xa01<2\n指标\t值\n产值\t500\n面积\t350\n表单里的正文\n最后一段"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "GB18030", "nonsense"])
def test_of_a_web_page_the_words_that_are_shown_are_read(charset):
    encoding = "utf-8" if charset == "nonsense" else "gb18030" if charset == "GB18030" else charset
    found = read(
        PAGE.format(charset=charset).replace("&nbsp;", "\xa0" if encoding == "gb18030" else "&nbsp;").encode(encoding)
    )
    assert found.text == SHOWN
    assert found.faults == ()


def test_a_page_without_a_head_is_one_by_its_name():
    assert read("<h1>题</h1>产值".encode(), media_type="text/html").text == "题\n产值"
    assert read("1<2，产值<x>".encode(), name="a.txt").text == "1<2，产值<x>"


def test_a_page_of_menus_only_shows_its_menus():
    assert read(b"<html><body><nav><p>\xe7\x9b\xae\xe5\xbd\x95</p></nav></body></html>").text == "目录"


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<!",
        "<![",
        "<!--",
        "</",
        "<a ",
        "<a x=",
        '<a href="',
        "<a x='",
        "&",
        "&#",
        "<script>",
        "</p>",
        "<p><div>",
        "<td>",
        "<b hidden>",
    ],
)
def test_no_page_holds_the_reader_up(piece):
    began = time.monotonic()
    read(("<html>产值" + piece * (200_000 // len(piece))).encode())
    assert time.monotonic() - began < 3


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "</",
                "<p",
                "<!--",
                "-->",
                "script",
                "style",
                '"',
                "'",
                "=",
                "&lt;",
                "产值",
                " ",
                "/",
                "<td>",
                "\n",
                "title",
            ]
        )
    )
)
def test_any_page_is_read_or_refused_in_words(pieces):
    found = read(("<html>" + "".join(pieces)).encode())
    assert found.text or found.faults


# Word


def test_of_a_word_file_paragraphs_and_rows_are_lines():
    body = (
        paragraph("某省规划")
        + paragraph(
            "到2020年，",
            text_run("产值"),
            "<w:r><w:tab/></w:r>",
            "500亿元。<w:r><w:br/></w:r>".replace("500亿元。", ""),
            "第二行",
        )
        + f"<w:tbl>{row('指标', '2015')}{row(paragraph('产') + paragraph('值'), '500')}</w:tbl>"
        + paragraph("尾")
    )
    found = read(docx(body))
    assert found.text == "某省规划\n到2020年，产值\t\n第二行\n指标\t2015\n产 值\t500\n尾\n"
    assert found.reader.startswith("docx/")
    assert read(docx(body, target="word/document2.xml")).text == found.text


def test_deleted_and_hidden_words_are_left_out_and_that_is_said():
    deleted = '<w:del w:id="1"><w:r><w:delText>旧的</w:delText></w:r></w:del>'
    moved = '<w:moveFrom w:id="2"><w:r><w:t>移走</w:t></w:r></w:moveFrom>'
    inserted = '<w:ins w:id="3"><w:r><w:t>新的</w:t></w:r></w:ins>'
    hidden = text_run("隐藏", "<w:rPr><w:vanish/></w:rPr>")
    joined = '<w:p><w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>'
    found = read(docx(paragraph("一", deleted, moved, inserted, hidden, text_run("二")) + joined + paragraph("后半")))
    assert found.text == "一新的二\n前半后半\n"
    assert codes(found) == [("tracked_changes", "")]


def test_text_boxes_are_told_once_and_notes_at_the_end():
    box = f"<w:txbxContent>{paragraph('框里')}</w:txbxContent>"
    drawn = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    notes = f"<w:footnotes {{spaces}}><w:footnote>{paragraph('注：不含税')}</w:footnote></w:footnotes>"
    found = read(docx(paragraph("外面", drawn, "还是外面"), parts={"word/footnotes.xml": notes}))
    assert found.text == "外面还是外面\n框里\n注：不含税\n"


def bomb():
    """A small file that would be very large."""
    return docx("<w:p><w:r><w:t>" + "0" * (text_docx.PART_BYTES_MAX + 1) + "</w:t></w:r></w:p>")


def zipped(**parts):
    said = io.BytesIO()
    with zipfile.ZipFile(said, "w") as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return said.getvalue()


def encrypted():
    """A file of which a part is protected by a password (APPNOTE 4.4.4)."""
    data = bytearray(docx(paragraph("一")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (docx(paragraph("一"))[:-30], "damaged"),
        (docx(paragraph("一"))[:60], "damaged"),
        (docx("<w:p><w:r><w:t>一</w:p>"), "damaged"),
        (docx(paragraph("&a;"), head='<!DOCTYPE x [<!ENTITY a "一">]>'), "damaged"),
        (docx("<w:p>" * 500 + "</w:p>" * 500), "damaged"),
        (docx(""), "empty"),
        (docx(paragraph(" ")), "empty"),
        (zipped(OFD_xml="<x/>"), "unreadable"),
        (zipped(xl__workbook_xml="<x/>"), "spreadsheet"),
        (encrypted(), "protected"),
    ],
    ids=[
        "no end",
        "cut off",
        "no XML",
        "an entity",
        "deep",
        "nothing",
        "a blank",
        "another kind",
        "a workbook",
        "a password",
    ],
)
def test_a_word_file_that_cannot_be_read_is_said_to_be_so(data, fault):
    found = read(data, "plan.docx")
    assert (found.text, codes(found)) == ("", [(fault, "")])


def test_a_packed_file_is_not_unpacked_beyond_its_bound(monkeypatch):
    monkeypatch.setattr(text_docx, "PART_BYTES_MAX", 2**20)
    data = bomb()
    assert len(data) < 10_000
    assert codes(read(data, "plan.docx")) == [("too_large", "")]


# PDF


@pytest.fixture(scope="module")
def printed():
    plan = "到2020年，产值达到500亿元，种植面积350万亩，年均增长12.5%。"
    return pdf(f"#set page(width: 120mm, height: 80mm)\n= 某省规划\n{plan * 4}\n#pagebreak()\n产量１００万吨。")


def test_of_a_pdf_the_text_layer_is_read_with_its_lines_and_pages(printed):
    found = read(printed, "plan.pdf")
    assert found.faults == ()
    assert found.text.startswith("某省规划\n")
    assert len(found.pages) == 2
    assert "\r" not in found.text
    at = found.text.index("产量１００万吨。")
    assert (found.page_of(at), found.page_of(at - 2), at) == (2, 1, found.pages[1])
    assert "产值达到" in found.text.replace("\n", "")
    assert len(found.lines) > 4


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"%PDF-1.7\nnothing", ("damaged", "")),
        (b"no pdf at all", ("damaged", "")),
        (scanned_pdf(), ("no_text_layer", "")),
        (protected_pdf(), ("protected", "")),
    ],
)
def test_a_pdf_that_cannot_be_read_is_said_to_be_so(data, fault):
    found = read(data, "plan.pdf")
    assert (found.text, codes(found)) == ("", [fault])


def test_half_a_pdf_is_damaged(printed):
    assert codes(read(printed[: len(printed) // 2], "plan.pdf")) == [("damaged", "")]


def test_scanned_pages_among_others_are_named():
    source = f"#set page(width: 60mm, height: 40mm)\n产值500亿元，种植面积350万亩。\n#pagebreak()\n{picture()}"
    found = read(pdf(source), "plan.pdf")
    assert codes(found) == [("page_without_text", "/pages/2")]
    assert "产值500亿元" in found.text.replace(" ", "")


# The digest


def test_the_digest_tells_every_member_apart():
    one = document_text("一", reader="txt/1", pages=[0])
    others = [
        document_text("二", reader="txt/1", pages=[0]),
        document_text("一", reader="txt/2", pages=[0]),
        document_text("一", reader="txt/1"),
        document_text("一", reader="txt/1", pages=[0], faults=read(b"").faults),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5
    assert one.digest == document_text("一", reader="txt/1", pages=[0]).digest
