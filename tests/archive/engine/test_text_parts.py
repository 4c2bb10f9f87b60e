"""Long texts in parts: each character in exactly one, no part too long, lines as they are."""

from hypothesis import given
from hypothesis import strategies as st

from yaomai.archive.engine import text_parts
from yaomai.archive.engine.text_parts import PART_CHARACTERS, lines_of, part_of, part_starts
from yaomai.archive.engine.text_places import document_text


def bounds(read):
    starts = part_starts(read)
    return list(zip(starts, (*starts[1:], len(read.text)), strict=True))


def test_a_short_text_is_one_part_and_an_empty_one_too():
    assert part_starts(document_text("一\n二", reader="txt/1")) == (0,)
    assert part_starts(document_text("", reader="txt/1")) == (0,)


def test_a_long_text_is_cut_at_lines_and_a_long_line_within():
    read = document_text("行" * 99 + "\n" + ("字" * 49 + "\n") * 1000 + "长" * 100_000, reader="txt/1")
    found = bounds(read)
    assert all(end - start <= 2 * PART_CHARACTERS for start, end in found)
    assert all(start in read.lines for start, _ in found if start < read.text.index("长"))
    assert [part_of(part_starts(read), start) for start, _ in found] == list(range(1, len(found) + 1))


@given(
    st.lists(st.integers(0, 70), max_size=30).map(lambda sizes: "\n".join("字" * size for size in sizes)),
    st.integers(1, 40),
    st.sets(st.integers(0, 300), max_size=5),
)
def test_the_parts_together_are_the_text(text, size, breaks):
    text_parts.PART_CHARACTERS = size
    try:
        pages = sorted({0, *(one for one in breaks if one < len(text))})
        read = document_text(text, reader="txt/1", pages=pages)
        seen = []
        for start, end in bounds(read):
            assert start < end or not text
            assert end - start <= 2 * size
            seen += lines_of(read, start, end) if text else []
        assert "".join(text[line.start : line.end] for line in seen) == text.replace("\n", "")
        assert {line.number for line in seen} == set(range(1, len(read.lines) + 1)) or not text
        assert [line.page for line in seen if line.page] == sorted({line.page for line in seen if line.page})
        for line in seen:
            if line.page:
                assert line.start <= read.pages[line.page - 1] <= line.end
    finally:
        text_parts.PART_CHARACTERS = PART_CHARACTERS
