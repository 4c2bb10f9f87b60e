"""How do dried herbs become slices in the made-up year: sold in crates or loose, stored, sliced, tested?"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from yaomai.demo import gs1_keys, plants
from yaomai.demo.chance import Chance
from yaomai.demo.clock import END, at, working
from yaomai.demo.journal import Journal, event, mass
from yaomai.demo.province import (
    HERBS,
    PROCESSOR,
    PROCESSORS,
    SMALL_PROCESSOR,
    TESTER,
    TRADERS,
    WAREHOUSE,
    Party,
    Place,
    slices_of,
)
from yaomai.demo.stock import Load, Lot, Papers, Report, consign, destroyed, inspected, later, paper

_BUYERS = (PROCESSOR, SMALL_PROCESSOR, PROCESSOR, WAREHOUSE, PROCESSOR, TRADERS[0], PROCESSOR, WAREHOUSE, TRADERS[1])
_CRATE_GRAMS = 120_000
_SLICING_LOSS = 0.12
# Slices in which the laboratory finds a fault are destroyed: the n-th lot of this processor in this year's harvest.
_FAILS = {(SMALL_PROCESSOR.number, 2024, 0), (PROCESSOR.number, 2025, 5)}


def process(journal: Journal, dried: Sequence[Lot], seed: int) -> list[Lot]:
    """Sell the cooperatives' dried lots and slice what the processors buy; returns the slices found conformant, by time."""
    for one in (*PROCESSORS, WAREHOUSE, *TRADERS):
        journal.name(one, one, *(one.place(n + 1) for n in range(len(one.rooms))))
    for processor in PROCESSORS:
        journal.name(processor, *(slices_of(processor, herb) for herb in HERBS))
    raw = _sold(journal, dried, seed)
    slices = [one for processor in PROCESSORS for one in _sliced(journal, processor, raw, seed)]
    return sorted(slices, key=lambda one: (one.ready, one.uri))


def _sold(journal: Journal, dried: Sequence[Lot], seed: int) -> list[Lot]:
    """Every dried lot goes to a buyer; returns those in the hands of a processor."""
    turn: dict[tuple[str, int], int] = {}
    crates = _Crates()
    found = []
    for lot in dried:
        chance = Chance(seed, f"selling/{lot.uri}")
        kind = (lot.herb.code if lot.herb else "", lot.ready.year)
        buyer = _BUYERS[turn.get(kind, 0) % len(_BUYERS)]
        if lot.code == plants.FRAUD_CODE:
            buyer = SMALL_PROCESSOR
        elif lot.code == plants.RECALLED_SOURCE:
            buyer = PROCESSOR
        else:
            turn[kind] = turn.get(kind, 0) + 1
        if buyer is PROCESSOR:
            _send_in_crates(journal, lot, crates, chance)
        else:
            _send_loose(journal, lot, buyer, later(lot.ready, chance, 1, 4), chance)
        if buyer is WAREHOUSE:
            out = working((lot.ready + timedelta(days=chance.between(60, 170))).date(), chance)
            if out > at(END, 0):
                continue
            _send_loose(journal, lot, PROCESSOR, out, chance)
        if buyer not in TRADERS:
            found.append(lot)
    return found


def _send_loose(journal: Journal, lot: Lot, buyer: Party, moment: datetime, chance: Chance) -> None:
    papers = Papers(desadv=paper(lot.holder, "FH", f"{moment:%Y%m%d}-{lot.code}"))
    load = Load(parts=((lot.uri, lot.grams),))
    end = buyer.place(1)
    lot.ready = consign(journal, load, (lot.holder, lot.place), (buyer, end), moment, chance, papers)
    lot.holder, lot.place = buyer, end
    if buyer is WAREHOUSE:
        room = buyer.place(2)
        stored = lot.ready + timedelta(minutes=chance.between(40, 110))
        journal.write(
            buyer,
            event(
                "ObjectEvent",
                stored,
                "storing",
                "in_progress",
                room,
                action="OBSERVE",
                quantityList=[mass(lot.uri, lot.grams)],
            ),
        )
        lot.place = room


