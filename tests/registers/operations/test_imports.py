"""A file becomes statements: what is proposed, what is previewed, what is accepted, and how it is taken back."""

from dataclasses import replace
from datetime import date

import pytest

from import_office import HEADS, ROWS, USCC, Office
from make_spreadsheets import xlsx
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers.import_models import Import, ImportRow, SavedMapping
from yaomai.registers.operations.accept_import import undo_import
from yaomai.registers.operations.begin_import import outline_again
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.decide_row import reread_rows
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.queries import imports
from yaomai.registers.queries.entities import at, entity, history
from yaomai.registers.queries.imports import BuiltOn
from yaomai.registers.queries.lists import Listing, page


@pytest.fixture
def official(cast):
    cast.organisation("省局", "authority")
    return cast.person("official", "official", of="省局")


@pytest.fixture
def office(official, now):
    return Office(official, now)


def states(rows):
    return [(row.title, row.state) for row in rows]


def test_from_a_file_to_statements_that_point_to_its_cells(office):
    number = office.begin(*ROWS)
    begun = office.see(number)
    assert (begun.state, begun.mapping_from, begun.file.name) == ("mapping", "guessed", "企业.xlsx")
    assert [(use.property, use.unit) for use in begun.mapping.columns] == [
        ("name", ""), ("uscc", ""), ("division", ""), ("staff", ""), ("revenue", "万元"), ("form", ""),
    ]  # fmt: skip
    map_columns(office.viewer, number, begun.mapping, now=office.now)
    seen = office.see(number)
    assert (seen.state, seen.mapping_from) == ("ready", "confirmed")
    assert {state: count for state, count in seen.counts.items() if count} == {"new": 2}
    assert [(one.row, one.code) for one in seen.left_out] == [(4, "total")]
    assert states(office.rows(number)) == [("陇西甲药业有限公司", "new"), ("岷县乙药业有限公司", "new")]
    accepted = office.accept(number)
    assert (accepted.state, accepted.counts["accepted"]) == ("ready", 2)
    (acceptance,) = accepted.acceptances
    assert (acceptance.rows, acceptance.entities, acceptance.account) == (2, 2, office.viewer.account)
    first, second = (row.entity for row in office.rows(number))
    seen = entity(office.viewer, second)
    assert {name: cell.value for name, cell in seen.cells.items()} == {
        "name": "岷县乙药业有限公司", "uscc": USCC[1], "division": "621126", "staff": "13", "revenue": "12000000", "form": "branch",
    }  # fmt: skip
    (said,) = history(office.viewer, first, "revenue")
    assert (said.value, said.origin, said.origin_record, said.origin_place) == (
        "35000", "cell", accepted.file.record, "企业!E2",
    )  # fmt: skip
    assert page(office.viewer, Listing("test_firm")).total == 2


def test_undone_it_is_as_if_nothing_had_been_said_and_can_be_accepted_again(office):
    accepted = office.written(*ROWS)
    number, deed = accepted.number, accepted.acceptances[0].deed
    undo_import(office.viewer, number, deed, "the wrong file", now=office.now)
    undone = office.see(number)
    assert undone.acceptances[0].undone_by is not None
    assert undone.counts["accepted"] == 0
    assert page(office.viewer, Listing("test_firm")).total == 0
    again = office.accept(number)
    assert again.counts["accepted"] == 2
    assert page(office.viewer, Listing("test_firm")).total == 2
    assert replace(again, acceptances=()).state == "ready"


