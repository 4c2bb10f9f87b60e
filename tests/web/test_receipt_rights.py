"""Receipts: who may have one, and with the text of the record in it."""

import pytest
from django.utils import timezone

from askers import signed_in
from make import sequenced
from make_import_files import plain
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.engine.deed import reference
from yaomai.registers.operations.begin_import import begin_import

SECRET = "620102197001010011"


@pytest.fixture
def sent(cast, log_setup):
    """An official's table of experts, read for the register: who sent it, and its record."""
    official = cast.person("guan", "official", of="市局")
    table = plain([("专家姓名", "编号", "身份证号"), ("甲", "Z1", SECRET)])
    file = keep_file(official, "专家.xlsx", table, now=timezone.now())
    begin_import(official, "expert", file.record, now=timezone.now())
    sequenced(log_setup, timezone.now())
    return official, file.record


@pytest.mark.parametrize(
    ("who", "has"),
    [(("guan2", "official", "别处"), True), (("kong", "", "省局"), True), (("lin", "recorder", "别厂"), False)],
)
def test_the_receipt_of_a_description_is_for_who_sees_documents_that_are_not_public(cast, log_setup, who, has):
    official = cast.person("guan", "official", of="省局")
    draft = Description("草案", division="620000", status="draft")
    kept = keep_document(official, "a.txt", "产值".encode(), draft, now=timezone.now())
    sequenced(log_setup, timezone.now())
    login, role, office = who
    client = signed_in(cast.account(login, *filter(None, [role]), of=office))
    answer = client.get(f"/log/receipt/{reference(kept.record)}")
    assert (answer.status_code == 200) is has


@pytest.mark.parametrize(
    ("who", "discloses"),
    [(("guan2", "official", "别处"), True), (("jian", "inspector", "别处"), False), (("kong", "", "市局"), False)],
)
def test_the_receipt_of_a_file_holds_it_for_who_may_read_it(cast, sent, who, discloses):
    _, record = sent
    login, role, office = who
    client = signed_in(cast.account(login, *filter(None, [role]), of=office))
    answer = client.get(f"/log/receipt/{reference(record)}")
    assert answer.status_code == 200
    assert isinstance(receipts.parse(answer.content).record, receipts.Disclosed) is discloses
    assert client.get(f"/records/{reference(record)}/receipt").status_code == 200
