"""How do the made-up registers come into an installation? As files that are imported, by people of the demonstration."""

from collections.abc import Callable
from datetime import datetime, timedelta

from yaomai.archive.operations.keep_file import keep_file
from yaomai.demo.chance import Chance
from yaomai.demo.herb_counties import SEED
from yaomai.demo.people import OFFICIAL, signed_in_as
from yaomai.demo.province import PARTIES, Party
from yaomai.demo.register_doubles import CITY_OFFICIAL, doubles_table, none_is_there
from yaomai.demo.register_land import contradicting_table, cooperative_table, land, waiting_table
from yaomai.demo.register_tables import Table, agency_names, many, people_and_products
from yaomai.errors import InvalidError, YaomaiError
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.import_models import Import
from yaomai.registers.operations.accept_import import accept_import
from yaomai.registers.operations.begin_import import begin_import
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries.imports import an_import
from yaomai.registers.sight import seen_by
from yaomai.standards.spreadsheetml import Sheet, workbook
from yaomai.systems.k08_intermediaries import NEEDS

COUNTY_OFFICIAL, GROWER = "xianguan", "guiyuan"


def load_registers(*, scale: int, numbers: dict[str, int], now: datetime, say: Callable[[str], None]) -> None:
    """Import the made-up workbooks that were not imported yet, and enter the dealings with agencies that organisations rate."""
    size = many(scale)
    waiting = [(OFFICIAL, one, True) for one in (*people_and_products(size), *land(size))]
    waiting += [
        (GROWER, cooperative_table(), True),
        (COUNTY_OFFICIAL, contradicting_table(), True),
        (OFFICIAL, waiting_table(), False),
        (CITY_OFFICIAL, doubles_table(), True),
    ]
    imported = sum(
        _import(signed_in_as(login, now=now), table, accepted=accepted, now=now) for login, table, accepted in waiting
    )
    if imported:
        say(f"imported {imported} workbooks into the registers")
    _dealings(scale, numbers, now)


def _import(viewer: Viewer, table: Table, *, accepted: bool, now: datetime) -> bool:
    """Import one workbook unless it was begun before (then False); every row must be taken where it is accepted."""
    sheet = Sheet(table.sheet, [(head, 16) for head in table.heads], table.rows)
    kept = keep_file(viewer, table.file, workbook([sheet]), now=now)
    if Import.objects.filter(file=kept.record).exists():
        return False
    number = begin_import(viewer, table.kind, kept.record, now=now)
    mapping = an_import(viewer, number).mapping
    if mapping is None:
        raise YaomaiError(f"{table.file} cannot be opened")
    map_columns(viewer, number, mapping, now=now)
    if table == doubles_table():
        none_is_there(viewer, number, now=now)
    if not accepted:
        return True
    try:
        accept_import(viewer, number, None, ("new", "changed", "conflicting"), now=now)
    except InvalidError as error:
        raise YaomaiError(f"{table.file}: {error}") from error
    left = {name: count for name, count in an_import(viewer, number).counts.items() if name == "faulty" and count}
    if left:
        raise YaomaiError(f"{table.file}: rows with faults: {left}")
    return True


def _dealings(scale: int, numbers: dict[str, int], now: datetime) -> None:
    """Organisations dealt with agencies and scored them. Planted: one organisation scores one agency again and again."""
    if _has_engagements():
        return
    chance = Chance(SEED, "dealings")
    agencies = _agencies()
    codes = {word: code for code, word in NEEDS.items()}
    parties = [one for one in PARTIES if one.number][:24]
    named = [(agencies[name], codes[service]) for name, service in agency_names(scale) if name in agencies]
    for party in parties:
        told = [_dealing(party, *chance.pick(named), chance, now) for _ in range(2)]
        _state(party, numbers, told, now)
    stuffer, (agency, need) = parties[-1], named[-1]
    told = [_dealing(stuffer, agency, need, chance, now, score="5") for _ in range(12)]
    _state(stuffer, numbers, told, now)


def _state(party: Party, numbers: dict[str, int], told: list[Told], now: datetime) -> None:
    viewer = Viewer(organisation=numbers[party.name], roles=frozenset({"recorder"}))
    state(viewer, told, origin=Origin("form"), now=now)


def _dealing(party: Party, agency: int, need: str, chance: Chance, now: datetime, score: str = "") -> Told:
    asked = (now - timedelta(days=chance.between(20, 300))).date()
    says = {
        "matter": f"{party.name}委托{NEEDS[need]}",
        "agency": agency,
        "need": need,
        "asked": asked.isoformat(),
        "done": (asked + timedelta(days=15)).isoformat(),
        "score": score or str(chance.between(2, 5)),
    }
    return Told("engagement", None, tuple(Saying(name, value) for name, value in says.items()))


def _has_engagements() -> bool:
    with seen_by(INSTALLATION_VIEWER) as cursor:
        cursor.execute("SELECT 1 FROM registers_entity WHERE kind = 'engagement' LIMIT 1")
        return cursor.fetchone() is not None


def _agencies() -> dict[str, int]:
    with seen_by(INSTALLATION_VIEWER) as cursor:
        cursor.execute("SELECT id, title FROM registers_entity WHERE kind = 'agency'")
        return {title: number for number, title in cursor.fetchall()}
