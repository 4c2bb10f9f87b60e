"""What has been made, where does it lie, and how much of it is left? The made-up people use only what they have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yaomai.demo import gs1_keys
from yaomai.demo.chance import Chance
from yaomai.demo.clock import on_the_road, opened, working
from yaomai.demo.journal import Journal, Json, event, from_to, mass, transactions
from yaomai.demo.province import Herb, Party, Place


@dataclass(slots=True)
class Lot:
    """A lot with what is left of it: `grams`, since when (`ready`), whose, and at which place."""

    uri: str
    code: str
    herb: Herb | None
    grams: int
    ready: datetime
    holder: Party
    place: Place
    story: str = ""

    def take(self, grams: int) -> int:
        """Use so much of it, or what is left; says how much."""
        taken = min(grams, self.grams)
        self.grams -= taken
        return taken


@dataclass(frozen=True, slots=True)
class Papers:
    """The numbers of an order, a despatch advice and an invoice; empty: there is none."""

    po: str = ""
    desadv: str = ""
    inv: str = ""

    def listed(self) -> list[Json] | None:
        """They as a bizTransactionList."""
        return transactions(po=self.po, desadv=self.desadv, inv=self.inv) or None


def paper(party: Party, kind: str, number: object) -> str:
    """A business transaction's number, in CBV's spelling for parties with a GLN (CBV 2.0, 8.5.2)."""
    return f"urn:epcglobal:cbv:bt:{party.uri.rpartition('/')[2]}:{kind}-{number}"


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent: instances (cases, crates, packs), or parts of lots with their grams."""

    units: tuple[str, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    uom: str = "KGM"

    def members(self) -> Json:
        """epcList or quantityList, or both."""
        said: Json = {}
        if self.units:
            said["epcList"] = list(self.units)
        if self.parts:
            said["quantityList"] = [mass(lot, grams, self.uom) for lot, grams in self.parts]
        return said


def consign(
    journal: Journal, load: Load, start: tuple[Party, Place], end: tuple[Party, Place], moment: datetime, chance: Chance,
    papers: Papers | None = None, **received: Any,
) -> datetime:  # fmt: skip
    """One party ships, the other receives; returns when it was received. `received` are further members of the receipt."""
    (sender, here), (receiver, there) = start, end
    parties = from_to(sender, receiver, here, there)
    listed = papers.listed() if papers else None
    shipped = event(
        "ObjectEvent", moment, "shipping", "in_transit", here, action="OBSERVE", **load.members(), bizTransactionList=listed,
        **parties,
    )  # fmt: skip
    del shipped["bizLocation"]  # on the road it is nowhere (CBV 2.0, 7.1.3)
    journal.write(sender, shipped)
    arrival = opened(moment + on_the_road(here.county, there.county, chance), chance)
    journal.write(
        receiver,
        event(
            "ObjectEvent", arrival, "receiving", "in_progress", there, action="OBSERVE", **load.members(),
            bizTransactionList=listed, **parties, **received,
        ),
    )  # fmt: skip
    return arrival


@dataclass(frozen=True, slots=True)
class Report:
    """A laboratory's report: its number, and the fault that it found; empty: none."""

    tester: Party
    number: str
    fault: str = ""


def inspected(journal: Journal, report: Report, lot: str, where: Place, moment: datetime) -> None:
    """A laboratory states its finding about a lot, which stays where it is."""
    tester, conformant = report.tester, not report.fault
    journal.write(
        tester,
        event(
            "ObjectEvent", moment, "inspecting", "conformant" if conformant else "non_conformant", tester.place(1),
            location=where, action="OBSERVE", quantityList=[{"epcClass": lot}],
            bizTransactionList=transactions(testres=gs1_keys.document(tester.number, 1, report.number)),
            certificationInfo=f"https://certificates.yaomai.example/cnas/{tester.number}",
            **({} if conformant else {"persistentDisposition": {"set": ["non_conformant"]}, "yaomai:finding": report.fault}),
        ),
    )  # fmt: skip


def destroyed(journal: Journal, holder: Party, load: Load, where: Place, moment: datetime) -> None:
    """The holder destroys it."""
    journal.write(
        holder,
        event("ObjectEvent", moment, "destroying", "destroyed", where, action="DELETE", **load.members()),
    )


def later(moment: datetime, chance: Chance, least_days: int, most_days: int) -> datetime:
    """Some days later, in working hours."""
    return working((moment + timedelta(days=chance.between(least_days, most_days))).date(), chance)
