"""What happens in the demonstration's made-up year, and which documents do its parties send?

    growing → processing → medicine → trade, and the sensors of the stores

One whole number decides all of it: the same seed and scale give the same bytes.
"""

from yaomai.demo import growing, medicine, plants, processing, storage, trade
from yaomai.demo.journal import Delivery, Journal
from yaomai.demo.size import size

SEED = 20260331


def deliveries(scale: int = 1, seed: int = SEED) -> list[Delivery]:
    """Every document of the year in the order of sending. Raises ValueError for a scale outside 0 to 50."""
    extent, journal = size(scale), Journal(rhythm="" if scale else "quarter")
    dried = growing.grow(journal, extent, seed)
    slices = processing.process(journal, dried, seed)
    recalled = next(one for one in slices if one.uri == plants.RECALLED_LOT)
    shelf = medicine.Shelf(slices)
    cases = medicine.make_medicine(journal, shelf, extent, seed)
    trade.sell_packs(journal, cases, extent, seed)
    trade.dispense_slices(journal, shelf, recalled, extent, seed)
    trade.test_again(journal)
    storage.report(journal, extent, seed)
    return journal.deliveries()
