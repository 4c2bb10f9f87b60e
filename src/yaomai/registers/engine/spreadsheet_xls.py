"""What does an .xls file (MS-XLS in an MS-CFB container) say of its cells besides their values?

The container is a small file system of chained sectors; in its stream `Workbook` records follow one another, each with its kind and
length, sheet after sheet.
"""

import struct
from collections.abc import Iterator

from yaomai.errors import InvalidError
from yaomai.registers.engine.sheet_facts import Bounds, Room, SheetFacts, cell_key, file_fault

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END_OF_CHAIN, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_ENTRY = 128  # bytes of an entry of the directory (MS-CFB 2.6.1)
# Kinds of records (MS-XLS 2.3).
_FILEPASS, _BOUNDSHEET, _BOF, _EOF = 0x002F, 0x0085, 0x0809, 0x000A
_DIMENSIONS, _ROW, _COLINFO, _BOOLERR, _FORMULA, _MULRK = 0x0200, 0x0208, 0x007D, 0x0205, 0x0006, 0x00BD
_MERGED, _SST = 0x00E5, 0x00FC
_CELLS = {_BOOLERR, _FORMULA, 0x00FD, 0x0203, 0x027E, 0x0204, 0x00D6}  # LabelSst, Number, RK, Label, RString
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BIFF8 = 0x0600
_ROWS, _COLUMNS = 65_536, 256


def facts(data: bytes, room: Room) -> dict[str, SheetFacts]:
    """The facts of each sheet, by its name; merged areas are left to who reads the values. Raises InvalidError."""
    if _ENCRYPTED in data:
        raise file_fault("protected", "the file is protected by a password; save it without one")
    try:
        return _all_sheets(_workbook(data), room)
    except InvalidError:
        raise
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        words = f"the file is damaged ({error}); open it, save it as .xlsx and send that"
        raise file_fault("damaged", words) from None