class _Crates:
    """The processor's crates; each is lent to one grower after another, the one longest at home first."""

    def __init__(self) -> None:
        self._home: list[tuple[datetime, str]] = []
        self._bought = 0

    def lend(self, journal: Journal, many: int, to: tuple[Party, Place], moment: datetime, chance: Chance) -> list[str]:
        """So many crates that are at home by then go out empty; new ones are bought when there are not enough."""
        self._home.sort()
        lent = [crate for back, crate in self._home if back < moment][:many]
        self._home = [one for one in self._home if one[1] not in lent]
        home = PROCESSOR.place(1)
        bought = range(self._bought + 1, self._bought + 1 + many - len(lent))
        if bought:
            new = [gs1_keys.returnable_asset(PROCESSOR.number, 1, f"K{number:04d}") for number in bought]
            coded = event(
                "ObjectEvent", moment - timedelta(days=1), "commissioning", "active", home, action="ADD", epcList=new
            )
            journal.write(PROCESSOR, coded)
            self._bought += len(new)
            lent += new
        consign(journal, Load(units=tuple(lent)), (PROCESSOR, home), to, moment, chance)
        return lent

    def come_home(self, crates: Sequence[str], moment: datetime) -> None:
        """They are empty again."""
        self._home += [(moment, crate) for crate in crates]


