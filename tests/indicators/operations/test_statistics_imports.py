"""A file of statistics becomes one edition: proposed, confirmed, shown, accepted, taken back; and nothing of it is half done."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from make_spreadsheets import xlsx
from yaomai.archive.operations.keep_file import keep_file
from yaomai.database.jobs import do_next
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators.models import Edition, Mapping, Observation, StatisticsImport, Withdrawal
from yaomai.indicators.operations import accept_import as accepting
from yaomai.indicators.operations import map_import as mapping_
from yaomai.indicators.operations.accept_import import Marks, accept_import, undo_import
from yaomai.indicators.operations.begin_import import begin_import, look_again
from yaomai.indicators.operations.do_import_jobs import IMPORTING_STATISTICS
from yaomai.indicators.operations.map_import import map_import
from yaomai.indicators.queries import edition_cell as edition_cells
from yaomai.indicators.queries.edition_cell import edition_cell
from yaomai.indicators.queries.series import series_values
from yaomai.indicators.queries.statistics_imports import import_of, statistics_import, statistics_imports
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE
from yaomai.registers.engine.spreadsheet import Workbook, read_workbook
from yaomai.registers.queries import workbooks

LONG = (
    "地区,指标,时间,数值,单位\n兰州市,营业收入,2024年1—5月,12.3,亿元\n定西市,营业收入,2024年1—5月,3.45（预计）,亿元\n"
)
REVENUE = "industry.revenue"


class Office:
    """An official who brings statistics in."""

    def __init__(self, viewer, now):
        self.viewer, self.now = viewer, now
        self.marks = Marks("医药工业月报（虚构）", "省局（虚构）", date(2024, 6, 20), "public", True)

    def begin(self, text, name="月报.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        kept = keep_file(self.viewer, name, data, now=self.now)
        return begin_import(self.viewer, kept.record, now=self.now)

    def see(self, number):
        return statistics_import(self.viewer, number)

    def map(self, number, mapping=None):
        map_import(self.viewer, number, mapping or self.see(number).mapping, now=self.now)
        return self.see(number)

    def read(self, text, **more):
        return self.map(self.begin(text, **more))

    def accept(self, number, **marks):
        accept_import(self.viewer, number, self.marks, looked=marks.pop("looked", True), now=self.now)
        return self.see(number)


@pytest.fixture
def office(cast, statistics, now):
    statistics.define(REVENUE, name="营业收入")
    statistics.define("enterprise.count", name="企业数", unit="", counted="家", basis="level")
    cast.organisation("省局", "authority")
    return Office(cast.person("official", "official", of="省局"), now)


def test_from_a_long_table_to_values_that_point_to_their_cells(office):
    number = office.begin(LONG)
    begun = office.see(number)
    assert (begun.state, begun.mapping_from) == ("mapping", "guessed")
    assert [one.role for one in begun.mapping.columns] == ["region", "indicator", "span", "value", "unit"]
    seen = office.map(number)
    assert (seen.state, seen.faults, seen.cautions) == ("ready", (), ())
    assert seen.preview["counts"] == {"new": 2, "changed": 0, "same": 0}
    assert not Edition.objects.exists()
    accepted = office.accept(number)
    assert accepted.state == "accepted"
    assert import_of(accepted.edition) == number
    edition = Edition.objects.get()
    assert (edition.title, edition.file, edition.is_invented) == (office.marks.title, accepted.file.record, True)
    (value,) = series_values(ANYONE, [(REVENUE, "621100", "")])[(REVENUE, "621100", "")]
    assert (value.start, value.end, value.value, value.status, value.original) == (
        date(2024, 1, 1), date(2024, 5, 31), Decimal(345_000_000), "E", "3.45（预计）",
    )  # fmt: skip


def test_undone_nothing_is_left_of_it_but_its_record(office):
    number = office.read(LONG).number
    office.accept(number)
    undo_import(office.viewer, number, "the wrong file", now=office.now)
    assert office.see(number).state == "undone"
    assert series_values(office.viewer, [(REVENUE, "620100", "")]) == {(REVENUE, "620100", ""): ()}
    assert Withdrawal.objects.get().reason == "the wrong file"
    with pytest.raises(InvalidError):
        undo_import(office.viewer, number, "again", now=office.now)


def test_the_next_table_of_the_form_is_known_again(office):
    office.read("各市州营业收入（2024年1—5月）,\n单位：万元,\n地区,本期\n兰州市,120\n", name="五月.csv")
    again = office.see(
        office.begin("各市州营业收入（2024年1—6月）,\n单位：万元,\n地区,本期\n兰州市,150\n", name="六月.csv")
    )
    assert again.mapping_from == "saved"
    assert (again.mapping.unit, again.mapping.last, again.mapping.indicator) == ("万元", 6, REVENUE)
    assert Mapping.objects.count() == 1
    seen = office.map(again.number)
    assert Mapping.objects.count() == 1
    assert seen.preview["sample"][0][4:7] == ["2024-01-01", "2024-06-30", "1500000"]


def test_a_table_with_one_fault_is_not_accepted_at_all(office):
    seen = office.read(LONG + "兰州新区,营业收入,2024年1—5月,1,亿元\n定西市,营业收入,2024年1—4月,#REF!,亿元\n")
    assert [(one.code, one.pointer) for one in seen.faults] == [
        ("statistics.region_unknown", "CSV!A4"), ("statistics.cell_error", "CSV!D5"),
    ]  # fmt: skip
    with pytest.raises(InvalidError) as caught:
        office.accept(seen.number)
    assert [one.code for one in caught.value.findings] == ["statistics.faults_left"]
    assert not Edition.objects.exists()


def test_a_word_of_the_margin_can_be_told_or_left_out_once_for_the_form(office):
    text = LONG + "兰州新区,营业收入,2024年1—5月,1,亿元\n"
    seen = office.read(text)
    assert list(seen.preview["unknown"]) == ["region 兰州新区"]
    told = replace(seen.mapping, words={"region 兰州新区": "-"})
    assert office.map(seen.number, told).faults == ()
    assert office.see(office.begin(text.replace("1—5", "1—6"), name="六月.csv")).mapping.words == {
        "region 兰州新区": "-"
    }


def test_what_does_not_fit_together_is_to_be_looked_at(office):
    text = "地区,指标,时间,数值,单位\n" + "".join(
        f"甘肃省,营业收入,2024年{month},{value},亿元\n" for month, value in (("1—4月", 40), ("1—5月", 52), ("5月", 10))
    )
    seen = office.read(text)
    assert [(one.code, one.pointer, one.value) for one in seen.cautions] == [
        ("statistics.month_contradicts", "CSV!D4", "52 − 40 ≠ 10"),
    ]  # fmt: skip
    with pytest.raises(InvalidError) as caught:
        office.accept(seen.number, looked=False)
    assert [one.code for one in caught.value.findings] == ["statistics.cautions_unseen"]
    assert office.accept(seen.number).state == "accepted"


def test_what_is_changed_is_shown_before_it_is_accepted_and_shown_anew_when_it_moved(office, statistics):
    office.accept(office.read(LONG).number)
    changed = LONG.replace("12.3", "12.5")
    seen = office.read(changed, name="again.csv")
    assert seen.preview["counts"] == {"new": 0, "changed": 1, "same": 1}
    ((*_, before, ref),) = seen.preview["changes"]
    assert (before, "/" in ref) == ("1230000000", True)
    other = office.read(changed.replace("12.5", "12.6"), name="third.csv")
    office.accept(other.number)
    moved = office.accept(seen.number)
    assert (moved.state, moved.edition) == ("ready", None)
    assert moved.preview["moved"]
    assert office.accept(seen.number).state == "accepted"


def test_what_was_published_today_in_china_is_accepted_after_midnight(office):
    seen = office.read(LONG.replace("（预计）", ""))
    marks = replace(office.marks, published_on=date(2026, 11, 23))
    accept_import(office.viewer, seen.number, marks, looked=True, now=datetime(2026, 11, 22, 16, 30, tzinfo=UTC))
    assert office.see(seen.number).state == "accepted"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"published_on": date(2024, 5, 1)}, "statistics.published_before_end"),
        ({"published_on": date(2030, 1, 1)}, "statistics.published_ahead"),
        ({"title": " "}, "indicators.title_unusable"),
        ({"publisher": ""}, "indicators.publisher_unusable"),
        ({"access": "secret"}, "indicators.word_unknown"),
    ],
)
def test_marks_that_cannot_be(office, change, code):
    seen = office.read(LONG.replace("（预计）", ""))
    with pytest.raises(InvalidError) as caught:
        accept_import(office.viewer, seen.number, replace(office.marks, **change), looked=True, now=office.now)
    assert [one.code for one in caught.value.findings] == [code]
    assert office.see(seen.number).state == "ready"


def test_a_file_that_is_no_table_fails_in_words(office):
    seen = office.see(office.begin(b"\x00\x01\x02", name="a.xlsx"))
    assert (seen.state, [one.code for one in seen.faults]) == ("failed", ["registers.file_unreadable"])
    assert statistics_imports(office.viewer) == [seen]


def test_large_ones_are_left_to_the_worker(office, monkeypatch):
    monkeypatch.setattr(mapping_, "AT_ONCE_CELLS", 0)
    monkeypatch.setattr(accepting, "AT_ONCE_VALUES", 0)
    number = office.begin(LONG)
    assert office.map(number).state == "reading"
    with pytest.raises(InvalidError):
        office.map(number)

    def work():
        return do_next(IMPORTING_STATISTICS, clock=lambda: office.now, stop=threading.Event())

    assert work()
    assert office.see(number).state == "ready"
    assert office.accept(number).state == "accepting"
    assert work()
    assert (office.see(number).state, work()) == ("accepted", False)


def test_who_may(office, cast, now):
    cast.organisation("定西局", "authority")
    number = office.read(LONG).number
    stranger = cast.person("firm", "recorder")
    with pytest.raises(NotFoundError):
        statistics_import(stranger, number)
    kept = keep_file(stranger, "x.csv", LONG.encode(), now=now)
    with pytest.raises(NotAllowedError):
        begin_import(stranger, kept.record, now=now)
    other = cast.person("other", "official", of="别处")
    assert statistics_import(other, number).number == number
    with pytest.raises(NotAllowedError):
        accept_import(other, number, office.marks, looked=True, now=now)


def test_the_head_can_be_put_elsewhere(office):
    number = office.begin(xlsx(("标题", "", ""), ("地区", "企业数", "2024年"), ("兰州市", 20, "")), name="a.xlsx")
    name = office.see(number).sheets[0].name
    assert look_again(office.viewer, number, name, (2, 2), now=office.now).first_head == 2
    with pytest.raises(InvalidError):
        look_again(office.viewer, number, name, (3, 40), now=office.now)
    assert StatisticsImport.objects.get(id=number).state == "mapping"


def test_an_import_goes_with_its_file_and_its_edition_stays(office, now):
    number = office.read(LONG).number
    file = office.accept(number).file.record
    erase([file], reason="asked for", recorder=INSTALLATION, now=now)
    assert not StatisticsImport.objects.exists()
    with pytest.raises(NotFoundError):
        office.see(number)
    assert Edition.objects.count() == 1


def test_a_cell_is_shown_to_whoever_sees_the_edition_and_no_more_of_the_file(office, statistics):
    text = "地区,营业收入（亿元）,内部评语,企业数（家）\n兰州市,12.3,别外传,20\n定西市,3,差,\n"
    number = office.begin(text)
    mapping = office.see(number).mapping
    columns = tuple(replace(one, role="") if one.head.startswith("企业数") else one for one in mapping.columns)
    seen = office.map(number, replace(mapping, columns=columns, year=2024, last=5, first=1))
    made = office.accept(seen.number)
    cell = edition_cell(ANYONE, made.edition, "CSV!B2")
    assert (cell.text, cell.columns, [one.cells for one in cell.heads]) == (
        "12.3",
        ("A", "B"),
        [("地区", "营业收入（亿元）")],
    )
    assert [one.cells for one in cell.rows] == [("兰州市", "12.3"), ("定西市", "3")]
    for place in ("CSV!C2", "CSV!D2", "CSV!A1", "别的!B2", "B2", "CSV!"):
        with pytest.raises(NotFoundError):
            edition_cell(ANYONE, made.edition, place)
    hidden = replace(office.marks, access="official")
    other = office.read(LONG, name="official.csv")
    accept_import(office.viewer, other.number, hidden, looked=True, now=office.now)
    with pytest.raises(NotFoundError):
        edition_cell(ANYONE, office.see(other.number).edition, "CSV!D2")


@pytest.fixture
def parses(monkeypatch):
    """Which files were parsed, one after the other; nothing is remembered from before."""
    found = []

    def counted(data, name, room):
        found.append(name)
        return read_workbook(data, name, room)

    monkeypatch.setattr(workbooks, "read_workbook", counted)
    monkeypatch.setattr(workbooks, "_remembered", workbooks._Remembered())
    return found


def test_a_file_is_parsed_once_however_many_look_at_its_cells(office, parses):
    made = office.accept(office.read(LONG).number)
    parses.clear()
    workbooks._remembered = workbooks._Remembered()
    place = next(one for one in Observation.objects.filter(edition=made.edition).values_list("place", flat=True))
    seen = {edition_cell(viewer, made.edition, place).text for viewer in (ANYONE, "public", office.viewer, ANYONE)}
    assert (len(seen), parses) == (1, ["月报.csv"])
    with pytest.raises(NotFoundError):
        edition_cell(ANYONE, made.edition, "CSV!ZZ9")
    assert len(parses) == 1


@pytest.mark.parametrize(("bound", "most"), [("ANYBODYS_BYTES", 20), ("ANYBODYS_CELLS", 4)])
def test_nobody_makes_the_server_read_a_large_file_without_signing_in(office, parses, monkeypatch, bound, most):
    made = office.accept(office.read(LONG).number)
    workbooks._remembered = workbooks._Remembered()
    parses.clear()
    monkeypatch.setattr(edition_cells, bound, most)
    told = Observation.objects.filter(edition=made.edition).order_by("record", "ordinal")[0]
    alone = edition_cell(ANYONE, made.edition, told.place)
    assert (alone.is_alone, alone.text, alone.rows) == (True, told.original, ())
    assert len(parses) == (1 if bound == "ANYBODYS_CELLS" else 0), (
        "its size alone says that it is too large; of its cells as many are read"
    )
    whole = edition_cell(office.viewer, made.edition, told.place)
    assert (whole.is_alone, whole.text) == (False, told.original)


def test_who_asks_for_a_file_that_is_being_read_waits_for_it():
    remembered, reads = workbooks._Remembered(), []
    began, may_end = threading.Event(), threading.Event()

    def slowly():
        reads.append(1)
        began.set()
        assert may_end.wait(30)
        return Workbook("csv", ())

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(remembered.get_or_read, "x", slowly)
        assert began.wait(30)
        others = [pool.submit(remembered.get_or_read, "x", slowly) for _ in range(3)]
        may_end.set()
        assert {id(one.result(30)) for one in (first, *others)} == {id(first.result())}
    assert len(reads) == 1
    assert remembered.get_or_read("x", slowly) is first.result()
    assert not remembered._read_now, "nothing stays of files that are read already"


def test_what_the_last_table_of_the_form_had_and_this_one_has_not(office):
    table = "2024年各市州营业收入（累计）,,\n单位：亿元,,\n地区,1—4月,1—5月\n兰州市,40,50\n定西市,4,5\n"
    office.accept(office.read(table).number)
    again = table.replace("定西市,4,5\n", "").replace("1—5月", "1—6月").replace("40,50", "40,60")
    seen = office.read(again, name="六月.csv")
    assert [(one.code, one.value) for one in seen.cautions if "lost" in one.code or "gone" in one.code] == [
        ("statistics.series_lost", "定西市 营业收入"),
        ("statistics.values_gone", "兰州市 营业收入 2024-01-01..2024-05-31（1）"),
    ]  # fmt: skip


def test_next_months_table_of_one_span_has_no_holes(office):
    table = "2024年各市州营业收入（累计）,\n单位：亿元,\n地区,1—5月\n兰州市,50\n"
    office.accept(office.read(table).number)
    seen = office.read(table.replace("1—5月", "1—6月").replace("50", "60"), name="六月.csv")
    assert (seen.mapping_from, seen.cautions) == ("confirmed", ())
