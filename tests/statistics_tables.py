"""Tables of statistics as offices send them, and short ways to read them."""

from yaomai.indicators.engine.statistics_checks import check
from yaomai.indicators.engine.table_layout import checked, outlined, propose
from yaomai.indicators.engine.table_lexicon import KnownIndicator, Lexicon
from yaomai.indicators.engine.table_read import read_table, steps_by_column
from yaomai.registers.engine.spreadsheet import read_workbook

LEXICON = Lexicon.of(
    [
        KnownIndicator("industry.revenue", "营业收入", "CNY"),
        KnownIndicator("industry.profit", "利润总额", "CNY"),
        KnownIndicator("industry.value_added.yoy", "工业增加值增速", "P1", basis="yoy", aggregation="none"),
        KnownIndicator("enterprise.count", "企业数", counted="家", basis="level", other_names=("企业单位数",)),
        KnownIndicator("herb.output", "中药材产量", "TNE"),
        KnownIndicator("herb.output_value", "中药材产值", "CNY"),
        KnownIndicator("industry.gross_output", "工业总产值", "CNY"),
        KnownIndicator("herb.area", "中药材种植面积", "MU", basis="level", other_names=("种植面积",)),
    ]
)


def sheet_of(data, name="月报.csv", index=0):
    """A sheet of a file: bytes, or the lines of a CSV."""
    data = data if isinstance(data, bytes) else data.encode()
    return read_workbook(data, name).sheets[index]


def proposed(data, region="620000", saved=None, **more):
    """Sheet, outline and the mapping that is proposed."""
    sheet = sheet_of(data, **more)
    seen = outlined(sheet, LEXICON)
    return sheet, seen, propose(sheet, seen, LEXICON, saved or {}, region=region)


def read(data, change=lambda mapping: mapping, **more):
    """What a table says, by the mapping that is proposed."""
    sheet, seen, mapping = proposed(data, **more)
    mapping = change(mapping)
    checked(mapping, seen, LEXICON)
    return read_table(sheet, seen, mapping, LEXICON)


def told(reading):
    """The values in short: indicator, region, basis, span, value, status, place."""
    return [
        (
            one.said.indicator.partition(".")[2],
            one.said.region,
            one.said.basis,
            f"{one.said.start:%Y-%m}..{one.said.end:%m-%d}",
            None if one.said.value is None else format(one.said.value, "f"),
            one.said.status,
            one.said.place.partition("!")[2],
        )
        for one in reading.values
    ]


def faults(reading):
    """Code, place and value of each fault."""
    return [(one.code.partition(".")[2], one.pointer.partition("!")[2], one.value) for one in reading.faults]


def cautions(reading):
    """The same of cautions."""
    return [(one.code.partition(".")[2], one.pointer.partition("!")[2], one.value) for one in reading.cautions]


def found(data, before=lambda _series, _span: None, **more):
    """What the checks find in a table: faults and cautions, in short."""
    made = check(list(steps_by_column(read(data, **more).values)), LEXICON.known, before)
    return [
        (one.code.partition(".")[2], one.pointer.partition("!")[2], one.value) for one in (*made.faults, *made.cautions)
    ]
