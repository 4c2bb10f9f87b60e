"""Registers for programs: read as the pages are, stated as forms are, refused whole with everything that is wrong."""

import json

import jsonschema
import pytest
from django.utils import timezone

from askers import machine, signed_in
from make_registers import enterprise, enterprises, said, stated, uscc
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.queries import entities
from yaomai.web.api import openapi

API = "/api/registers/enterprise"
JSON = {"content_type": "application/json"}


@pytest.fixture
def own(cast):
    """A program of the organisation that may read and state."""
    return machine(cast.key("capture", "query"))


def send(client, path, value, method="post"):
    return getattr(client, method)(path, json.dumps(value), **JSON)


def test_every_declared_kind_has_its_schema_and_entities_conform_to_it(cast, anyone):
    document = openapi.document()
    for kind in kinds.all_kinds():
        schema = document["components"]["schemas"][f"registers.{kind.name}"]
        assert set(schema["properties"]) == set(kind.by_name)
        jsonschema.Draft202012Validator.check_schema(schema)
    numbers = enterprises(cast, 5)
    schema = {"$ref": "#/components/schemas/registers.enterprise", "components": document["components"]}
    for number in numbers:
        values = {name: one.value for name, one in entities.entity(INSTALLATION_VIEWER, number).cells.items()}
        jsonschema.Draft202012Validator(schema).validate(values)


def test_the_registers_are_told_with_what_the_caller_may_see_of_them(cast, anyone, own):
    told = {one["name"]: one for one in anyone.get("/api/registers").json()}
    assert set(told["enterprise"]["schema"]["properties"]) == {"name", "uscc", "division", "industry", "form", "titles"}
    assert "expert" not in told
    assert (
        "revenue"
        in {one["name"]: one for one in own.get("/api/registers").json()}["enterprise"]["schema"]["properties"]
    )


def test_lists_are_filtered_sorted_and_paged(cast, anyone):
    enterprises(cast, 120)
    response = anyone.get(f"{API}?division=岷县&sort=-name&columns=name,division")
    told = response.json()
    assert told["total"] == len(told["items"]) == 10
    assert {one["values"]["division"] for one in told["items"]} == {"621126"}
    path, seen = f"{API}?perPage=50", []
    while path:
        response = anyone.get(path)
        seen += [one["id"] for one in response.json()["items"]]
        path = response.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert len(set(seen)) == len(seen) == 120
    for wrong in ("perPage=0", "after=nonsense", "nosuch=1", "name.from=1"):
        assert anyone.get(f"{API}?{wrong}").status_code == 400


def test_an_entity_is_told_with_origins_and_as_of_a_day(cast, own, anyone):
    number = send(own, API, {"values": {"name": "一家企业", "employees": 12, "revenue": 3.5}}).json()["items"][0]["id"]
    told = own.get(f"{API}/{number}").json()
    assert told["cells"]["revenue"]["value"] == "3.5", "exact, not a binary fraction"
    assert own.get(f"/statements/{told['cells']['revenue']['statement']}").status_code == 200
    assert "revenue" not in anyone.get(f"{API}/{number}").json()["cells"]
    assert own.get(f"{API}/{number}?known=2020-01-01").status_code == 404
    assert own.get(f"{API}/{number}?valid=2020-01-01").json()["cells"]["name"]["value"] == "一家企业"
    assert own.get(f"{API}/{number}?valid=yesterday").status_code == 400
    assert own.get(f"{API}/999999999").status_code == own.get(f"{API}/x").status_code == 404


def test_a_correction_keeps_the_days_of_what_it_corrects(cast, own):
    number = send(own, API, {"values": {"name": "一家企业"}}).json()["items"][0]["id"]
    this = timezone.localdate().year
    year = {"validFrom": f"{this}-01-01", "validTo": f"{this + 1}-01-01"}
    send(own, f"{API}/{number}", {"values": {"employees": 12}, **year}, method="patch")

    def held(day):
        cell = own.get(f"{API}/{number}?valid={day}").json()["cells"].get("employees")
        return cell and cell["value"]

    send(own, f"{API}/{number}", {"values": {"employees": 13}}, method="patch")
    assert [held(f"{this + more}-06-01") for more in (-1, 0, 1)] == [None, "13", None]
    send(own, f"{API}/{number}", {"values": {"employees": 14}, "validFrom": None, "validTo": None}, method="patch")
    assert [held(f"{this + more}-06-01") for more in (-1, 0, 1)] == ["14", "14", "14"]


