"""How do herbs grow in the made-up year: from the seed lot over plot and harvest to a dried and tested lot of a cooperative?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yaomai.demo import gs1_keys, plants
from yaomai.demo.chance import Chance
from yaomai.demo.clock import working
from yaomai.demo.journal import Journal, Json, area, event, event_id, mass
from yaomai.demo.province import (
    COOPERATIVES,
    HERBS,
    SEED_STATIONS,
    TESTER,
    Cooperative,
    Herb,
    Party,
    Place,
    crop_of,
    dried_of,
    fresh_of,
    seed_of,
)
from yaomai.demo.size import Size
from yaomai.demo.stock import Load, Lot, Papers, Report, consign, destroyed, inspected, later, paper

HARVESTS = (2024, 2025)
_SEED_GRAMS_PER_M2 = 5
_PLOTS_PER_DRYING = 3
_FIELD_WORK = ("追肥", "除草", "病虫调查")
# The dried lots in which the laboratory finds a fault, by cooperative, harvest and place in the year: what is done, what it found.
_WET, _MOULD = "水分 16.8%，限度 13.0%", "检出霉变，不符合性状要求"
_FAILS = {
    ("BS", 2025, 0): ("redried", _WET),
    ("GA", 2024, 2): ("redried", _WET),
    ("YP", 2025, 3): ("redried", _WET),
    ("NP", 2025, 1): ("destroyed", _MOULD),
}
_SOUND = ("", "")


@dataclass(frozen=True, slots=True)
class _Plot:
    place: Place
    square_metres: int
    crop: str


def grow(journal: Journal, size: Size, seed: int) -> list[Lot]:
    """Two harvests of all cooperatives; returns the dried lots that were found conformant, in the order in which they are ready."""
    for station in SEED_STATIONS:
        journal.name(station, station, station.place(1), *(seed_of(station, herb) for herb in _herbs_of(station)))
    for one in COOPERATIVES:
        products = (crop_of, fresh_of, dried_of)
        journal.name(
            one.party, one.party, *(one.party.place(n) for n in (1, 2, 3)), *(p(one.party, one.herb) for p in products)
        )
    found: list[Lot] = []
    for year in HARVESTS:
        for herb in HERBS:
            growers = [one for one in COOPERATIVES if one.herb is herb]
            plots = {one.code: _plots(one, year, size, seed) for one in growers}
            seeds = _sell_seeds(journal, growers, plots, year, seed)
            for one in growers:
                chance = Chance(seed, f"growing/{one.code}/{year}")
                _sow_and_tend(journal, one, plots[one.code], seeds[one.code], chance)
                fresh = _harvest(journal, one, plots[one.code], year, chance)
                found += _dry(journal, one, fresh, year, seed)
    return sorted(found, key=lambda one: (one.ready, one.uri))


def _herbs_of(station: Party) -> list[Herb]:
    return [herb for herb in HERBS if any(one.seeds is station and one.herb is herb for one in COOPERATIVES)]


def _plots(one: Cooperative, year: int, size: Size, seed: int) -> list[_Plot]:
    found = []
    for number in range(1, size.plots + 1):
        chance = Chance(seed, f"plot/{one.code}/{year}/{number}")
        village = one.villages[number % len(one.villages)]
        field = "甲乙"[year - HARVESTS[0]]
        place = Place(
            gs1_keys.place(one.party.number, (year - 2000) * 1000 + number), f"{one.party.county}{village}{field} {number} 号地",
            one.party.county,
        )  # fmt: skip
        crop = crop_of(one.party, one.herb).lot(f"{one.code}{number:03d}-{year - one.herb.age}")
        found.append(_Plot(place, chance.between(30, 90) * 10, crop))
    return found


def _sell_seeds(
    journal: Journal, growers: Sequence[Cooperative], plots: dict[str, list[_Plot]], year: int, seed: int
) -> dict[str, tuple[str, datetime]]:
    """The seed lot that each cooperative sows, and when it was received."""
    found = {}
    for station in dict.fromkeys(one.seeds for one in growers):
        chance = Chance(seed, f"seeds/{station.number}/{growers[0].herb.code}/{year}")
        herb, customers = growers[0].herb, [one for one in growers if one.seeds is station]
        sown = year - herb.age
        lot = seed_of(station, herb).lot(f"{herb.code}Z{sown}")
        need = {
            one.code: _rounded(sum(p.square_metres for p in plots[one.code]) * _SEED_GRAMS_PER_M2, 500)
            for one in customers
        }
        made = working(date(sown, 1, chance.between(8, 25)), chance)
        journal.write(
            station,
            event(
                "ObjectEvent",
                made,
                "commissioning",
                "active",
                station.place(1),
                action="ADD",
                quantityList=[mass(lot, sum(need.values()) + 4000)],
                ilmd={
                    "cbvmda:descriptionShort": f"{herb.name}种子",
                    "cbvmda:lotNumber": lot.rpartition("/")[2],
                    "yaomai:species": herb.species,
                },
            ),
        )
        for one in customers:
            moment = later(made, chance, 15, 25)
            papers = Papers(desadv=paper(station, "SD", f"{sown}-{one.code}"))
            load = Load(parts=((lot, need[one.code]),))
            start, end = (station, station.place(1)), (one.party, one.party.place(3))
            found[one.code] = (lot, consign(journal, load, start, end, moment, chance, papers))
    return found


def _rounded(grams: int, to: int) -> int:
    """Up to the next whole sack."""
    return -(-grams // to) * to


def _sow_and_tend(
    journal: Journal, one: Cooperative, plots: Sequence[_Plot], seeds: tuple[str, datetime], chance: Chance
) -> None:
    lot, received = seeds
    month, first = one.herb.sown
    for plot in plots:
        journal.name(one.party, plot.place)
        day = date(received.year, month, first) + timedelta(days=chance.between(0, 9))
        journal.write(
            one.party,
            event(
                "TransformationEvent", working(day, chance), "creating_class_instance", "in_progress", plot.place,
                inputQuantityList=[mass(lot, plot.square_metres * _SEED_GRAMS_PER_M2)],
                outputQuantityList=[area(plot.crop, plot.square_metres)],
                ilmd={"cbvmda:descriptionShort": f"{one.herb.name}（在地）", "cbvmda:lotNumber": plot.crop.rpartition("/")[2]},
                **{"yaomai:process": "sowing"},
            ),
        )  # fmt: skip
        for number, work in enumerate(_FIELD_WORK):
            day = date(received.year + min(number, one.herb.age - 1), 6, 1) + timedelta(days=chance.between(0, 50))
            journal.write(
                one.party,
                event(
                    "ObjectEvent", working(day, chance, 8, 11), "other", "in_progress", plot.place, action="OBSERVE",
                    quantityList=[{"epcClass": plot.crop}], **{"yaomai:operation": work},
                ),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fresh:
    lot: str
    grams: int
    moment: datetime


def _harvest(journal: Journal, one: Cooperative, plots: Sequence[_Plot], year: int, chance: Chance) -> list[_Fresh]:
    """Plot after plot is dug, some days apart in groups; each gives a lot of fresh roots, brought to the collecting place."""
    month, first = one.herb.harvested
    found = []
    for number, plot in enumerate(plots, start=1):
        least, most = one.herb.fresh_kg_per_are
        grams = plot.square_metres * chance.between(least, most) * 10 // 100 * 100
        code = f"{one.code}{year % 100}X{number:03d}"
        lot = fresh_of(one.party, one.herb).lot(code)
        day = date(year, month, first) + timedelta(days=(number - 1) * 14 // max(len(plots), 7))
        dug = _dug(one, plot, lot, grams, working(day, chance, 9, 16))
        if code == plants.CORRECTED_CODE:
            _record_wrongly(
                journal, one, dug, _dug(one, plot, lot, grams * 10, datetime.fromisoformat(dug["eventTime"]))
            )
        else:
            journal.write(one.party, dug)
        brought = datetime.fromisoformat(dug["eventTime"]) + timedelta(minutes=chance.between(30, 100))
        journal.write(
            one.party,
            event(
                "ObjectEvent", brought, "storing", "in_progress", one.party.place(1), action="OBSERVE",
                quantityList=[mass(lot, grams, one.weighs_in)],
            ),
        )  # fmt: skip
        found.append(_Fresh(lot, grams, brought))
    return found


def _dug(one: Cooperative, plot: _Plot, lot: str, grams: int, moment: datetime) -> Json:
    return event(
        "TransformationEvent", moment, "collecting", "in_progress", plot.place,
        inputQuantityList=[area(plot.crop, plot.square_metres)], outputQuantityList=[mass(lot, grams, one.weighs_in)],
        ilmd={
            "cbvmda:descriptionShort": f"{one.herb.name}（鲜）",
            "cbvmda:lotNumber": lot.rpartition("/")[2],
            "cbvmda:harvestEndDate": moment.date().isoformat(),
            "yaomai:species": one.herb.species,
        },
        certificationInfo=f"https://certificates.yaomai.example/gap/{one.party.number}-{moment.year}",
        **{"yaomai:process": "harvesting"},
    )  # fmt: skip


def _record_wrongly(journal: Journal, one: Cooperative, right: Json, wrong: Json) -> None:
    """The planted error: ten times the weight was typed; four days later it is declared, and the right event is sent."""
    names = ("harvest", plants.CORRECTED_CODE)
    wrong = {"type": wrong["type"], "eventID": event_id(*names, "typed"), **wrong}
    right = {"type": right["type"], "eventID": event_id(*names, "corrected"), **right}
    dug = datetime.fromisoformat(wrong["eventTime"])
    noticed = datetime(dug.year, dug.month + 1, 3, 16, 20, tzinfo=dug.tzinfo)
    declaration = {
        "declarationTime": noticed.isoformat(), "reason": "incorrect_data", "correctiveEventIDs": [right["eventID"]]
    }  # fmt: skip
    journal.write(one.party, wrong)
    journal.write(one.party, {**wrong, "errorDeclaration": declaration}, sent=noticed)
    journal.write(one.party, right, sent=noticed)


def _dry(journal: Journal, one: Cooperative, fresh: Sequence[_Fresh], year: int, seed: int) -> list[Lot]:
    """Some plots' roots go into the drying room together. A lot is for sale when the laboratory found it conformant."""
    found = []
    for place_in_year, start in enumerate(range(0, len(fresh), _PLOTS_PER_DRYING)):
        chance = Chance(seed, f"drying/{one.code}/{year}/{place_in_year}")
        batch = fresh[start : start + _PLOTS_PER_DRYING]
        total = sum(part.grams for part in batch)
        code = f"{one.code}{year % 100}G{place_in_year + 1:02d}"
        per_mille = plants.FRAUD_GAIN if code == plants.FRAUD_CODE else chance.between(*one.herb.dried_per_mille)
        done = later(max(part.moment for part in batch), chance, 9, 13)
        lot = Lot(
            dried_of(one.party, one.herb).lot(code), code, one.herb, total * per_mille // 1000 // 100 * 100, done, one.party,
            one.party.place(3),
        )  # fmt: skip
        journal.write(one.party, _drying(one, batch, lot, chance))
        tested = later(done, chance, 2, 4)
        fate, fault = _FAILS.get((one.code, year, place_in_year), _SOUND)
        inspected(journal, Report(TESTER, f"DX{tested:%y%m}-{code}", fault), lot.uri, lot.place, tested)
        lot.ready = tested
        if fate == "destroyed":
            destroyed(journal, one.party, Load(parts=((lot.uri, lot.grams),)), lot.place, later(tested, chance, 6, 12))
            continue
        if fate == "redried":
            lot = _redried(journal, one, lot, chance)
        found.append(lot)
    return found


