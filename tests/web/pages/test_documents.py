"""The library of plans: what is in it, what a document says at a place, how one comes in, who sees it."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from askers import browser, signed_in
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.ledger.engine.deed import reference

TEXT = "某省中药材产业发展规划\n\n　　到2020年，产值达到500亿元。种植面积\n350万亩。\n某省人民政府\n2016年9月5日\n"


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


@pytest.fixture
def official(cast):
    return cast.person("guan", "official", of="省局")


def kept(viewer, data=TEXT.encode(), name="plan.txt", **said):
    described = Description(**{"title": "某省规划", "division": "620000", "issued_on": date(2016, 9, 5)} | said)
    return keep_document(viewer, name, data, described, now=timezone.now())


def test_anybody_reads_a_public_document_at_a_place(cast, official):
    one = kept(official)
    at = TEXT.index("350万亩")
    page = browser().get(f"/plans/{one.number}/text?at={at}-{at + 5}")
    assert page.status_code == 200
    html = page.content.decode()
    assert '<mark id="at" tabindex="-1" autofocus>350万亩</mark>' in html
    assert "种植面积<mark>350万亩</mark>。" in html
    assert "第 4 行" in words(page)
    for path in ("", "/text", "/file"):
        assert browser().get(f"/plans/{one.number}{path}").status_code == 200
    assert browser().get(f"/plans/{one.file}").status_code == 200, "the number of the record serves as well"
    assert browser().get(f"/plans/{one.number}/file").content == TEXT.encode()
