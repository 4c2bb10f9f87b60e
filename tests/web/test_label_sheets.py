"""Labels on sheets: read back from the PDF word by word, and the QR code from the picture module by module."""

import re
import struct
import time
import zlib
from pathlib import Path

import pytest
import segno

import pdf_text
from yaomai.web import label_sheets
from yaomai.web.label_sheets import LABELS_MAX, SIZES, Label, as_pdf, as_png, sheet_count

ADDRESS = "https://trace.example/01/09520000010041/10/DG241108"
LOT = Label(
    "当归片", "批号 DG241108", ("(01) 09520000010041", "(10) DG241108"), "陇源中药饮片有限公司（虚构）", ADDRESS
)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_label_says_name_number_code_and_who(size, now):
    pdf = as_pdf([LOT], size, now=now)
    assert pdf_text.pages(pdf) == ["当归片批号 DG241108(01) 09520000010041(10) DG241108陇源中药饮片有限公司（虚构）"]
    assert pdf_text.alternatives(pdf) == [ADDRESS]


def test_copies_follow_each_other_and_places_that_are_used_stay_empty(now):
    other = Label("黄芪片", "批号 HQ1", ("(10) HQ1",), "", "https://trace.example/01/1/10/HQ1")
    pdf = as_pdf([LOT, other], SIZES["a4-3x8"], copies=12, skip=20, now=now)
    said = pdf_text.pages(pdf)
    assert [(page.count("当归片"), page.count("黄芪片")) for page in said] == [(4, 0), (8, 12)]
    assert sheet_count(24, SIZES["a4-3x8"], 20) == 2


HOSTILE = '#eval("1+1") #sys.inputs *b* $x$ @r <l> \\u{41} [c] // n /* */ `r` = h\n- i'


def test_nothing_of_a_label_is_read_as_markup(now):
    hostile = Label(HOSTILE[:30], HOSTILE[30:52], (HOSTILE[52:],), '"}],"pages":[]', f"https://trace.example/{HOSTILE}")
    [said] = pdf_text.pages(as_pdf([hostile], SIZES["a4-3x8"], now=now))
    for words in ("#eval(", "@r <l>", "/* */", '"}],"pages":[]'):
        assert words in said


def test_words_that_are_too_long_end_in_an_ellipsis_and_stay_within_the_label(now):
    long = Label("长" * 200, "S" * 400, ("9" * 2000,), "机" * 300, ADDRESS)
    for size in SIZES.values():
        [said] = pdf_text.pages(as_pdf([long], size, now=now))
        assert said.count("…") == 4
        assert len(said) < 400


@pytest.mark.parametrize(
    ("labels", "copies", "skip"), [(0, 1, 0), (1, LABELS_MAX + 1, 0), (1, 0, 0), (1, 1, 24), (1, 1, -1)]
)
def test_what_cannot_be_printed_is_refused(labels, copies, skip, now):
    with pytest.raises(ValueError, match=r"printed at once|one must be left"):
        as_pdf([LOT] * labels, SIZES["a4-3x8"], copies=copies, skip=skip, now=now)


def test_the_code_in_the_picture_is_the_code_of_the_address(now):
    size = SIZES["60x40"]
    width, height, dark = _pixels(as_png([LOT], size, now=now))
    expected = segno.make_qr(ADDRESS, error="m", boost_error=False, mask=label_sheets._MASK)
    modules = expected.symbol_size(border=0)[0]
    module = size.code / (modules + 8) / size.label[0] * width  # in pixels
    left, top = (
        size.edge / size.label[0] * width + 4 * module,
        (height - size.code / size.label[0] * width) / 2 + 4 * module,
    )
    seen = [
        [dark(int(left + (x + 0.5) * module), int(top + (y + 0.5) * module)) for x in range(modules)]
        for y in range(modules)
    ]
    assert seen == [[bool(one) for one in row] for row in expected.matrix]


def _pixels(png):
    """Width, height and a function that says whether a pixel is dark, of a PNG of 8-bit RGBA without interlacing (W3C PNG, 9)."""
    data, at, packed = png, 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 6)
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    raw, stride, rows, before = zlib.decompress(packed), 4 * width, [], bytes(4 * width)
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for i in range(stride):
            a, b, c = line[i - 4] if i > 3 else 0, before[i], before[i - 4] if i > 3 else 0
            paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line[i] = (line[i] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
        rows.append(bytes(line))
        before = rows[-1]
    return width, height, lambda x, y: rows[y][4 * x] < 128


@pytest.mark.slow
def test_a_full_request_takes_seconds_and_leaves_the_memory_as_it_was(now):
    def printed(k):
        labels = [
            Label("当归丸", f"序列号 {k}{i}", (f"(21) {k}{i}",), "", f"{ADDRESS}/{k}/{i:09d}")
            for i in range(LABELS_MAX)
        ]
        return as_pdf(labels, SIZES["a4-3x8"], now=now)

    def resident():
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    printed(0)
    before, started = resident(), time.perf_counter()
    for k in range(1, 4):
        assert printed(k).startswith(b"%PDF-1.7")
    assert time.perf_counter() - started < 3 * 10
    assert resident() - before < 60_000, "kB: Typst keeps what it drew"