def test_a_second_file_says_what_is_new_changed_and_the_same(office):
    office.written(*ROWS)
    number = office.preview(
        ("陇西甲药业有限公司", None, "陇西县", 12, 3.5, "公司"),
        ("岷县乙药业有限公司", USCC[1], "岷县", 14, 1200, "分支"),
        ("文县丙药业有限公司", None, "文县", 1, 1, "公司"),
    )
    assert [row.state for row in office.rows(number)] == ["same", "changed", "new"]
    (cell,) = [cell for cell in office.rows(number)[1].cells if cell.status != "same"]
    assert (cell.property.name, cell.old, cell.value, cell.seen, cell.place) == ("staff", "13", "14", "14", "企业!D3")
    accepted = office.accept(number)
    assert accepted.counts["accepted"] == 2
    written = office.rows(number)[1].entity
    assert entity(office.viewer, written).cells["staff"].value == "14"
    assert [
        one.property for one in history(office.viewer, written) if one.record >> 20 == accepted.acceptances[0].deed
    ] == ["staff"]


def test_who_speaks_for_itself_and_an_authority_may_disagree_and_both_stay(office, cast):
    own = Office(cast.person("own", "recorder", of="乙厂"), office.now)
    first = own.written(("乙厂有限公司", USCC[1], "岷县", 13, None, None))
    number = office.preview(("乙厂有限公司", USCC[1], "岷县", 15, None, None))
    (row,) = office.rows(number)
    assert (row.state, row.is_acceptable, [reason.code for reason in row.reasons]) == (
        "conflicting",
        True,
        ["other_source"],
    )
    (cell,) = [cell for cell in row.cells if cell.status == "conflicting"]
    assert (cell.old, cell.old_organisation) == ("13", own.viewer.organisation)
    with pytest.raises(InvalidError, match="none of these rows"):
        office.accept(number)  # only what is new or changed, unless somebody says so
    office.accept(number, [row.number])
    seen = entity(office.viewer, row.entity)
    assert (seen.cells["staff"].value, seen.cells["staff"].is_disputed) == ("15", True)
    assert {one.status for one in history(office.viewer, row.entity, "staff")} == {"in_force", "not_preferred"}
    assert first.acceptances


