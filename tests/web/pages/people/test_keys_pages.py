"""Making, using and ending keys, as a browser and a machine see it."""

import re

import pytest
from django.utils import timezone

from askers import machine, signed_in
from yaomai.people.models import Key
from yaomai.people.operations.use_key import use_key
from yaomai.people.refusals import KeyRefusedError

FORM = {"name": "三号仓库扫码枪", "scopes": ["capture"], "days": "365"}


def shown_key(page):
    return re.search(r'id="issued-key">(yk_[0-9A-Za-z_]+)<', page.text)[1]


def test_a_key_is_shown_once_works_and_can_be_ended(cast):
    client = signed_in(cast.account("lina", "recorder"))
    page = client.post("/my/keys", FORM)
    assert page.status_code == 201
    assert page.headers["Cache-Control"] == "no-store"
    written = shown_key(page)
    viewer = use_key(written, now=timezone.now())
    assert viewer.scopes == {"capture"}

    listed = client.get("/my/keys").text
    assert "三号仓库扫码枪" in listed
    assert "采集" in listed
    assert written not in listed
    assert written.rsplit("_", 1)[1] not in listed

    end = f"/my/keys/{viewer.key}/end"
    assert "停用这个密钥" in client.get(end).text
    use_key(written, now=timezone.now())  # looking at the question ends nothing
    assert client.post(end).status_code == 302
    with pytest.raises(KeyRefusedError, match="ended"):
        use_key(written, now=timezone.now())
    assert "已停用" in client.get("/my/keys").text
    assert "已经停用" in client.get(end).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "field-error"),
        ({"name": "名" * 81}, "密钥名称要有 1 至 80 个字"),
        ({"scopes": []}, "field-error"),
        ({"scopes": ["everything"]}, "field-error"),
        ({"days": "100000"}, "field-error"),
        ({"days": "x"}, "field-error"),
    ],
)
def test_a_key_that_is_not_made_says_why(cast, change, words):
    page = signed_in(cast.account("lina", "recorder")).post("/my/keys", FORM | change)
    assert page.status_code == 400
    assert words in page.text
    assert not Key.objects.exists()


def test_who_may_make_no_keys_is_told_whom_to_ask(cast):
    client = signed_in(cast.account("wang", "inspector"))
    assert "请联系本机构管理员" in client.get("/my/keys").text
    assert client.post("/my/keys", FORM).status_code == 400
    assert not Key.objects.exists()


def test_another_persons_key_is_not_there(cast):
    machine_key = cast.key("capture")
    number = int(machine_key.split("_")[1])
    client = signed_in(cast.account("lina", "recorder"))
    for response in (client.get(f"/my/keys/{number}/end"), client.post(f"/my/keys/{number}/end")):
        assert response.status_code == 404
    use_key(machine_key, now=timezone.now())


def test_a_machine_makes_no_keys(cast):
    assert machine(cast.key("capture", "query")).post("/my/keys", FORM).status_code == 403


def test_names_are_escaped(cast):
    client = signed_in(cast.account("lina", "recorder"))
    page = client.post("/my/keys", FORM | {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text + client.get("/my/keys").text
