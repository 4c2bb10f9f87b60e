"""Spreadsheets as offices make them, made here: by XlsxWriter, or by hand where no program writes them so."""

import io
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