FAULTY = [
    ("a code with a wrong check character", ("甲", "91621122MA71ABCD15", None, None, None, None), "B2", "registers.value_uscc_check"),
    ("a division that is not there", ("甲", None, "乌有县", None, None, None), "C2", "registers.value_division_unknown"),
    ("words for a number", ("甲", None, None, "十几个", None, None), "D2", "registers.value_"),
    ("none of the choices", ("甲", None, None, None, None, "作坊"), "F2", "registers.value_not_a_choice"),
    ("a spreadsheet's error as text", ("甲", None, None, "#REF!", None, None), "D2", "registers.value_spreadsheet_error"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "cell", "code"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_a_fault_names_its_cell_what_stands_there_and_the_cure(office, row, cell, code):
    number = office.preview(row)
    (seen,) = office.rows(number)
    assert (seen.state, seen.is_acceptable) == ("faulty", False)
    (fault,) = [one for one in seen.cells if one.code]
    assert fault.place == f"企业!{cell}"
    assert fault.code.startswith(code)
    assert fault.cure
    assert fault.seen
    with pytest.raises(InvalidError):
        office.accept(number, [1])


def test_all_faults_of_a_row_are_told_and_the_others_can_be_accepted(office):
    number = office.preview(
        (None, "91621122MA71ABCD15", "乌有县", 1, 1, None),
        ("好药业有限公司", None, None, 1, 1, None),
    )
    bad, good = office.rows(number)
    assert [one.code for one in bad.cells if one.code] == [
        "registers.value_uscc_check",
        "registers.value_division_unknown",
    ]
    assert [(one.code, one.detail) for one in bad.reasons] == [("required", {"property": "name"})]
    assert office.accept(number).counts["accepted"] == 1
    assert office.rows(number)[1].deed is not None
    assert good.state == "new"


def test_rows_that_contradict_each_other_are_not_guessed_about(office):
    number = office.preview(
        ("甲药业有限公司", USCC[0], None, 1, None, None),
        ("甲药业有限公司", USCC[0], None, 2, None, None),
        ("乙药业有限公司", USCC[1], None, 3, None, None),
        ("乙药业有限公司", USCC[1], None, 3, None, None),
    )
    one, two, three, four = office.rows(number)
    assert [row.state for row in (one, two, three, four)] == ["conflicting", "conflicting", "new", "same"]
    assert [(reason.code, reason.detail["row"], reason.detail["place"]) for reason in two.reasons] == [
        ("rows_contradict", 2, "企业!D2")
    ]
    assert [reason.code for reason in four.reasons] == ["repeats_row"]
    assert not one.is_acceptable
    assert office.accept(number).acceptances[0].entities == 1


def test_a_code_that_stands_in_every_row_is_told_and_costs_no_more_than_other_rows(office):
    number = office.preview(*((f"第{n}药业有限公司", USCC[0], None, n, None, None) for n in range(900)))
    seen = office.rows(number, limit=1000)
    assert {row.state for row in seen} == {"conflicting"}
    assert max(len(row.reasons) for row in seen) <= 8
    assert {reason.code for row in seen for reason in row.reasons} == {"rows_contradict"}


def test_two_columns_for_two_years_say_two_things_of_one_property(office):
    heads = ("名称", "产量", "2024年产量", "2025年产量")
    number = office.preview(("甲药业有限公司", None, 5, 6), heads=heads)
    (row,) = office.rows(number)
    assert [(cell.property.name, cell.value, cell.valid_from, cell.valid_to) for cell in row.cells[1:]] == [
        ("output", "5", date(2024, 1, 1), date(2025, 1, 1)),
        ("output", "6", date(2025, 1, 1), date(2026, 1, 1)),
    ]
    office.accept(number)
    written = office.rows(number)[0].entity
    assert at(office.viewer, written, valid_on=date(2024, 7, 1), known_on=office.now).cells["output"].value == "5"
    assert at(office.viewer, written, valid_on=date(2025, 7, 1), known_on=office.now).cells["output"].value == "6"
    again = office.preview(("甲药业有限公司", None, 5, 7), heads=heads, name="再.xlsx")
    assert [cell.status for cell in office.rows(again)[0].cells] == ["same", "same", "changed"]


def test_rows_of_one_entity_for_several_years_are_one_entity(office):
    def of_year(mapping):
        return replace(mapping, valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1), constants={"form": "公司"})

    number = office.preview(("甲药业有限公司", None, None, 5, None, None), change=of_year)
    (row,) = office.rows(number)
    assert {cell.valid_from for cell in row.cells} == {date(2025, 1, 1)}
    assert [cell.value for cell in row.cells if cell.property.name == "form"] == ["company"]
    office.accept(number)
    assert at(office.viewer, office.rows(number)[0].entity, valid_on=date(2027, 1, 1), known_on=office.now).cells == {}


def test_entities_that_cells_name_are_found_or_asked_for(office):
    office.written(("母公司有限公司", USCC[0], None, None, None, None))
    heads = ("名称", "母公司")
    number = office.preview(
        ("一子有限公司", "母公司有限公司"), ("二子有限公司", USCC[0]), ("三子有限公司", "查无此司股份公司"), heads=heads
    )
    one, two, three = office.rows(number)
    assert one.cells[1].value == two.cells[1].value == entity(office.viewer, one.cells[1].value).number
    assert (three.state, three.cells[1].code) == ("faulty", "registers.cell_ref_unknown")
    office.accept(number)
    office.written(("查无此司股份公司", None, None, None, None, None), name="先.xlsx")
    reread_rows(office.viewer, number, [three.number], now=office.now)
    assert office.rows(number)[2].state == "new"


def test_what_somebody_changed_since_the_preview_is_not_overwritten_but_shown_anew(office, desk):
    first = office.written(*ROWS)
    number = office.preview(
        ("陇西甲药业有限公司", None, None, 20, None, None), ("岷县乙药业有限公司", USCC[1], None, 21, None, None)
    )
    other = office.rows(first.number)[0].entity
    desk.say(other, by=office.viewer, staff="19")
    accepted = office.accept(number)
    assert (accepted.counts["accepted"], accepted.counts["moved"]) == (1, 1)
    (moved,) = office.rows(number, moved=True)
    assert [(cell.property.name, cell.old) for cell in moved.cells if cell.status == "changed"] == [("staff", "19")]
    assert entity(office.viewer, other).cells["staff"].value == "19"
    assert office.accept(number).counts == {**accepted.counts, "accepted": 2, "moved": 0}
    assert entity(office.viewer, other).cells["staff"].value == "20"


def test_who_was_added_since_the_preview_is_not_added_again(office, desk):
    number = office.preview(
        ("甲药业有限公司", USCC[0], None, 1, None, None), ("乙药业有限公司", None, None, 1, None, None)
    )
    desk.firm("甲药业有限公司", office.viewer, uscc=USCC[0])
    desk.firm("乙药业有限公司", office.viewer)
    assert office.accept(number).counts["moved"] == 2
    assert [row.state for row in office.rows(number)] == ["changed", "conflicting"]
    assert page(office.viewer, Listing("test_firm")).total == 2


def test_a_mapping_is_kept_and_proposed_for_the_next_file_with_these_heads(office):
    def otherwise(mapping):
        columns = [replace(use, unit="元") if use.property == "revenue" else use for use in mapping.columns]
        return replace(mapping, columns=(*columns[:5], replace(columns[5], property="")))

    office.preview(*ROWS, change=otherwise)
    begun = office.see(office.begin(*ROWS[:1], name="再.xlsx"))
    assert begun.mapping_from == "saved"
    assert [(use.property, use.unit) for use in begun.mapping.columns][4:] == [("revenue", "元"), ("", "")]
    shuffled = office.see(office.begin(("x", 1), heads=("名称", "收入（万元）"), name="另.xlsx"))
    assert [(use.property, use.unit) for use in shuffled.mapping.columns] == [("name", ""), ("revenue", "元")]
    operator = Office(INSTALLATION_VIEWER, office.now)
    others = operator.see(operator.begin(*ROWS, name="装.xlsx"))
    assert (others.mapping_from, [use.unit for use in others.mapping.columns][4]) == ("guessed", "万元")
    assert SavedMapping.objects.count() == 1


def test_all_that_is_wrong_with_a_mapping_is_said(office):
    number = office.begin(*ROWS)
    mapping = office.see(number).mapping
    bad = replace(
        mapping,
        columns=(replace(mapping.columns[0], property="nonsense"), replace(mapping.columns[3], unit="千克"), replace(mapping.columns[1], column=40)),
        constants={"form": " "},
        valid_from=date(2025, 1, 1),
        valid_to=date(2024, 1, 1),
    )  # fmt: skip
    with pytest.raises(InvalidError) as refused:
        map_columns(office.viewer, number, bad, now=office.now)
    assert [finding.code.removeprefix("registers.mapping_") for finding in refused.value.findings] == [
        "property", "unit", "column", "period", "constant",
    ]  # fmt: skip
    with pytest.raises(InvalidError, match="look at the columns again"):
        map_columns(office.viewer, number, replace(mapping, sheet="无"), now=office.now)
    with pytest.raises(InvalidError, match="other rows since"):
        map_columns(office.viewer, number, replace(mapping, first_head=2, last_head=2), now=office.now)
    assert office.see(number).state == "mapping"


def test_what_cannot_be_read_ends_the_import_with_words(office):
    failed = office.see(office.begin(data=b"<html>", name="a.xls"))
    assert (failed.state, [finding.code for finding in failed.faults]) == ("failed", ["registers.file_unreadable"])
    empty = office.see(office.begin(data=xlsx(), name="b.xlsx"))
    assert (empty.state, [finding.code for finding in empty.faults]) == ("failed", ["registers.file_empty"])


def test_who_may_not_keep_a_kind_imports_nothing_into_it_and_nobody_goes_on_with_others_imports(office, cast):
    number = office.preview(*ROWS)
    inspector = Office(cast.person("inspector", "inspector", of="稽查局"), office.now)
    with pytest.raises(NotAllowedError):
        inspector.begin(*ROWS)
    assert inspector.see(number).state == "ready"
    with pytest.raises(NotAllowedError):
        inspector.accept(number)
    stranger = Office(cast.person("stranger", "recorder", of="别厂"), office.now)
    for ask in (stranger.see, stranger.rows, stranger.accept):
        with pytest.raises(NotFoundError):
            ask(number)
    assert imports.imports(stranger.viewer) == []
    assert [one.number for one in imports.imports(inspector.viewer)] == [number]


def test_what_a_viewer_may_not_state_is_a_fault_and_what_it_may_not_see_is_not_shown(office, cast, desk):
    own = Office(cast.person("own", "recorder", of="乙厂"), office.now)
    row = ("乙厂有限公司", USCC[1], 7, "甲级")
    (seen,) = own.rows(own.preview(row, heads=("名称", "代码", "收入", "评级")))
    assert (seen.state, [(one.code, one.detail) for one in seen.reasons]) == (
        "faulty",
        [("not_allowed", {"property": "rating"})],
    )
    desk.firm("别家有限公司", office.viewer, uscc=USCC[0], staff="4")
    (taken,) = own.rows(
        own.preview(("别家有限公司", USCC[0], 1, None), heads=("名称", "代码", "收入", "评级"), name="b.xlsx")
    )
    assert taken.state == "faulty"
    assert all(cell.old is None for cell in taken.cells)
    inspector = cast.person("inspector", "inspector", of="稽查局")
    office.written(("丙厂有限公司", None, None, None, 1, None))
    changed = office.preview(("丙厂有限公司", None, None, None, 2, None), name="c.xlsx")
    (theirs,) = imports.rows(office.viewer, changed)
    (hidden,) = imports.rows(inspector, changed)
    assert [cell.old for cell in theirs.cells if cell.property.name == "revenue"] == ["10000"]
    assert [cell.old for cell in hidden.cells if cell.property.name == "revenue"] == [None]


def test_hidden_rows_formulas_and_merged_cells_are_taken_and_said(office):
    def make(page, _book):
        page.set_row(1, None, None, {"hidden": True})
        page.merge_range("C2:C3", "陇西县")
        page.write_formula("D2", "=1+1", None, 2)
        page.write_formula("D3", "=1/0", None, "#DIV/0!")

    number = office.preview(data=xlsx(HEADS[:4], ("甲药业有限公司",), ("乙药业有限公司",), sheet="企业", then=make))
    one, two = office.rows(number)
    assert [cell.notes for cell in one.cells] == [("hidden_row",), ("hidden_row",), ("hidden_row", "computed")]
    assert two.cells[1].notes == ("merged",)
    assert (two.cells[2].code, two.cells[2].seen) == ("registers.value_spreadsheet_error", "#DIV/0!")
    assert [note.code for note in office.see(number).sheets[0].notes] == ["hidden_row", "merged", "computed"]


def test_hostile_text_is_text(office):
    texts = ('=HYPERLINK("http://x","y")', "<script>alert(1)</script>", "'; DROP TABLE registers_import; --", "@SUM(1)")
    accepted = office.written(*((text, None, None, None, None, None) for text in texts), data=None)
    assert {row.title for row in office.rows(accepted.number)} == set(texts)
    nul = office.preview(data="名称,人数\n坏\x07字,1\n".encode(), name="n.csv")
    (row,) = office.rows(nul)
    assert (row.state, row.cells[0].code, row.cells[0].seen) == (
        "faulty",
        "registers.value_control_character",
        "坏\ufffd字",
    )


def test_the_head_is_where_a_person_says(office):
    number = office.begin(data=xlsx(("甲", "乙"), ("x1", "x2"), ("名", "数"), ("甲药业有限公司", 3), sheet="企业"))
    seen = outline_again(office.viewer, number, "企业", (3, 3), now=office.now)
    assert [head.text for head in seen.heads] == ["名", "数"]
    with pytest.raises(InvalidError):
        outline_again(office.viewer, number, "企业", (3, 9), now=office.now)
    mapping = office.see(number).mapping
    columns = (replace(mapping.columns[0], property="name"), replace(mapping.columns[1], property="staff"))
    map_columns(office.viewer, number, replace(mapping, columns=columns), now=office.now)
    assert states(office.rows(number)) == [("甲药业有限公司", "new")]


def test_a_cell_in_context(office):
    number = office.begin(*ROWS)
    record = office.see(number).file.record
    around = imports.cell_context(office.viewer, record, "企业", "D3")
    assert [cell.text for cell in around.heads[0].cells] == list(HEADS)
    assert [(cell.address, cell.text) for row in around.rows for cell in row.cells if cell.is_asked] == [("D3", "１３")]
    assert [row.number for row in around.rows] == [2, 3, 4]
    for sheet, cell in (("无", "A1"), ("企业", "A99"), ("企业", "ZZ1"), ("企业", "x"), ("企业", "A0")):
        with pytest.raises(NotFoundError):
            imports.cell_context(office.viewer, record, sheet, cell)
    with pytest.raises(NotFoundError):
        imports.cell_context(ANYONE, record, "企业", "D3")


def test_what_others_have_built_on_it_is_counted_before_it_is_undone(office, desk):
    accepted = office.written(*ROWS)
    deed = accepted.acceptances[0].deed
    first, second = (row.entity for row in office.rows(accepted.number))
    assert imports.built_on(office.viewer, accepted.number, deed) == BuiltOn(0, 0, 0, 0)
    desk.say(first, by=office.viewer, staff="40")
    desk.firm("子公司", office.viewer, parent=second)
    assert imports.built_on(office.viewer, accepted.number, deed) == BuiltOn(1, 0, 0, 1)
    with pytest.raises(InvalidError, match="say why"):
        undo_import(office.viewer, accepted.number, deed, " ", now=office.now)
    with pytest.raises(NotFoundError):
        undo_import(office.viewer, accepted.number, deed + 7, "why", now=office.now)
    undo_import(office.viewer, accepted.number, deed, "why", now=office.now)
    with pytest.raises(InvalidError, match="undone already"):
        undo_import(office.viewer, accepted.number, deed, "why", now=office.now)
    assert entity(office.viewer, first).cells["staff"].value == "40"


def test_an_erased_file_takes_its_imports_with_it(office):
    accepted = office.written(*ROWS)
    erase([accepted.file.record], reason="asked for", recorder=INSTALLATION, now=office.now)
    assert not Import.objects.exists()
    assert not ImportRow.objects.exists()
    with pytest.raises(NotFoundError):
        office.see(accepted.number)


def test_whom_a_name_means_is_asked_decided_by_a_person_and_remembered(office, desk):
    known = desk.firm("兰州生物制品研究所有限责任公司", office.viewer, staff="5")
    other = desk.firm("兰州生物技术研究所有限公司", office.viewer, staff="5")
    number = office.preview(("兰州生物所", None, None, 6, None, None))
    (row,) = office.rows(number)
    assert (row.state, row.entity, row.is_acceptable) == ("conflicting", None, False)
    (asked,) = row.reasons
    assert asked.code == "ambiguous"
    assert {candidate[0] for candidate in asked.detail["candidates"]} == {known, other}
    decide(office.viewer, "test_firm", row.title, known, expected=None, now=office.now)
    reread_rows(office.viewer, number, [row.number], now=office.now)
    (row,) = office.rows(number)
    assert (row.state, row.entity, [reason.code for reason in row.reasons]) == ("changed", known, ["matched"])
    assert office.accept(number).counts["accepted"] == 1
    assert office.rows(office.preview(("兰州生物所", None, None, 7, None, None), name="再.xlsx"))[0].entity == known
