"""How do packs reach people in the made-up year: from the wholesaler's case to the shop's counter; and slices by prescription?"""

import heapq
from collections.abc import Sequence
from datetime import datetime, timedelta

from yaomai.demo import plants
from yaomai.demo.chance import Chance
from yaomai.demo.clock import BEGIN, END, at, opened, working
from yaomai.demo.journal import Journal, event, mass
from yaomai.demo.medicine import Case, Shelf
from yaomai.demo.province import CITY_TESTER, HERBS, HOSPITALS, PROCESSOR, REGIONS, Herb, Party, Region
from yaomai.demo.size import Size
from yaomai.demo.stock import Load, Lot, Papers, Report, consign, destroyed, inspected, paper

_SHOP_OPENS, _SHOP_CLOSES = 8, 21
_LAST_SENDING = at(END, 0) - timedelta(days=4)
_DAMAGED_ONE_IN = 400
_TWO_PACKS_ONE_IN = 20
_PURCHASES = 4
_DAYS_BETWEEN_PURCHASES = 91
_RETESTED = at(END, 10, 35) - timedelta(days=1)
_SOLD_AGAIN_AFTER = timedelta(days=23, hours=2, minutes=11)


def sell_packs(journal: Journal, cases: Sequence[Case], size: Size, seed: int) -> None:
    """Each wholesaler sends its cases to the shop that will be short first; each shop sells pack by pack."""
    for region in REGIONS:
        for seller in region.sellers:
            journal.name(seller, seller, *(seller.place(n + 1) for n in range(len(seller.rooms))))
        counters = [_Counter(seller, size, seed) for seller in region.sellers]
        short = [(at(BEGIN, 0), number, counter) for number, counter in enumerate(counters)]
        heapq.heapify(short)
        mine = sorted((case for case in cases if case.region is region), key=lambda case: case.ready)
        for case in mine:
            wanted, number, counter = heapq.heappop(short)
            counter.buy(journal, region, case, wanted - timedelta(days=2))
            heapq.heappush(short, (counter.sold_out, number, counter))