def _workbook(data: bytes) -> bytes:
    """The bytes of the stream `Workbook` (MS-CFB 2.2 to 2.6)."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in {9, 12} or mini_shift != 6:
        raise ValueError("no sectors of a known size")
    size = 1 << shift
    fats, first_directory = struct.unpack_from("<II", data, 44)
    cutoff, first_mini, _, first_more = struct.unpack_from("<4I", data, 56)
    # Who reads the values sets memory aside for what is declared here, and is ended by the system when there is none.
    for count in (fats, struct.unpack_from("<I", data, 40)[0], struct.unpack_from("<I", data, 64)[0]):
        if count > len(data) // size:
            raise ValueError(f"{count} sectors, more than the file has")
    places = [one for one in struct.unpack_from("<109I", data, 76) if one != _FREE]
    while first_more not in {_END_OF_CHAIN, _FREE} and len(places) < fats:
        *more, first_more = struct.unpack(f"<{size // 4}I", _sector(data, first_more, size))
        places += [one for one in more if one != _FREE]
        if len(places) > len(data) // size:
            raise ValueError("more sectors than the file has")
    fat = [one for place in places for one in struct.unpack(f"<{size // 4}I", _sector(data, place, size))]
    directory = _chain(data, first_directory, fat, size)
    root: tuple[int, int] | None = None
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[start : start + _ENTRY]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le")
        first, length = struct.unpack_from("<II", entry, 116)
        if entry[66] in {2, 5} and length > len(data):
            raise ValueError(f"a stream of {length} bytes, more than the file has")
        if entry[66] == 5:
            root = (first, length)
        if name != "Workbook" or entry[66] != 2:
            continue
        if length >= cutoff:
            return _chain(data, first, fat, size)[:length]
        if root is None:
            raise ValueError("no root entry")
        mini = struct.unpack(f"<{len(chain := _chain(data, first_mini, fat, size)) // 4}I", chain)
        return _chain(_chain(data, root[0], fat, size)[: root[1]], first, list(mini), 64, offset=0)[:length]
    raise file_fault("unreadable", "this is no .xls file of Excel 97 or later; save the table as .xlsx and send that")


def _sector(data: bytes, number: int, size: int) -> bytes:
    start = (number + 1) * size
    if len(sector := data[start : start + size]) < size:
        raise ValueError(f"sector {number} is not there")
    return sector


def _chain(data: bytes, first: int, fat: list[int], size: int, offset: int = 1) -> bytes:
    """The sectors of a chain, one after the other."""
    parts: list[bytes] = []
    while first not in {_END_OF_CHAIN, _FREE}:
        if len(parts) > len(data) // size:
            raise ValueError("a chain of sectors runs in a circle")
        start = (first + offset) * size
        parts.append(data[start : start + size])
        first = fat[first]
    return b"".join(parts)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from here to the end of the part: kind and content."""
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        if kind == _EOF:
            return
        start += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Name and start of each sheet."""
    for kind, content in _records(stream, 0):
        if kind == _FILEPASS:
            raise file_fault("protected", "the file is protected by a password; save it without one")
        if kind == _BOF and struct.unpack_from("<H", content)[0] != _BIFF8:
            raise file_fault("unreadable", "this is an .xls file older than Excel 97; save it as .xlsx and send that")
        if kind == _SST and struct.unpack_from("<4xI", content)[0] > len(stream) // 3:
            raise ValueError("more texts than the file has room for")
        if kind == _BOUNDSHEET:
            (start,) = struct.unpack_from("<I", content)
            letters, is_wide = content[6], content[7] & 1
            text = content[8 : 8 + letters * (2 if is_wide else 1)]
            yield text.decode("utf-16-le" if is_wide else "latin-1"), start


def _all_sheets(stream: bytes, room: Room) -> dict[str, SheetFacts]:
    """By name; each part of the stream belongs to one sheet at most."""
    found: dict[str, SheetFacts] = {}
    walked = 0
    for name, start in _sheets(stream):
        if name in found:
            raise ValueError(f"two sheets are called {name}")
        found[name], length = _sheet(stream, start, Bounds(name, room))
        walked += length
        if walked > len(stream):
            raise ValueError("sheets lie in one another")
    return found


def _sheet(stream: bytes, start: int, bounds: Bounds) -> tuple[SheetFacts, int]:
    """The facts of the sheet that begins there, and over how many bytes it goes."""
    found, length = SheetFacts(), 0
    for kind, content in _records(stream, start):
        length += 4 + len(content)
        if kind == _DIMENSIONS:
            _look_at_dimensions(content)
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", content)
            if flags & 0x20 and found.hidden_rows.add(row, row):
                bounds.room.take_fact(bounds.sheet)
        elif kind == _COLINFO:
            first, last, flags = struct.unpack_from("<HH4xH", content)
            if flags & 1 and first <= (last := min(last, _COLUMNS - 1)) and found.hidden_columns.add(first, last):
                bounds.room.take_fact(bounds.sheet)
        elif kind == _MERGED:
            for _ in range(struct.unpack_from("<H", content)[0]):
                bounds.room.take_fact(bounds.sheet)
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", content)
            last = struct.unpack_from("<H", content, len(content) - 2)[0]
            bounds.add(row, last, max(last - first + 1, len(content) // 6))
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", content)
            bounds.add(row, column)
            bounds.room.take_characters(len(content))
            _note(found, kind, content, cell_key(row, column))
    return found, length


def _look_at_dimensions(content: bytes) -> None:
    """Who reads the values sets memory aside for what is declared here (MS-XLS 2.4.90). Raises ValueError when it cannot be so."""
    top, bottom, left, right = struct.unpack_from("<IIHH", content)
    if not (top <= bottom <= _ROWS and left <= right <= _COLUMNS):
        raise ValueError(f"a sheet of rows {top} to {bottom} and columns {left} to {right}")


def _note(found: SheetFacts, kind: int, content: bytes, key: int) -> None:
    """Note that a cell is computed, and which error it holds (MS-XLS 2.4.24, 2.5.133)."""
    if kind == _BOOLERR and content[7]:
        found.errors[key] = _ERRORS.get(content[6], "#VALUE!")
    elif kind == _FORMULA:
        found.computed.add(key)
        if content[12:14] == b"\xff\xff" and content[6] == 2:
            found.errors[key] = _ERRORS.get(content[8], "#VALUE!")
