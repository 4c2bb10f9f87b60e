"""Spreadsheets as offices make them, made here: by XlsxWriter, or by hand where no program writes them so."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

Cells = Sequence[Sequence[Any]]


def xlsx(*rows: Sequence[Any], sheet: str = "表", then: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook with these rows from A1 on; `then` gets the sheet and the workbook. None leaves a cell empty."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    write(page, rows)
    if then is not None:
        then(page, book)
    book.close()
    return held.getvalue()


def write(page: Any, rows: Cells, top: int = 0) -> None:
    """Write rows from a row (counted from 0) on."""
    for row, cells in enumerate(rows, top):
        for column, value in enumerate(cells):
            if isinstance(value, str):
                page.write_string(row, column, value)  # also when it looks like a formula or an address
            elif value is not None:
                page.write(row, column, value)


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same package with its parts changed: `change` gets name and bytes; None leaves the part out."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            changed = change(name, old.read(name))
            if changed is not None:
                new.writestr(name, changed)
    return held.getvalue()


_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(table: str, styles: str = "", manifest: str = "") -> bytes:
    """An OpenDocument spreadsheet whose content is this XML of tables."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), ODS)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>{manifest}</manifest:manifest>',
        )
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return held.getvalue()


def ods_cell(text: str, **attributes: str) -> str:
    """A cell of text; attributes with `_` for `:` and `-` as they are (table_formula, office_value__type)."""
    members = "".join(
        f' {name.replace("__", "-").replace("_", ":", 1)}="{value}"' for name, value in attributes.items()
    )
    return f'<table:table-cell office:value-type="string"{members}><text:p>{text}</text:p></table:table-cell>'


def xls(*records: tuple[int, bytes], name: str = "表", encrypted: bool = False) -> bytes:
    """An .xls file (BIFF8 in a container of 512-byte sectors) of one sheet with these records."""

    def written(*all_of_them: tuple[int, bytes]) -> bytes:
        return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in all_of_them)

    begins = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    sheet_begins = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)
    locked = [(0x002F, bytes(6))] if encrypted else []
    letters = name.encode("utf-16-le")
    before = written((0x0809, begins), *locked)
    sheet_at = len(before) + 4 + 8 + len(letters) + 4
    listed = (0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 1) + letters)
    stream = before + written(listed, (0x000A, b"")) + written((0x0809, sheet_begins), *records, (0x000A, b""))
    stream += bytes(-len(stream) % 512 + 4096)
    sectors = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", OLE, 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = called.encode("utf-16-le") + b"\0\0"
        none = 0xFFFFFFFF
        fields = struct.pack("<64sHBBIII16xI16xIQ", text, len(text), kind, 1, none, none, child, 0, start, size)
        return fields + bytes(128 - len(fields))

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *fat) + directory + stream


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xls_text(row: int, column: int, text: str) -> tuple[int, bytes]:
    """A cell of text (Label)."""
    return 0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")


def xls_number(row: int, column: int, number: float) -> tuple[int, bytes]:
    """A cell with a number (Number)."""
    return 0x0203, struct.pack("<HHHd", row, column, 0, number)


def xls_error(row: int, column: int, code: int, *, formula: bool = False) -> tuple[int, bytes]:
    """A cell with an error: as typed (BoolErr) or computed (Formula)."""
    if formula:
        return 0x0006, struct.pack("<HHHB1xB3xHHIH", row, column, 0, 2, code, 0xFFFF, 0, 0, 0)
    return 0x0205, struct.pack("<HHHBB", row, column, 0, code, 1)
