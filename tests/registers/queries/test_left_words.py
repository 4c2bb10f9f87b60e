"""Where the words of a statement stay that is erased."""

from import_desk import code
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.import_models import Import, ImportRow
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries.left_words import Left, left_words


def test_the_file_its_places_and_the_rows_of_its_import_are_named(desk, now):
    file = 77 << 20 | 1
    says = (Saying("name", "张三药店", place="基地!A2"), Saying("uscc", code(1), place="基地!B2"))
    done = state(INSTALLATION_VIEWER, [Told("test_firm", None, says)], origin=Origin("cell", file), now=now)
    (entity,) = done.entities
    typed = desk.say(entity, staff="3")
    assert left_words([entity, typed]) == [Left(entity, file, ("基地!A2", "基地!B2"), ())]
    assert (Import._meta.db_table, ImportRow._meta.db_table) == ("registers_import", "registers_import_row")
