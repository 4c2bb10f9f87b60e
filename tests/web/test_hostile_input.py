"""Whatever is sent to the pages of documents, statistics and plans, of things that are there, the answer is a page or a refusal in words.

test_access.py asks every address for what is not there; here is what those pages read: their forms, their query strings, numbers of
other things, files. What a form accepts is rolled back, so that every form meets the same world.
"""

import itertools
import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, reverse
from django.utils import timezone

from askers import signed_in
from every_address import every_address
from private_plans import Planted, plant
from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.identity import by_account

ROOMS = re.compile(r"plan|target|edition|correction|indicator|statistics|file")
HOSTILE = (
    "\0",
    "\ud800",
    "\u202egnp.exe\u2066",
    "<script>alert(1)</script>'\"{{ 1 }}{% x %}",
    "=HYPERLINK(1)",
    "1e400",
    "-1e400",
    "NaN",
    "-sNaN",
    "Infinity",
    "-0",
    "1e-400",
    "9" * 5000,
    "1" + "0" * 30,
    "9999-99-99",
    "10000-01-01",
    "0001-01-01",
    "٣",
    "２０２０",
    "../../etc/passwd",
    "\n\r\t\x01\x7f\x85\u2028",
    "长" * 3000,
)
QUERIED = (
    *(
        "at",
        "part",
        "line",
        "page",
        "add",
        "q",
        "state",
        "kind",
        "all",
        "tick",
        "split",
        "sort",
        "after",
        "document",
        "with",
    ),
    *(
        "file",
        "place",
        "span",
        "spans",
        "basis",
        "region",
        "segment",
        "from",
        "until",
        "format",
        "of",
        "name",
        "title",
        "plan",
    ),
)


@pytest.fixture
def planted(cast) -> Planted:
    cast.organisation("省药监局", "authority")
    account = cast.account("planter", "official", of="省药监局")
    now = timezone.now()
    return plant(by_account(account, now=now).viewer, now)


@pytest.fixture
def client(planted):
    found = signed_in(planted.official.account)
    found.raise_request_exception = False
    return found


def addresses(planted: Planted, *, crossed: bool = False) -> Iterator[tuple[URLPattern, str]]:
    """Every address of these rooms; of each sort of numbers one that is there, or all of every sort where `crossed`."""
    numbers = list(dict.fromkeys(one for each in planted.numbers.values() for one in each))
    own = {"plan": "document", "target": "target", "edition": "edition", "correction": "correction", "file": "file"}
    for pattern in every_address():
        converters = pattern.pattern.converters
        if not ROOMS.match(pattern.name) or "kind" in converters:
            continue
        sort = next((sort for begins, sort in own.items() if pattern.name.startswith(begins)), "import")
        known = [reference(one) for one in (numbers if crossed else planted.numbers[sort][:1])]
        given = {"key": ["enterprise.secret"], "genre": ["tasks"], "sheet": ["CSV"], "cell": ["E2"]}
        given |= dict.fromkeys(("number", "record", "file"), known)
        if pattern.name.startswith("statistics"):
            given["number"] = numbers if crossed else planted.numbers["import"]
        for values in itertools.product(*(given[name] for name in converters)):
            yield pattern, reverse(pattern.name, kwargs=dict(zip(converters, values, strict=True)))


def methods(pattern: URLPattern) -> frozenset[str]:
    """By which methods it is asked."""
    return frozenset(pattern.callback.by_method)


def fields(client, path: str) -> dict[str, str]:
    """What the forms of a page would send as they stand."""
    page = client.get(path).content.decode()
    found = {}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], value[1] if value else "")
    found.pop("csrfmiddlewaretoken", None)
    return found


def sent(client, path: str, data: object) -> int:
    """The status of the answer to a form; what it did is undone."""
    with transaction.atomic():
        status = client.post(path, data).status_code
        transaction.set_rollback(True)
    return status


def bodies(form: dict[str, str]) -> Iterator[dict[str, object]]:
    """The form with each hostile value: in all its fields, and in one after the other; without fields, and with each twice."""
    yield {}
    yield {name: [value, f"{value}1"] for name, value in form.items()}
    for value in HOSTILE:
        yield dict.fromkeys(form, value)
    turning = itertools.cycle(HOSTILE)
    for name in form:
        yield {other: value for other, value in form.items() if other != name}
        for _ in range(5):
            yield form | {name: next(turning)}


def posted(pattern: URLPattern, path: str, planted: Planted, client) -> dict[str, str]:
    """The fields that this address reads, filled in."""
    if pattern.name == "plan_reading_decide":
        start, end = planted.spans[planted.numbers["document"][0]][1]
        form = fields(client, path.replace("/decide", f"?at={start}-{end}"))
        return form | {"at": f"{start}-{end}", "decision": "correct", "tick": f"{start}-{end}/"}
    return fields(client, path) if "GET" in methods(pattern) else {"x": ""}


