"""What does each party write down, and which documents does it send?

An event is a dict of EPCIS 2.0's members. A journal keeps each party's events; `deliveries` cuts them into documents, in the rhythm
of the party, each with the master data of what it names first.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from yaomai.demo import gs1_keys
from yaomai.demo.province import Party, Place, Product

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
NAMESPACE = "https://ns.yaomai.example/epcis/"
CONTEXTS = [CONTEXT, {"yaomai": NAMESPACE}]
"""The `@context` of every document here."""
EVENT_IDS = uuid.UUID("9e7b1c52-5f6d-4c41-8a53-0a6f2d0c7e11")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document of events as one party sends it, and when."""

    party: Party
    moment: datetime
    data: bytes
    events: int
    last_event: bytes


def event(kind: str, moment: datetime, step: str | None, disposition: str | None, place: Place, **members: Any) -> Json:
    """An event; `location` among the members is where the things are afterwards, if that is another place."""
    location = members.pop("location", place)
    said: Json = {"type": kind, "eventTime": moment.isoformat(), "eventTimeZoneOffset": "+08:00"}
    said |= {name: word for name, word in (("bizStep", step), ("disposition", disposition)) if word}
    said |= {"readPoint": {"id": place.uri}, "bizLocation": {"id": location.uri}}
    return said | {name: one for name, one in members.items() if one is not None}


def mass(lot: str, grams: int, uom: str = "KGM") -> Json:
    """So much of a lot, in one of the units of mass; the number stands in the text with its own decimals."""
    places = {"GRM": 0, "KGM": 3, "TNE": 6}[uom]
    whole, part = divmod(grams, 10**places)
    text = f"{whole}.{str(part).zfill(places).rstrip('0') or '0'}" if places else str(whole)
    return {"epcClass": lot, "quantity": orjson.Fragment(text), "uom": uom}


def area(lot: str, square_metres: int) -> Json:
    """So much of a crop: the area on which it stands, in hectares."""
    return {
        "epcClass": lot,
        "quantity": orjson.Fragment(f"{square_metres // 10000}.{square_metres % 10000:04d}"),
        "uom": "HAR",
    }


def transactions(**ids: str | None) -> list[Json]:
    """Business transactions by type: `po`, `desadv`, `inv`, `testres` …"""
    return [{"type": kind, "bizTransaction": one} for kind, one in ids.items() if one]


def from_to(sender: Party, receiver: Party, start: Place, end: Place, *, sold: bool = True) -> Json:
    """sourceList and destinationList of a consignment; `sold`: the owner changes too."""
    kinds = ("owning_party", "possessing_party") if sold else ("possessing_party",)
    return {
        "sourceList": [*({"type": kind, "source": sender.uri} for kind in kinds), {"type": "location", "source": start.uri}],
        "destinationList": [
            *({"type": kind, "destination": receiver.uri} for kind in kinds), {"type": "location", "destination": end.uri}
        ],
    }  # fmt: skip


def event_id(*names: object) -> str:
    """The eventID that a party's program gives, the same each time."""
    return f"urn:uuid:{uuid.uuid5(EVENT_IDS, '/'.join(map(str, names)))}"


class Journal:
    """The events of every party; what is called how. `rhythm`: in which every party sends, whatever its own is."""

    def __init__(self, rhythm: str = "") -> None:
        self._rhythm = rhythm
        self._events: dict[Party, list[tuple[datetime, int, Json]]] = {}
        self._names: dict[Party, dict[str, tuple[str, Json]]] = {}
        self._count = 0

    def write(self, party: Party, one: Json, *, sent: datetime | None = None) -> None:
        """The party notes an event; it is sent with others of its time, or of the time `sent`."""
        moment = datetime.fromisoformat(one["eventTime"])
        self._count += 1
        self._events.setdefault(party, []).append((sent or moment, self._count, one))

    def name(self, party: Party, *named: Place | Product | Party) -> None:
        """The party says what its places and products are called, in its first document."""
        known = self._names.setdefault(party, {})
        for one in named:
            known.setdefault(one.uri, (_vocabulary(one), _master_data(one)))

    def deliveries(self) -> list[Delivery]:
        """Every document, in the order in which they are sent."""
        found = [one for party in self._events for one in self._of(party)]
        return sorted(found, key=lambda one: (one.moment, one.party.number, one.data))

    def _of(self, party: Party) -> Iterator[Delivery]:
        by_period: dict[tuple[int, ...], list[tuple[datetime, int, Json]]] = {}
        for entry in sorted(self._events[party], key=lambda one: one[:2]):
            by_period.setdefault(_period(entry[0], self._rhythm or party.rhythm), []).append(entry)
        names = self._names.get(party, {})
        for entries in by_period.values():
            last = entries[-1][0]
            events = [self._sent(party, number, one) for _, number, one in entries]
            yield Delivery(party, last, _document(events, names.values(), last), len(events), orjson.dumps(events[-1]))
            names = {}

    def _sent(self, party: Party, number: int, one: Json) -> Json:
        if party.names_events and "eventID" not in one:
            one = {"type": one["type"], "eventID": event_id(party.number, number), **one}
        return _in_urns(one) if party.writes_urns else one


def _period(moment: datetime, rhythm: str) -> tuple[int, ...]:
    if rhythm == "week":
        return moment.isocalendar()[:2]
    return (moment.year, (moment.month - 1) // 3 if rhythm == "quarter" else moment.month)


def _vocabulary(named: Place | Product | Party) -> str:
    kinds = {Place: "Location", Product: "EPCClass", Party: "SourceDest"}
    return f"urn:epcglobal:epcis:vtype:{kinds[type(named)]}"


def _master_data(named: Place | Product | Party) -> Json:
    attribute = "descriptionShort" if isinstance(named, Product) else "name"
    attributes = [{"id": f"cbvmda:{attribute}", "attribute": named.name}]
    if isinstance(named, Place):
        attributes += [
            {"id": "cbvmda:city", "attribute": named.county},
            {"id": "cbvmda:countryCode", "attribute": "CN"},
        ]
    return {"id": named.uri, "attributes": attributes}


def _document(events: Sequence[Json], names: Iterable[tuple[str, Json]], moment: datetime) -> bytes:
    vocabularies: dict[str, list[Json]] = {}
    for kind, element in names:
        vocabularies.setdefault(kind, []).append(element)
    master_data = [{"type": kind, "vocabularyElementList": elements} for kind, elements in vocabularies.items()]
    header = {"epcisHeader": {"epcisMasterData": {"vocabularyList": master_data}}} if master_data else {}
    document = {
        "@context": CONTEXTS,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": (moment + timedelta(hours=2)).isoformat(),
        **header,
        "epcisBody": {"eventList": events},
    }
    return orjson.dumps(document)


_URI_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")


def _in_urns(one: Mapping[str, Any]) -> Json:
    """The event with every key of GS1 as an EPC URN, which is how older programs write."""
    said = dict(one)
    for name in _URI_LISTS:
        if name in said:
            said[name] = [gs1_keys.as_urn(uri) for uri in said[name]]
    if "parentID" in said:
        said["parentID"] = gs1_keys.as_urn(said["parentID"])
    for name, member in (("sourceList", "source"), ("destinationList", "destination")):
        if name in said:
            said[name] = [{**end, member: gs1_keys.as_urn(end[member])} for end in said[name]]
    for name in said.keys() & {"readPoint", "bizLocation"}:
        said[name] = {"id": gs1_keys.as_urn(said[name]["id"])}
    return said
