"""What is stated stands in the entity's page, with the statement that says so."""

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.queries.entities import entity, history


def test_a_new_entity_says_what_was_stated(desk, now):
    number = desk.firm("陇西甲药业", staff="12", form="company")
    seen = entity(INSTALLATION_VIEWER, number)
    assert seen.title == "陇西甲药业"
    assert {name: cell.value for name, cell in seen.cells.items()} == {
        "name": "陇西甲药业", "staff": "12", "form": "company",
    }  # fmt: skip
    assert seen.cells["staff"].statement == (number, 2)


def test_who_says_something_else_later_corrects_it(desk, now):
    number = desk.firm("陇西甲药业", staff="12")
    desk.say(number, staff="13")
    seen = entity(INSTALLATION_VIEWER, number)
    assert seen.cells["staff"].value == "13"
    assert not seen.cells["staff"].is_disputed
    assert [(one.value, one.status, one.reason) for one in history(INSTALLATION_VIEWER, number, "staff")] == [
        ("13", "in_force", "only"),
        ("12", "superseded", "corrected"),
    ]
