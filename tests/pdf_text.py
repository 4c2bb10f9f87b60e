"""What does a PDF that Typst wrote say, page by page? For tests: its words in the order in which they are drawn."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)(?:stream\r?\n(.*?)\r?\nendstream|endobj)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(data: bytes) -> list[str]:
    """The words of each page; pieces that are drawn one by one are joined."""
    objects = {int(number): (head, stream) for number, head, stream in _OBJECT.findall(data)}
    [fonts] = {found for head, _ in objects.values() for found in re.findall(rb"/Font<<(.*?)>>", head)} or {b""}
    letters = {name: _letters(objects, int(number)) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", fonts)}
    [kids] = re.findall(rb"/Type/Pages/Count \d+/Kids\[(.*?)\]", data)
    said = []
    for page in re.findall(rb"(\d+) 0 R", kids):
        contents = int(re.search(rb"/Contents (\d+) 0 R", objects[int(page)][0])[1])
        said.append(_words(zlib.decompress(objects[contents][1]), letters))
    return said


def alternatives(data: bytes) -> list[str]:
    """The words given in place of each picture."""
    found = re.findall(rb"/Alt(?:\((.*?)\)|<FEFF([0-9A-F]*)>)", data)
    return [plain.decode() if plain else bytes.fromhex(coded.decode()).decode("utf-16-be") for plain, coded in found]


def _letters(objects: dict[int, tuple[bytes, bytes]], font: int) -> dict[int, str]:
    mapping = int(re.search(rb"/ToUnicode (\d+) 0 R", objects[font][0])[1])
    text = zlib.decompress(objects[mapping][1])
    return {
        int(glyph, 16): bytes.fromhex(code.decode()).decode("utf-16-be")
        for glyph, code in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", text)
    }


def _words(content: bytes, letters: dict[bytes, dict[int, str]]) -> str:
    said, font = [], b""
    for name, several, one in re.findall(rb"/(f\d+) [\d.]+ Tf|(\[.*?\])TJ|(\((?:\\.|[^\\)])*\))Tj", content, re.DOTALL):
        font = name or font
        for text in re.findall(rb"\(((?:\\.|[^\\)])*)\)", several or one, re.DOTALL):
            glyphs = re.sub(rb"\\(\d{3}|.)", _unescaped, text, flags=re.DOTALL)
            said += [letters[font].get(int.from_bytes(glyphs[at : at + 2]), "") for at in range(0, len(glyphs), 2)]
    return "".join(said).replace("\u200b", "")


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else _ESCAPED.get(sign, sign)
