"""Files of documents as offices send them: Word files put together part by part, PDFs made by Typst, protected and scanned ones."""

import io
import struct
import zipfile
import zlib
from importlib.resources import files

import typst

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}" Target="{{target}}"/></Relationships>'
)


def paragraph(*runs: str) -> str:
    """A paragraph of these runs; a text without marks is a run by itself."""
    return f"<w:p>{''.join(run if run.startswith('<') else text_run(run) for run in runs)}</w:p>"


def text_run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    """A row of a table; a cell is a paragraph unless it is XML already."""
    filled = (one if one.startswith("<") else paragraph(one) for one in cells)
    return f"<w:tr>{''.join(f'<w:tc>{one}</w:tc>' for one in filled)}</w:tr>"


def docx(body: str, *, target: str = "word/document.xml", parts: dict[str, str] | None = None, head: str = "") -> bytes:
    """A Word file with this body. `parts`: further parts; `head`: what stands before the root element."""
    spaces = f'xmlns:w="{WORDS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document = f"{head}<w:document {spaces}><w:body>{body}</w:body></w:document>"
    said = io.BytesIO()
    with zipfile.ZipFile(said, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", _RELATIONS.format(target=target))
        package.writestr(target, document)
        for name, part in (parts or {}).items():
            package.writestr(name, part.replace("{spaces}", spaces))
    return said.getvalue()


def pdf(source: str) -> bytes:
    """A PDF with a text layer, of Typst's markup."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("manimgx_fonts_cjk"))]
    )
    made: bytes = typst.compile(source.encode(), font_paths=fonts, ignore_system_fonts=True)
    return made


def picture() -> str:
    """Typst's markup for a picture of one grey pixel (PNG, W3C, 11.2)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")
    return f"#image(bytes(({', '.join(map(str, data))})))"


def scanned_pdf(pages: int = 1) -> bytes:
    """A PDF whose pages are pictures."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream",
        b"<</Length 30>>stream\nq 200 0 0 200 0 0 cm /I Do Q  \nendstream",
        *(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</I 3 0 R>>>>/Contents 4 0 R>>"
            for _ in range(pages)
        ),
    ]
    return _written(objects, b"")


def protected_pdf() -> bytes:
    """A PDF that opens with a password only (ISO 32000-1, 7.6.3)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/P -44/O<%s>/U<%s>>>" % (b"ab" * 32, b"cd" * 32),
    ]
    return _written(objects, b"/Encrypt 4 0 R/ID[<01><01>]")


def _written(objects: list[bytes], trailer: bytes) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)


def pdf_bomb(words: int) -> bytes:
    """A small PDF with one page on which a word stands so often."""
    content = zlib.compress(b"BT /F 12 Tf " + b"(a) Tj " * words + b" ET", 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return _written(objects, b"")