def _drying(one: Cooperative, batch: Sequence[_Fresh], lot: Lot, chance: Chance) -> Json:
    begun = lot.ready - timedelta(days=8)
    report = {
        "minValue": chance.between(180, 240),
        "maxValue": chance.between(480, 560),
        "meanValue": chance.between(360, 420),
    }
    return event(
        "TransformationEvent",
        lot.ready,
        "creating_class_instance",
        "in_progress",
        one.party.place(2),
        location=lot.place,
        inputQuantityList=[mass(part.lot, part.grams, one.weighs_in) for part in batch],
        outputQuantityList=[mass(lot.uri, lot.grams, one.weighs_in)],
        ilmd={
            "cbvmda:descriptionShort": f"{one.herb.name}（干）",
            "cbvmda:lotNumber": lot.code,
            "yaomai:species": one.herb.species,
        },
        sensorElementList=[
            {
                "sensorMetadata": {
                    "startTime": begun.isoformat(),
                    "endTime": lot.ready.isoformat(),
                    "deviceID": gs1_keys.individual_asset(one.party.number, "DRYER1"),
                },
                "sensorReport": [{"type": "Temperature", "uom": "CEL", **{k: v / 10 for k, v in report.items()}}],
            }
        ],
        **{"yaomai:process": "drying", "yaomai:maxLoss": float(one.herb.greatest_loss)},
    )