@pytest.mark.slow
def test_hostile_forms(planted, client):
    wrong, asked = [], 0
    for pattern, path in addresses(planted):
        if "POST" not in methods(pattern):
            continue
        form = posted(pattern, path, planted, client)
        variants = list(bodies(form))
        if pattern.name == "plan_reading_decide":
            variants += [one | {"tick": []} for one in variants]
            variants += [
                {**form, "tick": [], "decision": word, "reason": "x"}
                for word in ("add", "split", "reopen", "reject", "x")
            ]
        for data in variants:
            asked += 1
            encodable = {name: _encodable(value) for name, value in data.items()}
            if (status := sent(client, path, encodable)) >= 500:
                wrong.append((pattern.name, status, str({k: v for k, v in data.items() if form.get(k) != v})[:160]))
    assert wrong == []
    assert asked > 500


def _encodable(value: object) -> object:
    """Half of a surrogate pair as the bytes that a careless program sends for it; the test client sends none itself."""
    if isinstance(value, list):
        return [_encodable(one) for one in value]
    return str(value).encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in str(value) else value


@pytest.mark.slow
def test_hostile_queries(planted, client):
    wrong, asked = [], 0
    turning = itertools.cycle(HOSTILE)
    for pattern, path in addresses(planted):
        if "GET" not in methods(pattern):
            continue
        queries = [dict.fromkeys(QUERIED, value) for value in HOSTILE]
        queries += [{name: next(turning)} for name in QUERIED] + [{name: ["1", "2-3"]} for name in QUERIED]
        for query in queries:
            asked += 1
            text = {name: _encodable(value) for name, value in query.items()}
            if (status := client.get(path, text).status_code) >= 500:
                wrong.append((path, status, str(query)[:80]))
    assert wrong == []
    assert asked > 1000


@pytest.mark.slow
def test_numbers_of_other_things(planted, client):
    """Every address with the number of everything there is: a target's page with an edition's number, and so on."""
    wrong, asked = [], 0
    for pattern, path in addresses(planted, crossed=True):
        for method in methods(pattern) & {"GET", "POST"}:
            asked += 1
            status = (
                client.get(path).status_code if method == "GET" else sent(client, path, {"reason": "x", "at": "1-2"})
            )
            if status >= 500:
                wrong.append((method, path, status))
    assert wrong == []
    assert asked > 500


FILES = (
    ("a\0b.txt", b"x"),
    ("\u202etxt.exe", "营业收入 1 亿元".encode()),
    ("=1+1.csv", b"=1+1,@x\n+2,-3\n"),
    ("<b>.html", b"<!doctype html><script>alert(1)</script>\xff\xfe\0"),
    ("a.txt", b""),
    ("a.txt", b"\0" * 1000),
    ("a.txt", "\ud800".encode("utf-8", "surrogatepass") * 500),
    ("a.txt", "\u202e２０２０年达到１e４００亿元，NaN".encode()),
    ("a.pdf", b"%PDF-1.7\n%%EOF"),
    ("a.docx", b"PK\x03\x04" + b"\0" * 60),
    ("a.xlsx", b"PK\x03\x04" + b"\0" * 60),
    (
        "a.csv",
        (
            "地区,指标,时间,数值,单位\n甘肃省,企业数,2024年," + "9" * 400 + ",家\n甘肃省,企业数,10000年,NaN,家\n"
        ).encode(),
    ),
    ("a.csv", "地区,指标,时间,数值,单位\n甘肃省,企业数,2024年,1e400,家\n=1,@企业数,-1年,-0,家\n".encode()),
    ("x" * 3000 + ".txt", "长".encode() * 1000),
)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/plans/new", "/indicators/imports"])
def test_hostile_files(planted, client, path):
    wrong = []
    for name, data in (*FILES, ("big.txt", "营业收入达到12亿元。\n".encode() * 350_000)):
        with transaction.atomic():
            answer = client.post(path, {"file": SimpleUploadedFile(name, data)})
            statuses = [answer.status_code]
            if answer.status_code == 302:
                next_page = answer.headers["Location"]
                statuses.append(client.get(next_page, follow=True).status_code)
                if form := fields(client, next_page):
                    statuses.append(client.post(next_page, form | {"title": "标题", "status": "draft"}).status_code)
            transaction.set_rollback(True)
        if max(statuses) >= 500:
            wrong.append((name[:20], len(data), statuses))
    assert wrong == []
    assert client.post(path, {"file": "no file"}).status_code == 400


@pytest.mark.slow
def test_a_text_of_ten_megabytes_in_a_form(planted, client):
    for pattern, path in addresses(planted):
        if "POST" in methods(pattern) and pattern.name in ("plan_describe", "target_change", "indicator_define"):
            assert sent(client, path, {"title": "长" * 10_000_000, "reason": "x"}) in (400, 413), path
