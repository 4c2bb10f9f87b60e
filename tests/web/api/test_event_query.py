"""GET /events answers what a plain walk over all events answers; pages stay whole; nothing is told that is withheld."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.utils.dateparse import parse_datetime
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from askers import machine, signed_in
from make_events import CONTEXT, FACTORY, FARM, HERB_LOT, PACK, bare_event, document_bytes, object_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.standards.epcis.vocabulary import BIZ_STEP, DISPOSITION, ERROR_REASON, SOURCE_DESTINATION_TYPE
from yaomai.standards.gs1.identifier import identify
from yaomai.standards.gs1.pattern import read_patterns
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import event_query

START = datetime(2026, 9, 1, tzinfo=UTC)

# --- a made-up record

PACKS = [f"urn:epc:id:sgtin:6901234.00000{kind}.{serial}" for kind in (3, 4) for serial in (1, 12, 123)]
CASES = ["urn:epc:id:sscc:6901234.0000000001", "urn:epc:id:sscc:6901234.0000000002"]
LOTS = [f"urn:epc:class:lgtin:6901234.00000{kind}.{lot}" for kind in (1, 2) for lot in ("A", "AB")]
CLASS = "urn:epc:idpat:sgtin:6901234.000001.*"
PLACES = [FARM, FACTORY, "https://id.gs1.org/414/6901234000030"]
STEPS = ["shipping", "receiving", "packing"]
STATES = ["active", "in_transit", "recalled"]
ORDERS = ["urn:epcglobal:cbv:bt:6901234000023:po-1", "urn:epcglobal:cbv:bt:6901234000023:po-2"]
PARTIES = ["urn:epc:id:pgln:6901234.00001", "urn:epc:id:pgln:6901234.00002"]
AMOUNTS = ["1", "2.5", "10", "10.00"]


def some(dice: random.Random, pool: list, most: int = 2) -> list:
    return dice.sample(pool, dice.randint(0, min(most, len(pool))))


def quantities(dice: random.Random) -> list[dict]:
    found = []
    for lot in some(dice, [*LOTS, CLASS]):
        amount = dice.choice([*AMOUNTS, None])
        found.append({"epcClass": lot} | ({} if amount is None else {"quantity": Decimal(amount)}))
        if amount is not None and dice.random() < 0.7:
            found[-1]["uom"] = dice.choice(["KGM", "GRM"])
    return found


def made_up(dice: random.Random, number: int) -> dict:
    """Some event; `example:n` makes it one of its own."""
    kind = dice.choice(
        ["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"]
    )
    event: dict = {
        "type": kind,
        "eventTime": text(START + timedelta(hours=dice.randint(0, 9))),
        "eventTimeZoneOffset": "+08:00",
    }
    if dice.random() < 0.5:
        event["eventID"] = f"urn:uuid:{number}"
    if kind == "TransformationEvent":
        event |= {"inputEPCList": some(dice, PACKS), "outputEPCList": some(dice, PACKS)}
        event |= {"inputQuantityList": quantities(dice), "outputQuantityList": quantities(dice)}
        event["transformationID"] = dice.choice(["urn:x:t1", "urn:x:t2"])
    else:
        event["action"] = dice.choice(["ADD", "OBSERVE", "DELETE"])
        if kind in {"AggregationEvent", "AssociationEvent"}:
            event |= {
                "parentID": dice.choice(CASES),
                "childEPCs": dice.sample(PACKS, 1),
                "childQuantityList": quantities(dice),
            }
        else:
            event |= {"epcList": dice.sample(PACKS, dice.randint(1, 2)), "quantityList": quantities(dice)}
    if dice.random() < 0.7:
        event["bizStep"] = dice.choice([*STEPS, "https://ref.gs1.org/cbv/BizStep-shipping", "example:resting"])
    if dice.random() < 0.7:
        event["disposition"] = dice.choice(STATES)
    for place in ("readPoint", "bizLocation"):
        if dice.random() < 0.6:
            event[place] = {"id": dice.choice(PLACES)}
    if kind in {"ObjectEvent", "TransformationEvent"} and dice.random() < 0.3:
        event["persistentDisposition"] = {dice.choice(["set", "unset"]): dice.sample(STATES, dice.randint(1, 2))}
    if kind == "TransactionEvent" or dice.random() < 0.3:
        event["bizTransactionList"] = [
            {"type": dice.choice(["po", "inv"]), "bizTransaction": one} for one in dice.sample(ORDERS, 1)
        ]
    for name in ("source", "destination"):
        if dice.random() < 0.3:
            event[f"{name}List"] = [
                {"type": dice.choice(["owning_party", "possessing_party"]), name: dice.choice(PARTIES)}
            ]
    return {name: value for name, value in event.items() if value != []} | {"example:n": number}


def text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


class Kept:
    """One event on record, as the plain walk sees it."""

    def __init__(self, fields: dict, organisation: int, time: datetime, record: int, event_id: str) -> None:
        self.fields, self.organisation, self.time, self.record, self.event_id = (
            fields,
            organisation,
            time,
            record,
            event_id,
        )

    @property
    def name(self) -> tuple[str, bool]:
        return self.event_id, "errorDeclaration" in self.fields


def recorded(cast, dice: random.Random, count: int) -> list[Kept]:
    """So many events by two organisations, some of them declared in error; the times of recording are not in order."""
    kept: list[Kept] = []
    numbers = iter(range(10**6))
    organisations = [cast.organisation("陇西一厂"), cast.organisation("别家")]
    while len(kept) < count:
        organisation, time = dice.choice(organisations), START + timedelta(days=1, seconds=dice.randint(0, 5))
        events = [made_up(dice, next(numbers)) for _ in range(dice.randint(1, 9))]
        for one in dice.sample(kept, min(len(kept), 2)):
            if one.organisation == organisation and not any(
                "errorDeclaration" in other.fields for other in kept if other.event_id == one.event_id
            ):
                wrong = {"declarationTime": text(START + timedelta(days=2, hours=dice.randint(0, 3)))}
                wrong |= dice.choice(
                    [
                        {},
                        {"reason": "incorrect_data"},
                        {"reason": "https://ref.gs1.org/cbv/ER-did_not_occur"},
                        {"reason": "example:why"},
                    ]
                )
                wrong |= dice.choice([{}, {"correctiveEventIDs": ["urn:uuid:c1", "urn:uuid:c2"]}])
                events.append(one.fields | {"errorDeclaration": wrong})
        data = json.dumps(json.loads(document_bytes([])) | {"epcisBody": {"eventList": events}}, default=float).encode()
        captured = capture(data, recorder=Recorder(organisation=organisation, account=None, key=None), now=time)
        for fields, one in zip(events, captured.events, strict=True):
            assert not one.repeated
            kept.append(Kept(fields, organisation, time, one.record, one.event_id))
    return kept


# --- the plain walk

THINGS = {
    "epc": ["epcList", "childEPCs"], "parentID": ["parentID"], "inputEPC": ["inputEPCList"], "outputEPC": ["outputEPCList"],
    "anyEPC": ["epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"],
    "epcClass": ["quantityList", "childQuantityList"], "inputEPCClass": ["inputQuantityList"], "outputEPCClass": ["outputQuantityList"],
    "anyEPCClass": ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"],
}  # fmt: skip
HIDDEN = (
    "EQ_bizTransaction",
    "EQ_source",
    "EQ_destination",
    "EXISTS_error",
    "GE_error",
    "LT_error",
    "EQ_error",
    "EQ_corrective",
)
NAMESPACE = CONTEXT[1]["example"]


def full(word: str) -> str:
    for prefix, namespace in (("example:", NAMESPACE), ("cbv:", "https://ref.gs1.org/cbv/")):
        if word.startswith(prefix):
            return namespace + word.removeprefix(prefix)
    return word


def listed(fields: dict, name: str) -> list:
    found = fields.get(name, [])
    return found if isinstance(found, list) else [found]


def fulfils(one: Kept, name: str, value: str) -> bool:
    fields, wrong = one.fields, one.fields.get("errorDeclaration", {})
    several = value.split("|")
    operator, _, rest = name.partition("_")
    if name == "eventType":
        return fields["type"] in several
    if rest in {"action", "eventID", "transformationID"}:
        return {"eventID": one.event_id}.get(rest, fields.get(rest)) in several
    if rest in {"bizStep", "disposition"}:
        words = BIZ_STEP if rest == "bizStep" else DISPOSITION
        return rest in fields and words.canonical(full(fields[rest])) in [
            words.canonical(full(word)) for word in several
        ]
    if rest in {"readPoint", "bizLocation"}:
        return rest in fields and identify(fields[rest]["id"]).canonical in [
            identify(place).canonical for place in several
        ]
    if rest.startswith("persistentDisposition"):
        said = fields.get("persistentDisposition", {}).get(rest.rpartition("_")[2], [])
        return bool(set(said) & {DISPOSITION.canonical(word) for word in several})
    if operator == "MATCH":
        things = [
            thing if isinstance(thing, str) else thing["epcClass"]
            for member in THINGS[rest]
            for thing in listed(fields, member)
        ]
        patterns = [pattern for word in several for pattern in read_patterns(word, of_classes="Class" in rest)]
        return any(
            pattern.matches(found.canonical, found.scheme) for found in map(identify, things) for pattern in patterns
        )
    if rest.startswith("quantity"):
        unit = rest.partition("_")[2]
        elements = [element for member in THINGS["anyEPCClass"] for element in listed(fields, member)]
        compare = {"EQ": "__eq__", "GT": "__gt__", "GE": "__ge__", "LT": "__lt__", "LE": "__le__"}[operator]
        return any(
            "quantity" in element
            and getattr(element["quantity"], compare)(Decimal(value))
            and (not unit or element.get("uom") == unit)
            for element in elements
        )
    if rest in {"eventTime", "recordTime", "errorDeclarationTime"}:
        moment = {"eventTime": parse_datetime(fields["eventTime"]), "recordTime": one.time}.get(rest) or (
            wrong and parse_datetime(wrong["declarationTime"])
        )
        return bool(moment) and (
            moment >= parse_datetime(value) if operator == "GE" else moment < parse_datetime(value)
        )
    if name == "EXISTS_errorDeclaration":
        return bool(wrong) or value == "false"
    if name == "EQ_errorReason":
        return "reason" in wrong and ERROR_REASON.canonical(wrong["reason"]) in [
            ERROR_REASON.canonical(word) for word in several
        ]
    if name == "EQ_correctiveEventID":
        return bool(set(wrong.get("correctiveEventIDs", [])) & set(several))
    kind, _, type_ = rest.partition("_")
    return any(
        SOURCE_DESTINATION_TYPE.canonical(found["type"]) == SOURCE_DESTINATION_TYPE.canonical(type_)
        and identify(found[kind]).canonical in [identify(word).canonical for word in several]
        for found in fields.get(f"{kind}List", [])
    )


def walked(
    kept: list[Kept], asked: dict[str, str], organisation: int | None, *, sees_all: bool = False
) -> list[tuple[str, bool]]:
    """What the answer must be, in its order."""
    hides = any(
        name.startswith(HIDDEN)
        for name, value in asked.items()
        if (name, value) != ("EXISTS_errorDeclaration", "false")
    )
    withdrawn = {(one.organisation, one.event_id) for one in kept if "errorDeclaration" in one.fields}
    seen = [
        one
        for one in kept
        if sees_all
        or one.organisation == organisation
        or not (hides or "errorDeclaration" in one.fields or (one.organisation, one.event_id) in withdrawn)
    ]
    found = [one for one in seen if all(fulfils(one, *pair) for pair in asked.items() if pair[0] not in ORDERING)]
    keys = {
        "eventTime": lambda one: (parse_datetime(one.fields["eventTime"]), one.record),
        "recordTime": lambda one: (one.time, one.record),
    }
    found.sort(
        key=keys.get(asked.get("orderBy", ""), lambda one: one.record), reverse=asked.get("orderDirection") != "ASC"
    )
    return [one.name for one in found][: int(asked.get("eventCountLimit", "1000000"))]


ORDERING = {"orderBy", "orderDirection", "eventCountLimit", "maxEventCount"}

# --- questions


def lists(pool: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pool), min_size=1, max_size=3).map("|".join)


def spelt(pool: list[str]) -> list[str]:
    """The same identifiers in two spellings."""
    return pool + [identify(one).canonical.replace("id.gs1.org", "x.example") for one in pool]


MOMENTS = st.integers(-1, 60).map(lambda hours: text(START + timedelta(hours=hours)))
INSTANCES = lists([*spelt(PACKS), *CASES, "urn:epc:idpat:sgtin:6901234.000003.*", "urn:epc:idpat:sgtin:6901234.*.*", "urn:epc:idpat:sscc:6901234.*",
                   "https://id.gs1.org/01/06901234000030", "https://id.gs1.org/01/06901234000030/21/*", "urn:x:none"])  # fmt: skip
CLASSES = lists(
    [
        *spelt(LOTS),
        CLASS,
        "urn:epc:idpat:sgtin:6901234.*.*",
        "urn:epc:class:lgtin:6901234.000001.*",
        "https://id.gs1.org/01/06901234000016/10/*",
    ]
)
QUESTIONS: dict[str, st.SearchStrategy[str]] = {
    "eventType": lists(["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"]),
    **{f"{operator}_{time}": MOMENTS for operator in ("GE", "LT") for time in ("eventTime", "recordTime", "errorDeclarationTime")},
    "EQ_action": lists(["ADD", "OBSERVE", "DELETE"]),
    "EQ_bizStep": lists([*STEPS, "urn:epcglobal:cbv:bizstep:receiving", "cbv:BizStep-packing", f"{NAMESPACE}resting"]),
    "EQ_disposition": lists([*STATES, "https://ref.gs1.org/cbv/Disp-active"]),
    "EQ_persistentDisposition_set": lists(STATES),
    "EQ_persistentDisposition_unset": lists(["cbv:Disp-active".replace("cbv:", "https://ref.gs1.org/cbv/"), "recalled"]),
    "EQ_readPoint": lists(spelt(PLACES)),
    "EQ_bizLocation": lists(spelt(PLACES)),
    "EQ_transformationID": lists(["urn:x:t1", "urn:x:t2", "urn:x:t3"]),
    **{f"MATCH_{kind}": CLASSES if "Class" in kind else INSTANCES for kind in THINGS},
    **{f"{operator}_quantity{unit}": st.sampled_from([*AMOUNTS, "1e1", "0"]) for operator in ("EQ", "GT", "GE", "LT", "LE") for unit in ("", "_KGM")},
    "EQ_eventID": st.lists(st.integers(0, 60).map("urn:uuid:{}".format), min_size=1, max_size=9).map("|".join),
    "EXISTS_errorDeclaration": st.sampled_from(["true", "true", "false"]),
    "EQ_errorReason": lists(["incorrect_data", "urn:epcglobal:cbv:er:did_not_occur", "example:why"]),
    "EQ_correctiveEventID": lists(["urn:uuid:c1", "urn:uuid:c9"]),
    "EQ_bizTransaction_po": lists(ORDERS),
    "EQ_source_owning_party": lists(spelt(PARTIES)),
    "EQ_destination_urn:epcglobal:cbv:sdt:possessing_party": lists(PARTIES),
}  # fmt: skip


@st.composite
def question(draw) -> dict[str, str]:
    names = draw(st.lists(st.sampled_from(sorted(QUESTIONS)), max_size=3, unique=True))
    asked = {name: draw(QUESTIONS[name]) for name in names}
    if draw(st.booleans()):
        asked["orderBy"] = draw(st.sampled_from(["eventTime", "recordTime"]))
        if draw(st.booleans()):
            asked["eventCountLimit"] = str(draw(st.integers(1, 40)))
    if draw(st.booleans()):
        asked["orderDirection"] = draw(st.sampled_from(["ASC", "DESC"]))
    return asked


def answer(client, asked: dict[str, str], per_page: int = 1000) -> list[tuple[str, bool]]:
    """All pages of the answer, by following their links."""
    found: list[tuple[str, bool]] = []
    address = f"/events?{urlencode({**asked, 'perPage': per_page})}"
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.content
        events = one_page(response)
        assert len(events) <= per_page
        found += [(event["eventID"], "errorDeclaration" in event) for event in events]
        link = response.headers.get("Link", "")
        assert not link or (events and link.endswith('>; rel="next"'))
        address = link.partition(">")[0].removeprefix("<")
    return found


def one_page(response) -> list[dict]:
    return response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def test_the_answer_is_that_of_a_plain_walk(cast, owner, anyone):
    mine = cast.organisation("陇西一厂")
    inspector = signed_in(cast.account("inspector", "inspector", of="省药监局"))
    inspector.defaults["HTTP_ACCEPT"] = "application/json"
    kept = recorded(cast, random.Random(3), 160)
    seen: set[str] = set()

    askers = {"owner": (owner, mine), "anyone": (anyone, None), "inspector": (inspector, None)}

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(question(), st.sampled_from(sorted(askers)), st.sampled_from([1, 7, 1000]))
    @example({"EQ_source_owning_party": PARTIES[0], "EXISTS_errorDeclaration": "false"}, "anyone", 1)
    def asked(asked: dict[str, str], who: str, size: int) -> None:
        client, organisation = askers[who]
        expected = walked(kept, asked, organisation, sees_all=who == "inspector")
        assert answer(client, asked, max(size, len(expected) // 5)) == expected  # six pages at most
        seen.update(name for name in asked if expected)

    asked()
    assert len(seen) > 15  # else the questions ask for what is not there


# --- pages


def several(owner, count: int, **members) -> None:
    """Events with the ids urn:uuid:1 and so on, all at one moment."""
    events = [
        object_event(eventID=f"urn:uuid:{number}", **{"example:n": number, **members}) for number in range(1, count + 1)
    ]
    assert owner.post("/capture", document_bytes(events), content_type="application/json").status_code == 202


def ids(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [event["eventID"].removeprefix("urn:uuid:") for event in one_page(response)]


def next_of(response) -> str:
    return response.headers["Link"].partition(">")[0].removeprefix("<")


def test_pages_are_not_moved_by_what_is_captured_meanwhile(owner):
    several(owner, 5)
    for order in ("", "&orderBy=eventTime", "&orderBy=recordTime", "&orderBy=eventTime&orderDirection=ASC"):
        first = owner.get(f"/events?perPage=2&EQ_action=ADD{order}")
        post = owner.post(
            "/events",
            json.dumps(bare_event(object_event(eventTime=text(START), **{"example:n": order}))),
            content_type="application/json",
        )
        assert post.status_code == 201
        assert "EQ_action=ADD" in next_of(first)
        found, page = ids(first), first
        while "Link" in page.headers:
            page = owner.get(next_of(page))
            found += ids(page)
        known = [one for one in found if not one.startswith("ni:")]
        assert known == (["1", "2", "3", "4", "5"] if "ASC" in order else ["5", "4", "3", "2", "1"])
        assert post.json()["eventID"] not in found
        assert len(set(found)) == len(found)
        assert ids(owner.get(next_of(first))) == found[2:4]  # a page can be asked for again


def test_how_many_are_given(owner, monkeypatch):
    several(owner, 31)
    assert len(ids(owner.get("/events"))) == 30
    assert len(ids(owner.get("/events?perPage=99999"))) == 31
    assert "Link" not in owner.get("/events?perPage=31").headers
    first = owner.get("/events?orderBy=eventTime&eventCountLimit=7&perPage=5")
    assert (len(ids(first)), len(ids(owner.get(next_of(first))))) == (5, 2)
    assert "Link" not in owner.get(next_of(first)).headers
    assert len(ids(owner.get("/events?maxEventCount=31&perPage=40"))) == 31
    assert len(ids(owner.get("/events?maxEventCount=31&perPage=10"))) == 10
    refused = owner.get("/events?maxEventCount=30&perPage=10")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooLargeException")
    monkeypatch.setattr(event_query, "PAGE_BYTES_MAX", 2000)
    short = owner.get("/events?perPage=20")
    assert 1 <= len(ids(short)) < 6
    assert len(answer(owner, {}, 20)) == 31
    monkeypatch.setattr(event_query, "PAGE_BYTES_MAX", 1)
    assert len(ids(owner.get("/events?perPage=20"))) == 1


def test_a_page_counts_what_stands_around_its_events_once_a_document(owner, monkeypatch):
    around = {"example:filler": "x" * 10_000}
    for document in range(4):
        events = [object_event(**{"example:n": 10 * document + number}) for number in range(3)]
        sent = owner.post("/capture", document_bytes(events, **around), content_type="application/json")
        assert sent.status_code == 202
    monkeypatch.setattr(event_query, "PAGE_BYTES_MAX", 30_000)
    assert len(ids(owner.get("/events?perPage=1000"))) == 6  # two documents, of 10 kB and three events each
    assert len(ids(owner.get("/events?perPage=1000&orderBy=eventTime"))) == 6
    assert len(answer(owner, {}, 1000)) == 12


def test_a_token_is_good_for_its_question_and_its_caller_alone(cast, owner, anyone):
    several(owner, 3)
    link = next_of(owner.get("/events?perPage=1&EQ_action=ADD&EQ_bizStep=commissioning"))
    assert ids(owner.get(link)) == ["2"]
    assert ids(
        owner.get(
            "/events?EQ_bizStep=cbv:BizStep-commissioning&EQ_action=ADD&perPage=2&"
            + link[link.index("nextPageToken") :]
        )
    ) == ["2", "1"]
    token = link.partition("nextPageToken=")[2]
    others = machine(cast.key("query", of="别家"))
    for client, address in (
        (anyone, link),
        (others, link),
        (owner, f"/events?nextPageToken={token}"),
        (owner, link.replace("EQ_action=ADD", "EQ_action=DELETE")),
        (owner, link[:-3] + "xyz"),
        (owner, "/events?nextPageToken="),
        (owner, "/events?nextPageToken=%00"),
    ):
        said = client.get(address)
        assert (said.status_code, said.json()["type"]) == (400, "epcisException:QueryParameterException"), address
        assert said.json()["findings"][0]["pointer"] == "/nextPageToken"


# --- what is refused

REFUSED = [
    # query, what is named
    ("EQ_bizstep=shipping", ["/EQ_bizstep"]),
    ("nonsense=1&more=2", ["/nonsense", "/more"]),
    ("MATCH_everything=urn:x:1&EQ_=1&=1&EQ_source=x", ["/MATCH_everything", "/EQ_", "/", "/EQ_source"]),
    ("eventType=ThingEvent|ObjectEvent", ["/eventType"]),
    ("EQ_action=add", ["/EQ_action"]),
    ("GE_eventTime=yesterday&LT_eventTime=2026-02-30T00:00:00Z", ["/GE_eventTime", "/LT_eventTime"]),
    ("GE_eventTime=2026-09-01T00:00:00Z&GE_eventTime=2026-09-02T00:00:00Z", ["/GE_eventTime"]),
    ("EQ_quantity=NaN&GT_quantity=1e999&LT_quantity=0x1&GE_quantity_k=1", ["/EQ_quantity", "/GT_quantity", "/LT_quantity", "/GE_quantity_k"]),
    ("EXISTS_errorDeclaration=yes", ["/EXISTS_errorDeclaration"]),
    ("EQ_bizStep=&MATCH_epc=|", ["/EQ_bizStep", "/MATCH_epc"]),
    ("MATCH_epc=urn:epc:idpat:sgtin:*.1.*&MATCH_epcClass=urn:epc:idpat:none:1.*", ["/MATCH_epc", "/MATCH_epcClass"]),
    ("EQ_eventID=%00&EQ_readPoint=a%00b&orderBy=%00", ["/EQ_eventID", "/EQ_readPoint", "/orderBy"]),
    ("orderBy=eventID&orderDirection=UP", ["/orderBy", "/orderDirection"]),
    ("orderBy=eventTime&eventCountLimit=1&maxEventCount=1", ["/maxEventCount"]),
    ("eventCountLimit=5", ["/eventCountLimit"]),
    ("maxEventCount=0", ["/maxEventCount"]),
    ("orderBy=eventTime&eventCountLimit=-1", ["/eventCountLimit"]),
    ("maxEventCount=99999999999999999999999", ["/maxEventCount"]),
    ("perPage=0", ["/perPage"]),
    ("perPage=many", ["/perPage"]),
    ("EQ_eventID=" + "|".join(map(str, range(1001))), ["/EQ_eventID"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "named"), REFUSED, ids=[query[:40] for query, _ in REFUSED])
def test_a_parameter_that_is_not_understood_is_named_and_never_ignored(anyone, database, query, named):
    response = anyone.get(f"/events?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    said = response.json()
    assert said["type"] == "epcisException:QueryParameterException"
    assert {one["pointer"] for one in said["findings"]} == set(named)
    assert all(one["message"] for one in said["findings"])


LATER = [
    "WD_readPoint",
    "WD_bizLocation",
    "EQ_type",
    "EQ_deviceID",
    "EQ_booleanValue",
    "GE_startTime",
    "LT_time",
    "GT_value_CEL",
    "EQ_percRank",
    "HASATTR_readPoint",
    "EQATTR_bizLocation_urn:x:a",
    "EQ_ILMD_example:a",
    "EXISTS_example:field",
    "EQ_INNER_example:a",
    "EQ_readPoint_example:a",
    "GT_SENSORREPORT_example:a",
    "EQ_https://ns.example.com/epcis/field",
    "EQ_ERROR_DECLARATION_example:a",
]


def test_what_the_standard_has_and_we_do_not_answer_is_said(anyone, database):
    for name in LATER:
        response = anyone.get(f"/events?{urlencode({name: 'x'})}")
        said = response.json()
        assert (response.status_code, said["type"], said["parameters"]) == (
            501,
            "epcisException:ImplementationException",
            [name],
        )
    assert anyone.get("/events?orderBy=example:field").status_code == 501
    both = anyone.get("/events?WD_readPoint=urn:x:1&nonsense=1")
    assert (both.status_code, [one["pointer"] for one in both.json()["findings"]]) == (400, ["/nonsense"])


# --- values and forms


def test_values_in_all_their_spellings(owner, database):
    several(owner, 1, bizStep="example:resting", epcList=[PACK])
    for query in (
        {"EQ_bizStep": f"{NAMESPACE}resting"},
        {"EQ_disposition": "urn:epcglobal:cbv:disp:active"},
        {"MATCH_epc": "https://brand.example/01/06901234000030/21/1?17=301231"},
        {"MATCH_anyEPCClass": HERB_LOT},
        {"EQ_readPoint": FARM, "EQ_bizLocation": identify(FARM).canonical},
        {"GE_eventTime": "0002-01-01T00:00:00+23:59", "LT_eventTime": "9998-12-31T23:59:59.9999999-23:59"},
        {"GE_eventTime": "2026-09-01T00:00:00Z", "LT_eventTime": "2026-09-01T08:00:00.001+08:00"},
        {"EQ_quantity_KGM": "120.50", "GT_quantity": "120.4999999999999999999"},
    ):
        assert ids(owner.get(f"/events?{urlencode(query)}")) == ["1"], query
    assert ids(
        owner.get("/events?EQ_bizStep=ex:resting", headers={"GS1-Extensions": f"ex={NAMESPACE}, other=urn:x:"})
    ) == ["1"]
    assert ids(owner.get("/events?EQ_bizStep=ex:resting")) == []
    assert ids(owner.get("/events?GE_eventTime=2026-09-01T08:00:00+08:00")) == ["1"]  # its plus sign sent as it is
    assert ids(owner.get("/events?EQ_action=DELETE&EQ_action=ADD")) == ["1"]


def test_the_form_of_the_answer(owner, anyone):
    several(owner, 1)
    response = anyone.get("/events", headers={"Accept": "application/ld+json"})
    said = response.json()
    assert response.headers["Content-Type"] == "application/ld+json"
    assert (said["type"], said["schemaVersion"], said["epcisBody"]["queryResults"]["queryName"]) == (
        "EPCISQueryDocument",
        "2.0",
        "SimpleEventQuery",
    )
    assert (response.headers["GS1-EPCIS-Version"], response.headers["Cache-Control"]) == ("2.0.0", "private, no-cache")
    assert "example:n" not in one_page(response)[0]
    assert one_page(owner.get("/events"))[0]["example:n"] == 1
    empty = anyone.get("/events?EQ_eventID=urn:x:none").json()
    assert empty["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
    assert owner.get("/events", headers={"Accept": "text/html"}).status_code == 406
    assert owner.head("/events").content == b""


def test_a_query_is_no_oracle_about_what_is_withheld(owner, anyone):
    several(owner, 1, bizTransactionList=[{"type": "po", "bizTransaction": ORDERS[0]}])
    withheld = {"EQ_bizTransaction_po": ORDERS[0]}
    by_hash = {"EQ_eventID": owner.get("/events/urn:uuid:1").headers["Link"]}
    assert ids(owner.get(f"/events?{urlencode(withheld)}")) == ["1"]
    assert ids(anyone.get(f"/events?{urlencode(withheld)}")) == ids(anyone.get(f"/events?{urlencode(by_hash)}")) == []
    assert ids(anyone.get("/events?maxEventCount=1")) == ["1"]
    several(
        owner,
        1,
        bizTransactionList=[{"type": "po", "bizTransaction": ORDERS[0]}],
        errorDeclaration={"declarationTime": text(START)},
    )
    assert ids(owner.get("/events")) == ["1", "1"]
    for query in ("", "?EXISTS_errorDeclaration=true", "?EXISTS_errorDeclaration=false", "?maxEventCount=1"):
        assert ids(anyone.get(f"/events{query}")) == []


def test_an_event_that_only_others_declare_in_error_is_given(cast, owner, anyone):
    fields = object_event(eventID="urn:uuid:1")
    declared = fields | {"errorDeclaration": {"declarationTime": text(START)}}
    mine, other = (Recorder(cast.organisation(name), None, None) for name in ("陇西一厂", "别家"))
    for event, recorder in ((fields, mine), (declared, other)):
        capture(document_bytes([event]), recorder=recorder, now=START + timedelta(days=1))
    assert ids(anyone.get("/events?EQ_action=ADD")) == ids(anyone.get("/events?orderBy=recordTime")) == ["1"]
    capture(document_bytes([declared]), recorder=mine, now=START + timedelta(days=2))  # a repeat, that declares it, too
    assert ids(anyone.get("/events?EQ_action=ADD")) == ids(anyone.get("/events?orderBy=recordTime")) == []
    assert ids(owner.get("/events?EQ_action=ADD")) == ["1"]


def test_a_query_that_takes_too_long_is_refused(owner, monkeypatch):
    several(owner, 1)
    monkeypatch.setattr(event_query, "_FROM", f"{event_query._FROM} CROSS JOIN pg_sleep(3)")
    monkeypatch.setattr(event_query, "PATIENCE_S", 1)
    refused = owner.get("/events")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooComplexException")
