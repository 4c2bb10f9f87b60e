"""How do labels with QR codes become a printable sheet?

A label's words and code are given as data to `printed/label_sheet.typ` and set as text there: nothing of them is read as markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Literal, cast

import orjson
import segno
import typst

LABELS_MAX = 480
"""So many labels are printed at once: twenty sheets of A4."""

_MASK = 2
"""The mask pattern of all codes (ISO/IEC 18004, 7.8). Every reader takes every mask; weighing all eight against each other
takes four times as long as the rest of a code, and a sheet may hold hundreds."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one label: the name, the number that people say (lot, serial), the whole code line by line, who answers
    for it, and the address in its QR code.
    """

    name: str
    number: str
    code: tuple[str, ...]
    who: str
    address: str


@dataclass(frozen=True, slots=True)
class SheetSize:
    """A kind of paper: page, label and margins in millimetres; `edge` is kept free within a label, `code` is the QR code's
    width, its quiet zone included.
    """

    key: str
    page: tuple[float, float]
    label: tuple[float, float]
    columns: int
    rows: int
    margin: tuple[float, float]
    edge: float
    code: float

    @property
    def places(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows


SIZES = {
    size.key: size
    for size in (
        SheetSize("a4-3x8", (210, 297), (70, 37), 3, 8, (0, 0.5), 4, 28),
        SheetSize("60x40", (60, 40), (60, 40), 1, 1, (0, 0), 2.5, 26),
    )
}


def sheet_count(labels: int, size: SheetSize, skip: int = 0) -> int:
    """How many sheets so many labels take when the first `skip` places are used already."""
    return -(-(labels + skip) // size.places)


def as_pdf(labels: Sequence[Label], size: SheetSize, *, copies: int = 1, skip: int = 0, now: datetime) -> bytes:
    """The labels, each `copies` times, as a PDF; the first `skip` places of the first sheet stay empty.

    Raises ValueError when there is nothing to print, or more than LABELS_MAX.
    """
    if not 0 < len(labels) * copies <= LABELS_MAX:
        raise ValueError(f"{len(labels)} labels of {copies} copies: 1 to {LABELS_MAX} are printed at once")
    if not 0 <= skip < size.places:
        raise ValueError(f"{skip} places to leave empty: a sheet has {size.places}, one must be left")
    return cast("bytes", _set(labels, size, _pages(len(labels), copies, size, skip), "pdf", now))


def as_png(labels: Sequence[Label], size: SheetSize, *, copies: int = 1, skip: int = 0, now: datetime) -> bytes:
    """The first sheet of `as_pdf` as a picture, to be looked at before printing."""
    first = _pages(len(labels), copies, size, skip)[:1]
    drawn = _set(labels, size, first, "png", now)
    return drawn if isinstance(drawn, bytes) else drawn[0]


def _pages(labels: int, copies: int, size: SheetSize, skip: int) -> list[list[tuple[int, int]]]:
    """For each sheet which label stands at which place; copies of a label follow each other."""
    pages: list[list[tuple[int, int]]] = [[] for _ in range(sheet_count(labels * copies, size, skip))]
    for at in range(labels * copies):
        page, place = divmod(at + skip, size.places)
        pages[page].append((place, at // copies))
    return pages


def _set(
    labels: Sequence[Label],
    size: SheetSize,
    pages: Sequence[Sequence[tuple[int, int]]],
    form: Literal["pdf", "png"],
    now: datetime,
) -> bytes | list[bytes]:
    used = sorted({label for page in pages for _, label in page})
    at = {label: number for number, label in enumerate(used)}
    sheet = {
        "title": labels[0].name,
        "author": labels[0].who,
        "page": size.page,
        "label": size.label,
        "columns": size.columns,
        "margin": size.margin,
        "edge": size.edge,
        "code": size.code,
        "pages": [[(place, at[label]) for place, label in page] for page in pages],
        "labels": [
            {
                "name": one.name,
                "number": one.number,
                "code": "\n".join(one.code),
                "who": one.who,
                "address": one.address,
                "qr": _qr(one.address),
            }
            for one in (labels[number] for number in used)
        ],
    }
    try:
        compiled = typst.compile(
            files("yaomai.web").joinpath("printed", "label_sheet.typ").read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format=form,
            ppi=110.0,
            sys_inputs={"sheet": orjson.dumps(sheet).decode()},
            timestamp=int(now.timestamp()),
        )
    finally:
        _forget()
    return cast("bytes | list[bytes]", compiled)


def _forget() -> None:
    """Let Typst drop what it remembers of a sheet (some 40 MB of a full one): it keeps what one of the last ten runs used."""
    for _ in range(11):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Noto Sans CJK; read once a process."""
    folder = str(files("manimgx_fonts_cjk"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _qr(address: str) -> str:
    """The QR code (ISO/IEC 18004) of an address as SVG, with the quiet zone of four modules."""
    drawn = BytesIO()
    code = segno.make_qr(address, error="m", boost_error=False, mask=_MASK)
    code.save(drawn, kind="svg", border=4, omitsize=True, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
