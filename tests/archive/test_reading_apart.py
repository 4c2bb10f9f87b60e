"""PDFs are read by a process of their own: what makes the reader take too much ends that process, and is said."""

import pytest

from make_documents import pdf, pdf_bomb, protected_pdf
from yaomai.archive.engine.document_text import read_document
from yaomai.archive.reading_apart import Bounds, read_apart


@pytest.mark.parametrize("data", [pdf("产值500亿元。#pagebreak()第二页"), protected_pdf(), "产值".encode(), b""])
def test_it_reads_what_the_reader_reads(data):
    assert read_apart(data, "", "a.pdf") == read_document(data, "", "a.pdf")


def test_a_small_file_that_takes_much_memory_ends_its_reader_only():
    data = pdf_bomb(1_500_000)
    assert len(data) < 20_000
    found = read_apart(data, "", "a.pdf", Bounds(memory=400 * 2**20, seconds=30))
    assert (found.text, [one.code for one in found.faults]) == ("", ["archive.text_too_complex"])
