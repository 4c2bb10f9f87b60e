"""What stands in the Excel file that an office fills in for a register?

Three sheets: the empty table, whose heads are the labels with their units, as the import reads them; what each column means and how
it is written; and the words of the columns in which only some words are allowed.
"""

from collections.abc import Iterator, Sequence

from yaomai.registers.declaration import Choice, Kind, Property
from yaomai.standards import spreadsheetml
from yaomai.standards.spreadsheetml import Sheet
from yaomai.web.register_exports import sheet_name
from yaomai.web.register_shown import head, type_words


def template(kind: Kind, properties: Sequence[Property]) -> bytes:
    """The .xlsx file for these properties of the kind."""
    table = Sheet(sheet_name(kind), [(head(one), max(14, 2 * len(head(one)) + 4)) for one in properties], ())
    columns = (("栏", 22), ("必填", 8), ("怎样写", 44), ("说明", 60), ("依据", 28), ("也认得的表头", 30))
    sheets = [table, Sheet("填写说明", columns, _explained(properties))]
    words = [one for one in properties if isinstance(one.type, Choice)]
    if words:
        sheets.append(Sheet("可选的词", (("栏", 22), ("词", 30)), _words(words)))
    return spreadsheetml.workbook(sheets)


def _explained(properties: Sequence[Property]) -> Iterator[tuple[str, ...]]:
    for one in properties:
        yield (
            head(one),
            "必填" if one.required else "",
            type_words(one),
            one.help,
            one.standard,
            "、".join(one.heads),
        )


def _words(properties: Sequence[Property]) -> Iterator[tuple[str, ...]]:
    for one in properties:
        words = one.type.options.values() if isinstance(one.type, Choice) else ()
        yield from ((one.label, word) for word in words)
