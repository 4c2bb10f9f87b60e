"""How does the made-up factory turn slices into serialised packs, packs into cases, and cases into pallets that leave by lorry?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yaomai.demo import gs1_keys, plants
from yaomai.demo.chance import Chance
from yaomai.demo.clock import BEGIN, working
from yaomai.demo.journal import Journal, Json, event, mass, transactions
from yaomai.demo.province import (
    CITY_TESTER,
    DEXTRIN,
    EXCIPIENTS,
    MANUFACTURER,
    MEDICINES,
    REGIONS,
    Herb,
    Medicine,
    Party,
    Place,
    Region,
)
from yaomai.demo.size import Size
from yaomai.demo.stock import Load, Lot, Papers, Report, consign, inspected, later, paper

GRAMS_A_PACK = 120
_SAMPLES = 3
_CASES_A_PALLET = 12
_CHUNK = 350
"""So many packs one event of the packing line names."""
_WEIGHTS = (10, 5, 6)
"""How the wholesalers share a batch."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its packs, at a wholesaler since `ready`."""

    uri: str
    packs: tuple[str, ...]
    ready: datetime
    region: Region


class Shelf:
    """The slices that may be sold, of both processors; whoever needs some takes the oldest lot that has enough."""

    def __init__(self, slices: Sequence[Lot]) -> None:
        self._slices = list(slices)

    def take(self, herb: Herb, grams: int, by: datetime, story: str = "") -> list[tuple[Lot, int]]:
        """Lots ready by then, with the grams of each. The recalled lot is for those parts of the story that name it."""
        open_lots = [
            one for one in self._slices
            if one.herb is herb and one.ready <= by and one.grams and (one.uri == plants.RECALLED_LOT) == bool(story)
        ]  # fmt: skip
        whole = next((one for one in open_lots if one.grams >= grams), None)
        found = []
        for lot in [whole] if whole else open_lots:
            if grams:
                taken = lot.take(grams)
                grams -= taken
                found.append((lot, taken))
        if grams:
            raise ValueError(f"{grams} g of {herb.name} are short on {by:%Y-%m-%d}: the year's harvests are too small")
        return found


def make_medicine(journal: Journal, shelf: Shelf, size: Size, seed: int) -> list[Case]:
    """A year's batches; returns the cases as they lie at the wholesalers."""
    journal.name(MANUFACTURER, MANUFACTURER, *(MANUFACTURER.place(n) for n in range(1, 6)))
    journal.name(MANUFACTURER, *(p for one in MEDICINES for p in (one.pack, one.granules, one.extract)))
    journal.name(EXCIPIENTS, EXCIPIENTS, EXCIPIENTS.place(1), DEXTRIN)
    for tester in (CITY_TESTER,):
        journal.name(tester, tester, tester.place(1))
    for region in REGIONS:
        journal.name(region.wholesaler, region.wholesaler, region.wholesaler.place(1), region.wholesaler.place(2))
    units = _Units()
    found: list[Case] = []
    for slot in size.slots:
        for number in range(1, size.batches + 1):
            day = BEGIN + timedelta(days=9 + 14 * slot)
            medicine = MEDICINES[slot % len(MEDICINES)]
            batch = _Batch(
                medicine, f"{medicine.code}{day:%y%m%d}{number:02d}", size, Chance(seed, f"batch/{slot}/{number}")
            )
            made = batch.make(journal, shelf, working(day, batch.chance))
            found += _deliver(journal, batch, made, units)
    return found


