"""No page, export, search or figure of documents, statistics and plans shows what is not for whoever asks.

A plan that is not public, one that is, an edition for offices and a table have marks that stand nowhere else (private_plans.py).
Everybody asks for every address of these rooms, with the number of everything that is there; an answer may
hold only marks that the declarations let this asker see. New addresses are in it by themselves.
"""

import itertools
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone

from askers import text_of, viewers
from every_address import every_address
from private_plans import MARK, Planted, plant
from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.identity import by_account

KEYS = ("enterprise.count", "enterprise.secret", "enterprise.more")
WITHOUT_NUMBERS = (
    "/",
    "/search?q=哨",
    "/search?q=企业",
    "/audit",
    "/ledger",
    "/indicators?all=1",
    "/targets?sort=-name",
)
GENRES = ("tasks", "projects", "organisations", "products", "places")
VERDICTS = ("baseline", "value", "expected", "gap", "completion", "progress", "pace", "required", "required_rate")


@pytest.fixture
def planted(cast) -> Planted:
    cast.organisation("省药监局", "authority")
    account = cast.account("planter", "official", of="省药监局")
    now = timezone.now()
    return plant(by_account(account, now=now).viewer, now)


SORTS = (
    # how the names of addresses begin; the sort of things whose numbers they take
    (re.compile(r"plan"), ("document",)),
    (re.compile(r"target"), ("target",)),
    (re.compile(r"edition"), ("edition",)),
    (re.compile(r"correction"), ("correction",)),
    (re.compile(r"statistics"), ("import",)),
    (re.compile(r"file"), ("file", "document")),
    (re.compile(r"record|certificate|log_receipt"), ("document", "record", "target", "edition", "correction", "file")),
    (re.compile(r"indicator"), ()),
)


def paths(planted: Planted) -> Iterator[str]:
    """Every address of these rooms, with the number of each thing that it may be of."""
    given = {"key": KEYS, "genre": GENRES, "sheet": ["CSV"], "cell": ["C2", "E2", "G2"]}
    for pattern in every_address():
        sorts = next((sorts for begins, sorts in SORTS if begins.match(pattern.name)), None)
        converters = pattern.pattern.converters
        if sorts is None or "kind" in converters:
            continue
        numbers = [one for sort in sorts for one in planted.numbers[sort]]
        known = given | dict.fromkeys(
            ("number", "record", "file"), numbers if sorts == ("import",) else [*map(reference, numbers)]
        )
        for values in itertools.product(*(known[name] for name in converters)):
            yield reverse(pattern.name, kwargs=dict(zip(converters, values, strict=True)))
    yield from WITHOUT_NUMBERS
    yield from _within(planted)


def _within(planted: Planted) -> Iterator[str]:
    """Parts of pages, and figures."""
    for document, spans in planted.spans.items():
        number = reference(document)
        yield from (
            f"/targets?document={number}",
            f"/targets/list.csv?document={number}",
            f"/indicators/editions?file={document}",
        )
        yield from (f"/plans/{number}/promised?with={reference(other)}" for other in planted.spans)
        yield f"/plans/{number}/reading?all=1"
        for start, end in spans:
            yield from (f"/plans/{number}/{page}?at={start}-{end}" for page in ("text", "reading"))
            yield f"/figure/quantity/{number}/{start}-{end}"
    for target in planted.numbers["target"]:
        yield from (f"/figure/verdict/{reference(target)}/{name}" for name in VERDICTS)
    for edition in planted.numbers["edition"]:
        number = reference(edition)
        yield from (f"/figure/observation/{reference(edition + series)}/1" for series in (1, 2))
        yield from (f"/indicators/editions/{number}/cell?place=CSV!{cell}" for cell in ("E2", "G2"))
    for record in planted.numbers["record"]:
        yield f"/figure/target/{reference(record)}"
    for key, year in itertools.product(KEYS, (2014, 2015, 2017, 2018, 2019, 2020)):
        yield f"/figure/derived/{key}/620000/-/{year}-01-01..{year}-12-31"
    for key in KEYS:
        marks = [mark for mark, (what, _) in planted.marks.items() if "segment" in what]
        yield from (f"/indicators/{key}?segment={mark}&all=1" for mark in marks)
        yield from (f"/indicators/{key}/values.csv?segment={mark}" for mark in marks)
        yield f"/indicators/{key}/correct?region=620000&span=2020-01-01..2020-12-31"


def marks_in(text: str) -> set[str]:
    """The marks in a text, also of numbers that it tells in a larger unit."""
    return {*MARK.findall(text), *MARK.findall(re.sub(r"(?<=[0-9])[.](?=[0-9])", "", text))}


@pytest.mark.slow
def test_no_private_plan_shows(cast, planted):
    shown, asked, wrong = set(), 0, {}
    walked = list(dict.fromkeys(paths(planted)))
    for name, (viewer, client) in viewers(cast).items():
        may = {mark for mark, (_, sees) in planted.marks.items() if sees(viewer)}
        for path in walked:
            response = client.get(path)
            asked += 1
            assert response.status_code < 500, (name, path)
            query = set(MARK.findall(path))  # a page says what was asked for
            found = marks_in(text_of(response)) & planted.marks.keys() - query
            shown |= found
            for mark in found - may:
                wrong.setdefault(
                    (planted.marks[mark][0], re.sub(r"[0-9]+[.][0-9]+", "N", path.partition("?")[0])), set()
                ).add(name)
    assert wrong == {}
    assert asked > 3_000
    assert sorted(what for mark, (what, _) in planted.marks.items() if mark not in shown) == []


ASKED = (
    "/search?q={mark}",
    "/plans?title={mark}",
    "/plans?issuer={mark}",
    "/plans?format=csv&title={mark}",
    "/targets?name={mark}",
    "/targets/list.csv?name={mark}",
    "/targets?plan={mark}",
    "/indicators?name={mark}",
    "/indicators/enterprise.secret?segment={mark}",
    "/indicators/enterprise.secret/values.csv?segment={mark}",
)


@pytest.mark.slow
def test_no_search_and_no_filter_tells_of_what_is_private(cast, planted):
    """Whoever asks by a mark that is not for them is answered as whoever asks by a word that stands nowhere."""
    wrong, told = [], 0
    for who, (viewer, client) in viewers(cast).items():

        def answer(form: str, mark: str, client=client) -> str:
            response = client.get(form.format(mark=mark))
            links = re.findall(r"/(?:plans|targets|indicators|files|records)/[^\"'<> ?]*", text_of(response))
            return (
                f"{response.status_code} {len(text_of(response).splitlines()) if 'csv' in form else sorted(set(links))}"
            )

        absent = {form: answer(form, "哨00000兵") for form in ASKED}
        for mark, (what, may) in planted.marks.items():
            for form in ASKED:
                if not mark.startswith("哨"):
                    continue
                differs = answer(form, mark) != absent[form]
                told += differs
                if differs and not may(viewer):
                    wrong.append((who, form, what))
    assert wrong == []
    assert told > 20
