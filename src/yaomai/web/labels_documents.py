"""With which words is told what a document is, and what is wrong with its file, its text or its description?"""

import re
from collections.abc import Mapping

from yaomai.errors import Finding
from yaomai.standards import gbt2260
from yaomai.web.labels_faults import Words

STATUSES: Mapping[str, str] = {"draft": "草案", "approved": "已批准"}
ACCESSES: Mapping[str, str] = {"public": "公开", "official": "内部"}
ACCESS_CHOICES: Mapping[str, str] = {
    "": "按状态：已批准的公开，草案内部",
    "public": "公开：任何人都能读",
    "official": "内部：主管、监管、审计和管理人员，以及送来的机构能读",
}
READERS: Mapping[str, str] = {"txt": "纯文本", "html": "网页", "docx": "Word 文档", "pdf": "PDF"}
STATES: Mapping[str, str] = {"draft": "document_draft", "approved": "document_approved"}

_ANEW = "请打开原文，另存为 .docx 或 PDF 再送。"
_OCR = "请先做文字识别（OCR），送识别好的文件；或向发文机关要文字版。"
FAULTS: Mapping[str, Words] = {
    "archive.file_empty": Words("文件是空的，里面没有内容。", "请打开看看，存好再选。"),
    "archive.file_too_large": Words("文件太大。", "一个文件最多 60 MB；请删去图片，或分成几个文件。"),
    "archive.file_without_name": Words("文件没有名字。", "请起个名字再选。"),
    "archive.text_empty": Words(
        "文件里没有文字，或只有空白和图片。", "请核对是不是选错了文件；只有图片的，请先做文字识别（OCR）。"
    ),
    "archive.text_too_large": Words("文件太大，没有读。", "请删去图片，或分成几个文件；网页请另存为纯文本。"),
    "archive.text_too_long": Words("文字太长，没有读：最多 500 万字，PDF 最多 3000 页。", "请分成几个文件。"),
    "archive.text_too_complex": Words(
        "读这份 PDF 要的内存或时间太多，没有读。", "请打印成新的 PDF 再送，或送它的文字。"
    ),
    "archive.text_protected": Words("文件有密码，读不了。", "请去掉密码，另存一份再送；PDF 可以“打印”成新的 PDF。"),
    "archive.text_damaged": Words("文件坏了，读不了。", "请重新下载，或用 Word、WPS、PDF 阅读器打开，另存一份再送。"),
    "archive.text_format": Words(
        "这种格式读不了。", "请用 Word 或 WPS 打开，另存为 .docx 或 PDF 再送；压缩包请先解开。"
    ),
    "archive.text_spreadsheet": Words("这是电子表格，不是文件的文字。", "表里的数字从“导入”送，见下面。"),
    "archive.text_unreadable": Words("这不是读得了的文本文件。", _ANEW),
    "archive.text_no_text_layer": Words("文件里只有图片（扫描件），没有文字层。", _OCR),
    "archive.text_page_without_text": Words("有几页只有图片，没有文字层；这几页的内容不在文本里。", _OCR),
    "archive.text_page_damaged": Words(
        "有几页坏了，读不出来；这几页的内容不在文本里。", "请重新下载，或打印成新的 PDF 再送。"
    ),
    "archive.text_encoding": Words(
        "认不出文字的编码（不是 UTF-8、UTF-16，也不是 GB 18030）。", "请用编辑器打开，另存为 UTF-8 再送。"
    ),
    "archive.text_broken_bytes": Words(
        "有几个字节不是合法的文字，已用 � 代替；附近的数字可能不对。", "请用编辑器另存为 UTF-8，核对这一行，再送。"
    ),
    "archive.text_garbled": Words(
        "有乱码：存盘之前就按错误的编码读过，原来的字已经丢失。", "请向发文机关或原网页重新取得。"
    ),
    "archive.text_tracked_changes": Words(
        "文件里有没有接受的修订：删去的没有读，插入的算作正文。",
        "请确认这就是要用的版本；不是的，请接受或拒绝修订后再送。",
    ),
    "archive.reading_broken": Words(
        "本平台读这份文件时出了故障，没有读成；文件保留着。", "请再读一次；还不行，请联系平台运营方。"
    ),
    "archive.reading_refused": Words("没有读：账户或权限变了，或文件已经擦除。", "请再读一次，或找主管部门。"),
    "archive.place_outside": Words("文本里没有这个位置。", "请从文件的页面重新打开。"),
    "archive.document_title": Words("没有写标题。", "请写文件的全称。"),
    "archive.document_words": Words("太长，或有不该出现的字符。", "请改短。"),
    "archive.document_status": Words("没有说明是草案还是已批准。", "请选一个。"),
    "archive.document_access": Words("没有这种公开范围。", "请从列表里选。"),
    "archive.document_division": Words("没有这个行政区划。", "请填六位代码或名称。"),
    "archive.document_year": Words("年份不在 1949 到 2100 之间。", "请核对。"),
    "archive.document_years": Words("起始年在终止年之后。", "请对调。"),
    "archive.document_follows_itself": Words("上一版绕回了这份文件自己。", "请核对哪份在前。"),
    "archive.document_follows_unknown": Words("没有这份文件，或它不对您开放。", "请从列表里选。"),
}
_PLACE = re.compile(r"/(lines|pages)/(\d+)")
_PAGES = frozenset({"archive.text_page_without_text", "archive.text_page_damaged"})


def words_of(finding: Finding) -> Words:
    """What is wrong, where, and what to do; a code without words is said as the finding says it."""
    known = FAULTS.get(finding.code)
    if known is None:
        return Words(finding.message)
    place = place_words(finding)
    return Words(f"{place}：{known.what}" if place else known.what, known.do)


def place_words(finding: Finding) -> str:
    """Where in the document: 第 12 行, 第 3 页; empty when it is about all of it."""
    if finding.code in _PAGES:
        pages = finding.value.replace(" …", " 等").replace(", ", "、")
        return f"第 {pages} 页"
    found = _PLACE.fullmatch(finding.pointer)
    if found is None:
        return ""
    return f"第 {found[2]} {'行' if found[1] == 'lines' else '页'}"


def region(division: str) -> str:
    """The name of a region; a code that is unknown is shown as it is."""
    if not division:
        return ""
    return gbt2260.path(division) if gbt2260.exists(division) else division


def years(first: int | None, last: int | None) -> str:
    """2021—2025; empty when unknown."""
    if first is None and last is None:
        return ""
    return str(first) if first == last else f"{first or ''}—{last or ''}"


def reader(name: str) -> str:
    """What kind of file the reader of this name read; empty for none."""
    return READERS.get(name.partition("/")[0], "")