class _Counter:
    """A pharmacy's counter, or the window of a hospital: it opens a case when the one before is nearly sold."""

    def __init__(self, seller: Party, size: Size, seed: int) -> None:
        self.seller = seller
        self.sold_out = at(BEGIN, 9)
        self._seed = seed
        self._gap = size.seconds_between_sales
        self._is_hospital = seller.kind == "institution"

    def buy(self, journal: Journal, region: Region, case: Case, wanted: datetime) -> None:
        """The case comes from the wholesaler, is opened, and sold from."""
        chance = Chance(self._seed, f"case/{case.uri}")
        seller, wholesaler = self.seller, region.wholesaler
        moment = opened(max(case.ready + timedelta(hours=chance.between(18, 40)), wanted), chance)
        if moment > _LAST_SENDING:
            return
        code = f"{case.uri[-9:]}"
        papers = Papers(paper(seller, "CG", code), paper(wholesaler, "FH", code), paper(wholesaler, "FP", code))
        store, counter = seller.place(1), seller.place(len(seller.rooms))
        start, end = (wholesaler, wholesaler.place(2)), (seller, store)
        received = consign(journal, Load(units=(case.uri,)), start, end, moment, chance, papers)
        emptied = received + timedelta(minutes=chance.between(20, 90))
        journal.write(
            seller,
            event(
                "AggregationEvent", emptied, "unpacking", "sellable_accessible", store, location=counter, action="DELETE",
                parentID=case.uri,
            ),
        )  # fmt: skip
        self._sell(journal, case.packs, max(emptied + timedelta(minutes=15), self.sold_out), chance)

    def _sell(self, journal: Journal, packs: Sequence[str], begun: datetime, chance: Chance) -> None:
        moment, rest = begun, list(packs)
        while rest:
            moment = _in_shop_hours(moment + timedelta(seconds=self._gap * chance.between(20, 180) // 100), chance)
            if moment.date() > END:
                break
            alone = rest[0] in (plants.DUPLICATED_PACK, plants.SHOWN_PACK)
            if not alone and chance.one_in(_DAMAGED_ONE_IN):
                destroyed(
                    journal, self.seller, Load(units=(rest.pop(0),)), self.seller.place(len(self.seller.rooms)), moment
                )
                continue
            many = 1 if alone or not chance.one_in(_TWO_PACKS_ONE_IN) else 2
            if many == 2 and len(rest) > 1 and rest[1] in (plants.DUPLICATED_PACK, plants.SHOWN_PACK):
                many = 1
            sold, rest = rest[:many], rest[many:]
            self._hand_over(journal, sold, moment)
            if plants.DUPLICATED_PACK in sold:
                _sell_again(journal, _in_shop_hours(moment + _SOLD_AGAIN_AFTER, chance))
        self.sold_out = max(moment, self.sold_out)

    def _hand_over(self, journal: Journal, packs: Sequence[str], moment: datetime) -> None:
        step, state = ("dispensing", "dispensed") if self._is_hospital else ("retail_selling", "retail_sold")
        counter = self.seller.place(len(self.seller.rooms))
        journal.write(
            self.seller, event("ObjectEvent", moment, step, state, counter, action="OBSERVE", epcList=list(packs))
        )


def _sell_again(journal: Journal, moment: datetime) -> None:
    """The planted copy: the same code goes over another counter, in another town."""
    other = plants.SOLD_AGAIN_BY
    journal.write(
        other,
        event(
            "ObjectEvent", moment, "retail_selling", "retail_sold", other.place(1), action="OBSERVE",
            epcList=[plants.DUPLICATED_PACK],
        ),
    )  # fmt: skip


def _in_shop_hours(moment: datetime, chance: Chance) -> datetime:
    if moment.hour < _SHOP_OPENS:
        moment = at(moment.date(), _SHOP_OPENS, chance.between(0, 50), chance.between(0, 59))
    elif moment.hour >= _SHOP_CLOSES:
        moment = at(moment.date() + timedelta(days=1), _SHOP_OPENS, chance.between(0, 50), chance.between(0, 59))
    return moment


def dispense_slices(journal: Journal, shelf: Shelf, recalled: Lot, size: Size, seed: int) -> None:
    """Hospitals buy slices every quarter and dispense them gram by gram, by prescription."""
    for hospital in HOSPITALS:
        store = _Store(hospital, recalled, size, seed)
        store.buy_all(journal, shelf)
        store.dispense_all(journal)


class _Store:
    """A hospital's store of slices: for each herb the lots, oldest first."""

    def __init__(self, hospital: Party, recalled: Lot, size: Size, seed: int) -> None:
        self.hospital, self.recalled = hospital, recalled
        self._size = size
        self._chance = Chance(seed, f"hospital/{hospital.number}")
        self._lots: dict[str, list[Lot]] = {herb.code: [] for herb in HERBS}

    def buy_all(self, journal: Journal, shelf: Shelf) -> None:
        """Four purchases of each herb; the last one of 当归 is of the lot that will be recalled."""
        need = max(self._size.prescriptions * 12, 500) // 100 * 100  # grams: a quarter's, with something left over
        for quarter in range(_PURCHASES):
            for herb in HERBS:
                day = BEGIN + timedelta(days=quarter * _DAYS_BETWEEN_PURCHASES + self._chance.between(0, 6))
                moment = working(day, self._chance)
                if quarter == _PURCHASES - 1 and herb is self.recalled.herb:
                    taken = [(self.recalled, self.recalled.take(need))]
                else:
                    taken = shelf.take(herb, need, moment)
                for lot, grams in taken:
                    self._receive(journal, herb, lot, grams, moment)

    def _receive(self, journal: Journal, herb: Herb, lot: Lot, grams: int, moment: datetime) -> None:
        code = f"{lot.code}-{self.hospital.number}-{moment:%m%d}"
        papers = Papers(paper(self.hospital, "CG", code), paper(lot.holder, "FH", code), paper(lot.holder, "FP", code))
        store = self.hospital.place(1)
        start, end = (lot.holder, lot.place), (self.hospital, store)
        load = Load(parts=((lot.uri, grams),))
        received = consign(journal, load, start, end, moment, self._chance, papers)
        self._lots[herb.code].append(Lot(lot.uri, lot.code, herb, grams, received, self.hospital, store))

    def dispense_all(self, journal: Journal) -> None:
        """Prescriptions all year round: two to four herbs, some grams of each for three to seven days."""
        window = self.hospital.place(2)
        days = (END - BEGIN).days - 8
        many = self._size.prescriptions
        for lots in self._lots.values():
            lots.sort(key=lambda one: one.ready)
        last = at(BEGIN, 8)
        for number in range(many):
            day = BEGIN + timedelta(days=8 + number * days // many)
            moment = max(working(day, self._chance, 8, 16), last + timedelta(seconds=self._chance.between(40, 240)))
            last = moment
            parts = [part for herb in self._prescribed() if (part := self._weigh(herb, moment))]
            if parts:
                journal.write(
                    self.hospital,
                    event(
                        "ObjectEvent", moment, "dispensing", "dispensed", window, action="OBSERVE",
                        quantityList=[mass(lot, grams, "GRM") for lot, grams in parts],
                        bizTransactionList=[{"bizTransaction": paper(self.hospital, "CF", f"{moment:%Y%m%d}-{number:05d}")}],
                    ),
                )  # fmt: skip

    def _prescribed(self) -> list[Herb]:
        first, many = self._chance.between(0, 3), self._chance.between(2, 4)
        return [HERBS[(first + n) % len(HERBS)] for n in range(many)]

    def _weigh(self, herb: Herb, moment: datetime) -> tuple[str, int] | None:
        """So much of the oldest lot that has enough and is in the house; of a herb that is out nothing."""
        grams = self._chance.between(6, 15) * self._chance.between(3, 7)
        for lot in self._lots[herb.code]:
            if lot.ready + timedelta(hours=3) <= moment and lot.grams >= grams:
                return lot.uri, lot.take(grams)
        return None


def test_again(journal: Journal) -> None:
    """The planted bad lot: at a check of the market near the end of the year the slices are found not conformant."""
    report = Report(CITY_TESTER, f"LZJ-{plants.RECALLED_CODE}", plants.RECALL_FAULT)
    inspected(journal, report, plants.RECALLED_LOT, PROCESSOR.place(3), _RETESTED)