def test_several_are_stated_as_one_deed_or_none_of_them(own):
    right = {"values": {"name": "甲厂", "uscc": uscc(1), "founded": "1998-03-01", "titles": ["gazelle"]}}
    other = {"values": {"name": "乙厂", "division": "621126"}, "validFrom": "2026-01-01"}
    wrong = [
        right,
        {"values": {"name": "丙厂", "uscc": "91620000MA00000008", "nosuch": 1, "founded": "1998-13-01"}},
        {"values": {"address": "没有名称"}, "extra": 1, "validFrom": "tomorrow"},
        [],
    ]
    refused = send(own, API, wrong)
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    pointers = {one["pointer"] for one in refused.json()["findings"]}
    assert pointers >= {"/1/uscc", "/1/nosuch", "/1/founded", "/2/extra", "/2/validFrom", "/3"}
    assert own.get(API).json()["total"] == 0
    done = send(own, API, [right, other])
    assert done.status_code == 201
    assert len(done.json()["items"]) == own.get(API).json()["total"] == 2
    taken = send(own, API, right)
    assert taken.status_code == 400
    assert [(one["code"], one["pointer"]) for one in taken.json()["findings"]] == [
        ("registers.identity_taken", "/uscc")
    ]


def test_one_is_changed_and_the_rest_stays(own):
    at = send(own, API, {"values": {"name": "甲厂", "employees": "5"}}).headers["Location"]
    assert send(own, at, {"values": {"employees": 6, "address": "新址"}}, "patch").status_code == 200
    cells = own.get(at).json()["cells"]
    assert (cells["name"]["value"], cells["employees"]["value"]) == ("甲厂", "6")
    assert send(own, at, {"values": {"employees": None}}, "patch").status_code == 200
    assert own.get(at).json()["cells"]["employees"]["value"] is None
    empty = send(own, at, {"values": {}}, "patch")
    assert empty.status_code == 400
    assert send(own, at, {"values": {"nosuch": 1}}, "patch").json()["findings"][0]["pointer"] == "/nosuch"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 5000, 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"values": {"name": "\\u0000"}}', 400),
        (b'{"values": {"name": "\\ud800"}}', 400),
        (b'{"values": {"name": {}}}', 400),
        (b'{"values": {"name": "x", "employees": 1e400}}', 400),
        (b'{"values": {"name": "x", "employees": NaN}}', 400),
        (b'{"values": {"name": "x", "titles": "nosuch"}}', 400),
        (b'{"values": {"name": "x"}, "organisation": "me"}', 400),
        (b'{"values": {"name": "x"}, "organisation": true}', 400),
        (b'{"values": {"name": true}}', 400),
        (b'{"values": {"name": "x", "employees": true}}', 400),
        (b'{"values": {"name": "x", "employees": -1}}', 400),
        (b'{"values": {"name": "x"}, "organisation": 999999999}', None),
        ('{"values": {"name": "' + "长" * 300 + '"}}', 400),
        (b"\xff\xfe", 400),
    ],
)
def test_bad_bodies_are_refused_in_words(own, body, status):
    response = own.post(API, body, **JSON)
    assert response.status_code == status or (status is None and response.status_code in {400, 403})
    assert response.headers["Content-Type"] == "application/problem+json"
    assert own.get(API).json()["total"] == 0


def test_other_bodies_and_callers_are_refused(cast, own, anyone):
    assert own.post(API, "name=x", content_type="application/x-www-form-urlencoded").status_code == 415
    said_ = {"values": {"name": "x"}}
    assert send(anyone, API, said_).status_code in {302, 401, 403}
    assert send(machine(cast.key("query")), API, said_).status_code == 403
    assert send(own, "/api/registers/no_such", said_).status_code == 404
    foreign = stated([enterprise(9)], now=cast.now).entities[0]
    assert send(own, f"{API}/{foreign}", {"values": {"employees": 1}}, "patch").status_code == 403
    person = signed_in(cast.account("lina", "recorder"))
    assert send(person, API, said_).status_code == 201


def test_what_two_say_is_marked_as_disputed(cast, own):
    number = send(own, API, {"values": {"name": "甲厂", "employees": 5}}).json()["items"][0]["id"]
    said(number, now=cast.now, employees="6")
    assert own.get(f"{API}/{number}").json()["cells"]["employees"]["disputed"]
    assert own.get(f"{API}?employees.disputed=yes&columns=*").json()["items"][0]["disputed"] == ["employees"]