def _send_in_crates(journal: Journal, lot: Lot, crates: _Crates, chance: Chance) -> None:
    """The lot is put into the buyer's crates, travels in them with a logger on the lorry, and is taken out there."""
    grower, here, there = lot.holder, lot.place, PROCESSOR.place(1)
    begun = later(lot.ready, chance, 2, 4)
    sent = working((begun - timedelta(days=1)).date(), chance, 8, 10)
    lent = crates.lend(journal, -(-lot.grams // _CRATE_GRAMS), (grower, here), sent, chance)
    rest = lot.grams
    for number, crate in enumerate(lent):
        inside = min(_CRATE_GRAMS, rest)
        rest -= inside
        journal.write(
            grower,
            event(
                "AggregationEvent", begun + timedelta(minutes=7 * number), "packing", "in_progress", here, action="ADD",
                parentID=crate, childQuantityList=[mass(lot.uri, inside)],
            ),
        )  # fmt: skip
    left = begun + timedelta(minutes=7 * len(lent) + chance.between(20, 50))
    papers = Papers(po=paper(PROCESSOR, "CG", lot.code), desadv=paper(grower, "FH", f"{left:%Y%m%d}-{lot.code}"))
    lorry = gs1_keys.individual_asset(PROCESSOR.number, f"LORRY{chance.between(1, 4)}")
    logger = gs1_keys.individual_asset(PROCESSOR.number, f"LOGGER{lot.code}")
    _logger(journal, grower, here, lorry, logger, left - timedelta(minutes=8), "ADD")
    load = Load(units=tuple(lent))
    arrived = consign(journal, load, (grower, here), (PROCESSOR, there), left, chance, papers)
    _logger(journal, PROCESSOR, there, lorry, logger, arrived + timedelta(minutes=10), "DELETE")
    emptied = arrived + timedelta(minutes=chance.between(60, 150))
    for number, crate in enumerate(lent):
        journal.write(
            PROCESSOR,
            event(
                "AggregationEvent", emptied + timedelta(minutes=3 * number), "unpacking", "in_progress", there, action="DELETE",
                parentID=crate,
            ),
        )  # fmt: skip
    lot.ready = emptied + timedelta(minutes=3 * len(lent) + 15)
    crates.come_home(lent, lot.ready)
    lot.holder, lot.place = PROCESSOR, there


def _logger(
    journal: Journal, party: Party, where: Place, lorry: str, logger: str, moment: datetime, action: str
) -> None:
    step = "installing" if action == "ADD" else "removing"
    journal.write(
        party,
        event(
            "AssociationEvent", moment, step, "in_progress", where, action=action, parentID=lorry, childEPCs=[logger]
        ),
    )


def _sliced(journal: Journal, processor: Party, raw: Sequence[Lot], seed: int) -> list[Lot]:
    """One or two dried lots of a herb become a lot of slices."""
    found: list[Lot] = []
    codes: set[str] = set()
    made = {2024: 0, 2025: 0}
    for herb in HERBS:
        waiting = sorted(
            (one for one in raw if one.holder is processor and one.herb is herb), key=lambda one: (one.ready, one.uri)
        )
        while waiting:
            first = waiting.pop(0)
            chance = Chance(seed, f"slicing/{first.uri}")
            used = [first]
            is_story = first.code == plants.RECALLED_SOURCE
            if waiting and not is_story and _goes_with(first, waiting[0]) and chance.between(0, 2):
                used.append(waiting.pop(0))
            day = later(used[-1].ready, chance, 4, 40)
            if is_story:
                day = working(plants.RECALLED_ON, chance)
            if day > at(END, 0):
                continue
            code = _free_code(f"{herb.code}{day:%y%m%d}", codes)
            codes.add(code)
            lot = _slice(journal, processor, used, code, day, chance)
            harvest = 2024 if day.date() < date(2025, 10, 15) else 2025
            fails = (processor.number, harvest, made[harvest]) in _FAILS and not is_story
            made[harvest] += 1
            if _released(journal, lot, chance, conformant=not fails):
                found.append(lot)
    return found


def _free_code(wished: str, taken: set[str]) -> str:
    """The code, with a number after it when other lots of that day have it."""
    if wished not in taken:
        return wished
    return next(code for code in (f"{wished}-{number}" for number in count(2)) if code not in taken)


def _goes_with(first: Lot, second: Lot) -> bool:
    return (
        second.code not in (plants.RECALLED_SOURCE, plants.FRAUD_CODE)
        and first.code != plants.FRAUD_CODE
        and second.ready - first.ready < timedelta(days=20)
    )


def _slice(journal: Journal, processor: Party, used: Sequence[Lot], code: str, day: datetime, chance: Chance) -> Lot:
    herb = used[0].herb
    assert herb is not None, "a dried lot has its herb"  # noqa: S101  # said for the type checker
    total = sum(one.grams for one in used)
    lot = Lot(
        slices_of(processor, herb).lot(code), code, herb, total * chance.between(925, 960) // 1000 // 100 * 100, day, processor,
        processor.place(3),
    )  # fmt: skip
    journal.write(
        processor,
        event(
            "TransformationEvent", day, "creating_class_instance", "in_progress", processor.place(2), location=lot.place,
            inputQuantityList=[mass(one.uri, one.take(one.grams)) for one in used], outputQuantityList=[mass(lot.uri, lot.grams)],
            bizTransactionList=[{"type": "prodorder", "bizTransaction": paper(processor, "SC", code)}],
            ilmd={
                "cbvmda:descriptionShort": f"{herb.name}片",
                "cbvmda:lotNumber": code,
                "cbvmda:itemExpirationDate": (day.date() + timedelta(days=1095)).isoformat(),
                "yaomai:species": herb.species,
            },
            **{"yaomai:process": "slicing", "yaomai:maxLoss": _SLICING_LOSS},
        ),
    )  # fmt: skip
    return lot


def _released(journal: Journal, lot: Lot, chance: Chance, *, conformant: bool) -> bool:
    """Whether the laboratory lets the slices go; those it does not are destroyed."""
    tested = later(lot.ready, chance, 2, 5)
    fault = "" if conformant else "黄曲霉毒素总量 14 μg/kg，限度 10 μg/kg"
    inspected(journal, Report(TESTER, f"DX{tested:%y%m}-{lot.code}", fault), lot.uri, lot.place, tested)
    lot.ready = tested + timedelta(hours=2)
    if not conformant:
        destroyed(journal, lot.holder, Load(parts=((lot.uri, lot.grams),)), lot.place, later(tested, chance, 8, 15))
    return conformant