@dataclass(slots=True)
class _Batch:
    medicine: Medicine
    code: str
    size: Size
    chance: Chance
    packs: tuple[str, ...] = ()

    def make(self, journal: Journal, shelf: Shelf, day: datetime) -> datetime:
        """Extract, granulate, pack and test; returns when the batch was released."""
        granules = self.size.packs * GRAMS_A_PACK * 102 // 100
        extract = granules * 42 // 100
        dextrin = granules * 66 // 100
        slices = extract * 4
        extracted = self._extract(journal, self._buy(journal, shelf, slices, day), extract, day)
        excipient = self._buy_dextrin(journal, dextrin, day)
        granulated = later(extracted, self.chance, 1, 2)
        self._transform(
            journal,
            "granulation",
            granulated,
            self.medicine.granules.name,
            [(self.medicine.extract.lot(self.code), extract), (excipient, dextrin)],
            (self.medicine.granules.lot(self.code), granules),
            0.15,
        )
        packed = self._pack(journal, later(granulated, self.chance, 1, 3))
        tested = later(packed, self.chance, 3, 6)
        report = Report(CITY_TESTER, f"LZ{self.code}")
        inspected(journal, report, self.medicine.pack.lot(self.code), MANUFACTURER.place(5), tested)
        return later(tested, self.chance, 1, 2)

    def _buy(self, journal: Journal, shelf: Shelf, slices: int, day: datetime) -> list[list[tuple[Lot, int]]]:
        """Slices of each herb, brought by the processor some days before; a list of lots and grams for each herb."""
        bought = []
        for herb, share in self.medicine.herbs:
            moment = working((day - timedelta(days=self.chance.between(4, 7))).date(), self.chance, 8, 12)
            is_story = self.code == plants.RECALLED_BATCH and herb is self.medicine.herbs[0][0]
            taken = shelf.take(herb, slices * share // 100 // 100 * 100, moment, "recall" if is_story else "")
            for lot, grams in taken:
                papers = Papers(
                    paper(MANUFACTURER, "CG", f"{self.code}-{lot.code}"),
                    paper(lot.holder, "FH", f"{self.code}-{lot.code}"),
                )
                start, end = (lot.holder, lot.place), (MANUFACTURER, MANUFACTURER.place(1))
                consign(journal, Load(parts=((lot.uri, grams),)), start, end, moment, self.chance, papers)
            bought.append(taken)
        return bought

    def _buy_dextrin(self, journal: Journal, grams: int, day: datetime) -> str:
        lot = DEXTRIN.lot(f"HJ{self.code[2:]}")
        made = working((day - timedelta(days=self.chance.between(12, 20))).date(), self.chance)
        where = EXCIPIENTS.place(1)
        ilmd = {"cbvmda:descriptionShort": DEXTRIN.name, "cbvmda:lotNumber": lot.rpartition("/")[2]}
        commissioned = event(
            "ObjectEvent",
            made,
            "commissioning",
            "active",
            where,
            action="ADD",
            quantityList=[mass(lot, grams)],
            ilmd=ilmd,
        )
        journal.write(EXCIPIENTS, commissioned)
        end = (MANUFACTURER, MANUFACTURER.place(1))
        consign(
            journal, Load(parts=((lot, grams),)), (EXCIPIENTS, where), end, later(made, self.chance, 1, 3), self.chance
        )
        return lot

    def _extract(self, journal: Journal, bought: list[list[tuple[Lot, int]]], extract: int, day: datetime) -> datetime:
        """One transformation told in several events: each herb goes in at its own hour, the extract comes out the next day."""
        joined = gs1_keys.document(MANUFACTURER.number, 2, self.code)
        shared: Json = {
            "transformationID": joined,
            "bizTransactionList": transactions(prodorder=gs1_keys.document(MANUFACTURER.number, 3, self.code)),
            "yaomai:process": "extraction",
            "yaomai:maxLoss": 0.85,
        }
        where = MANUFACTURER.place(2)
        kind, step = "TransformationEvent", "creating_class_instance"
        for number, taken in enumerate(bought):
            put_in = [mass(lot.uri, grams) for lot, grams in taken]
            moment = day + timedelta(minutes=75 * number)
            journal.write(
                MANUFACTURER, event(kind, moment, step, "in_progress", where, inputQuantityList=put_in, **shared)
            )
        done = later(day, self.chance, 1, 1)
        ilmd = {"cbvmda:descriptionShort": self.medicine.extract.name, "cbvmda:lotNumber": self.code}
        out = [mass(self.medicine.extract.lot(self.code), extract)]
        journal.write(
            MANUFACTURER, event(kind, done, step, "in_progress", where, outputQuantityList=out, ilmd=ilmd, **shared)
        )
        return done

    def _transform(
        self,
        journal: Journal,
        process: str,
        moment: datetime,
        name: str,
        inputs: list[tuple[str, int]],
        output: tuple[str, int],
        loss: float,
    ) -> None:
        where = MANUFACTURER.place(3)
        journal.write(
            MANUFACTURER,
            event(
                "TransformationEvent", moment, "creating_class_instance", "in_progress", where,
                inputQuantityList=[mass(lot, grams) for lot, grams in inputs], outputQuantityList=[mass(*output)],
                ilmd={"cbvmda:descriptionShort": name, "cbvmda:lotNumber": self.code},
                **{"yaomai:process": process, "yaomai:maxLoss": loss},
            ),
        )  # fmt: skip

    def _pack(self, journal: Journal, begun: datetime) -> datetime:
        """The packing line fills and codes the packs; samples stay at the factory."""
        granules = self.medicine.granules.lot(self.code)
        self.packs = tuple(self.medicine.pack.pack(plants.serial(self.code, n)) for n in range(self.size.packs))
        expires = (begun.date() + timedelta(days=730)).isoformat()
        moment = begun
        for start in range(0, len(self.packs), _CHUNK):
            packs = self.packs[start : start + _CHUNK]
            journal.write(
                MANUFACTURER,
                event(
                    "TransformationEvent", moment, "packing", "in_progress", MANUFACTURER.place(4), location=MANUFACTURER.place(5),
                    inputQuantityList=[mass(granules, len(packs) * GRAMS_A_PACK * 102 // 100)], outputEPCList=list(packs),
                    ilmd={
                        "cbvmda:descriptionShort": self.medicine.pack.name,
                        "cbvmda:lotNumber": self.code,
                        "cbvmda:itemExpirationDate": expires,
                        "cbvmda:netWeight": {"value": GRAMS_A_PACK, "unitCode": "GRM"},
                    },
                    **{"yaomai:process": "packing", "yaomai:maxLoss": 0.03},
                ),
            )  # fmt: skip
            moment += timedelta(minutes=self.chance.between(50, 70))
        samples = event(
            "ObjectEvent",
            moment + timedelta(minutes=45),
            "sampling",
            "unavailable",
            MANUFACTURER.place(5),
            action="OBSERVE",
            epcList=list(self.packs[-_SAMPLES:]),
        )
        journal.write(MANUFACTURER, samples)
        return moment


class _Units:
    """The factory's SSCCs, one after the other; the labels are printed for a whole batch."""

    def __init__(self) -> None:
        self._last = 0

    def label(self, journal: Journal, extension: int, many: int, moment: datetime) -> list[str]:
        """So many new units, which are coded at that moment."""
        first = self._last + 1
        self._last += many
        units = [gs1_keys.logistic_unit(MANUFACTURER.number, extension, first + number) for number in range(many)]
        where = MANUFACTURER.place(5)
        journal.write(
            MANUFACTURER, event("ObjectEvent", moment, "commissioning", "active", where, action="ADD", epcList=units)
        )
        return units


def _deliver(journal: Journal, batch: _Batch, released: datetime, units: _Units) -> list[Case]:
    """Cases are filled when the batch is released, put on pallets for each wholesaler, and sent."""
    where, step = MANUFACTURER.place(5), batch.size.packs_per_case
    packs = batch.packs[:-_SAMPLES]
    starts = range(0, len(packs), step)
    coded = units.label(journal, 0, len(starts), released)
    cases = [(uri, packs[start : start + step]) for uri, start in zip(coded, starts, strict=True)]
    for number, (uri, inside) in enumerate(cases, start=1):
        journal.write(MANUFACTURER, _put_into(uri, inside, released + timedelta(minutes=2 * number), where))
    found: list[Case] = []
    begun = released + timedelta(minutes=2 * len(cases) + 20)
    shares = _shares(len(cases))
    for region, many in zip(REGIONS, shares, strict=True):
        mine, cases = cases[:many], cases[many:]
        if not mine:
            continue
        pallets = units.label(journal, 1, -(-len(mine) // _CASES_A_PALLET), begun + timedelta(minutes=2))
        for number, pallet in enumerate(pallets):
            on_it = [uri for uri, _ in mine[number * _CASES_A_PALLET : (number + 1) * _CASES_A_PALLET]]
            begun += timedelta(minutes=6)
            journal.write(MANUFACTURER, _put_into(pallet, on_it, begun, where))
        arrived = _send(
            journal,
            batch,
            region.wholesaler,
            pallets,
            sum(len(inside) for _, inside in mine),
            begun + timedelta(minutes=25),
        )
        ready = _take_apart(journal, region.wholesaler, pallets, mine, arrived + timedelta(minutes=40))
        found += [Case(uri, inside, ready, region) for uri, inside in mine]
    return found


def _shares(cases: int) -> list[int]:
    """How many cases each wholesaler gets; the first gets what is left over, and so the first case."""
    others = [cases * weight // sum(_WEIGHTS) for weight in _WEIGHTS[1:]]
    return [cases - sum(others), *others]


def _put_into(parent: str, children: Sequence[str], moment: datetime, where: Place) -> Json:
    return event(
        "AggregationEvent", moment, "packing", "in_progress", where, action="ADD", parentID=parent, childEPCs=list(children)
    )  # fmt: skip


def _send(
    journal: Journal, batch: _Batch, buyer: Party, pallets: Sequence[str], packs: int, moment: datetime
) -> datetime:
    """By lorry, with a logger on it that reports the temperature of the journey; the invoice follows."""
    code = f"{batch.code}-{buyer.number}"
    papers = Papers(paper(buyer, "CG", code), paper(MANUFACTURER, "FH", code))
    order = event(
        "TransactionEvent",
        moment - timedelta(days=2, minutes=batch.chance.between(1, 90)),
        None,
        None,
        buyer.place(1),
        action="ADD",
        bizTransactionList=transactions(po=papers.po),
        quantityList=[{"epcClass": batch.medicine.pack.uri, "quantity": packs}],
    )
    journal.write(buyer, order)
    lorry = gs1_keys.individual_asset(MANUFACTURER.number, f"LORRY{batch.chance.between(1, 6)}")
    logger = gs1_keys.individual_asset(MANUFACTURER.number, f"LOGGER{code.replace('-', '')}")
    here, there = MANUFACTURER.place(5), buyer.place(1)
    _associate(journal, MANUFACTURER, here, (lorry, logger), moment - timedelta(minutes=9), "ADD")
    load = Load(units=tuple(pallets))
    arrived = consign(
        journal, load, (MANUFACTURER, here), (buyer, there), moment, batch.chance, papers,
        persistentDisposition={"set": ["completeness_verified"]},
    )  # fmt: skip
    _associate(journal, buyer, there, (lorry, logger), arrived + timedelta(minutes=12), "DELETE")
    invoice = event(
        "TransactionEvent", later(arrived, batch.chance, 1, 2), None, None, here, action="ADD",
        bizTransactionList=transactions(inv=paper(MANUFACTURER, "FP", code), desadv=papers.desadv), epcList=list(pallets),
    )  # fmt: skip
    journal.write(MANUFACTURER, invoice)
    return arrived


def _associate(
    journal: Journal, party: Party, where: Place, pair: tuple[str, str], moment: datetime, action: str
) -> None:
    step = "installing" if action == "ADD" else "removing"
    journal.write(
        party,
        event(
            "AssociationEvent", moment, step, "in_progress", where, action=action, parentID=pair[0], childEPCs=[pair[1]]
        ),
    )


def _take_apart(
    journal: Journal,
    buyer: Party,
    pallets: Sequence[str],
    cases: Sequence[tuple[str, tuple[str, ...]]],
    moment: datetime,
) -> datetime:
    """The wholesaler takes the cases off the pallets and stores them."""
    for number, pallet in enumerate(pallets):
        inside = [uri for uri, _ in cases[number * _CASES_A_PALLET : (number + 1) * _CASES_A_PALLET]]
        journal.write(
            buyer,
            event(
                "AggregationEvent",
                moment + timedelta(minutes=9 * number),
                "unpacking",
                "in_progress",
                buyer.place(1),
                location=buyer.place(2),
                action="DELETE",
                parentID=pallet,
                childEPCs=inside,
            ),
        )
    stored = moment + timedelta(minutes=9 * len(pallets) + 5)
    journal.write(
        buyer,
        event(
            "ObjectEvent",
            stored,
            "storing",
            "sellable_not_accessible",
            buyer.place(2),
            action="OBSERVE",
            epcList=[uri for uri, _ in cases],
        ),
    )
    return stored