def _redried(journal: Journal, one: Cooperative, lot: Lot, chance: Chance) -> Lot:
    """Moisture was too high: the whole lot is dried once more, becomes another lot, and is tested again."""
    held = later(lot.ready, chance, 0, 1)
    journal.write(
        one.party,
        event(
            "ObjectEvent",
            held if held > lot.ready else lot.ready + timedelta(minutes=50),
            "holding",
            "non_sellable_other",
            lot.place,
            action="OBSERVE",
            quantityList=[mass(lot.uri, lot.grams)],
        ),
    )
    done = later(lot.ready, chance, 5, 7)
    again = Lot(
        dried_of(one.party, one.herb).lot(f"{lot.code}R"),
        f"{lot.code}R",
        one.herb,
        lot.grams * chance.between(935, 960) // 1000 // 100 * 100,
        done,
        one.party,
        lot.place,
    )
    journal.write(
        one.party,
        event(
            "TransformationEvent", done, "creating_class_instance", "in_progress", one.party.place(2), location=lot.place,
            inputQuantityList=[mass(lot.uri, lot.grams)], outputQuantityList=[mass(again.uri, again.grams)],
            ilmd={"cbvmda:descriptionShort": f"{one.herb.name}（干）", "cbvmda:lotNumber": again.code},
            **{"yaomai:process": "drying", "yaomai:maxLoss": 0.1},
        ),
    )  # fmt: skip
    again.ready = later(done, chance, 2, 4)
    report = Report(TESTER, f"DX{again.ready:%y%m}-{again.code}")
    inspected(journal, report, again.uri, again.place, again.ready)
    return again
