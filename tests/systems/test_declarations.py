"""A declaration that names what is nowhere, or cannot be read, is refused with file, declaration and cure."""

import pytest

from yaomai import systems
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.declaration import Grant, Group, Kind, Number, Property, Rows, System, Text
from yaomai.registers.engine import reading
from yaomai.registers.engine.reading import ReadFault
from yaomai.registers.engine.reading_numbers import unit_codes
from yaomai.registers.sight import sights
from yaomai.systems import system_faults
from yaomai.web import register_listing
from yaomai.web.labels import UNITS
from yaomai.web.register_access import Register
from yaomai.web.register_list import tabs


def kind(unit):
    return Kind(
        name="tank",
        label="罐",
        properties=(
            Property(name="name", label="名称", type=Text()),
            Property(name="room", label="容积", type=Number(unit=unit)),
        ),
        seen_by=(Grant(Group.PUBLIC, Rows.ALL),),
        kept_by=("official",),
    )


def test_a_unit_without_words_and_an_unknown_system_are_named_with_their_file():
    assert list(system_faults(System(id="E07", kinds=(kind("MTQ"),)), "systems/e07.py")) == []
    one, other = system_faults(System(id="E77", kinds=(kind("m3"),)), "systems/e77_tanks.py")
    assert one.startswith("systems/e77_tanks.py: System(id='E77') is in no catalogue; take the id from docs/systems.md")
    assert other.startswith("systems/e77_tanks.py: tank.room: the unit 'm3' has no words; take its UN/ECE")
    assert "MTQ" in other


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SYSTEM = System(\n", "systems/z99_broken.py, line 1: SyntaxError"),
        (
            "import decimal\n\nSYSTEM = nothing\n",
            "systems/z99_broken.py, line 3: NameError: name 'nothing' is not defined",
        ),
        ("SYSTEM = 1\n", "systems/z99_broken.py ends without SYSTEM"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(monkeypatch, tmp_path, text, words):
    folder = tmp_path / "systems"
    folder.mkdir()
    (folder / "z99_broken.py").write_text(text)
    monkeypatch.setattr(systems, "__path__", [*systems.__path__, str(folder)])
    with pytest.raises(ValueError, match="z99_broken") as refused:
        systems.all_systems.__wrapped__()
    assert words in str(refused.value)
    assert ";" not in str(refused.value)


def test_every_unit_that_can_be_declared_can_be_read():
    assert {"MU", "CNY", "MTQ", "P1"} <= unit_codes()
    assert "m3" not in unit_codes()
    assert unit_codes() - {""} <= UNITS.keys(), "what can be declared has words for people"


def test_no_view_is_offered_that_looks_at_what_the_viewer_does_not_see():
    declared = kinds.kind("base")
    everybody = Register(declared, sights(ANYONE, declared).ever, ANYONE)
    keeper = Register(declared, frozenset(declared.by_name), INSTALLATION_VIEWER)

    def offered(register):
        asked = register_listing.read({}, declared, register.seen, resolve=lambda _one, _text: None)
        return [tab.label for tab in tabs(register, asked, ())]

    assert offered(keeper) == ["全部", *(one.label for one in declared.views)]
    assert offered(everybody) == ["全部", "GAP 基地"]


@pytest.mark.parametrize(
    ("kind", "name"), [("base", "area"), ("planting", "area"), ("product", "sales"), ("place", "area")]
)
def test_an_area_or_an_income_is_not_below_nought(kind, name):
    one = kinds.kind(kind).by_name[name].type
    with pytest.raises(ReadFault):
        reading.read(one, "-0.1")
    assert reading.read(one, "0").value == "0"
