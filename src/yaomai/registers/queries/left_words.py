"""Where do the words of a statement stay when its record is erased: in which file, and in which rows of imports of that file?

An erasure takes the record, and what is derived from it. A file holds much more than one statement: whoever erases decides whether
it goes as well (its record is erased like any other, and the previews of its imports go with it).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.derivation import bigints
from yaomai.registers.sight import seen_by


@dataclass(frozen=True, slots=True)
class Left:
    """`record` was read from the file or document with the record `file`, there at `places`; `rows`: import and number of each."""

    record: int
    file: int
    places: tuple[str, ...]
    rows: tuple[tuple[int, int], ...]


def left_words(records: Iterable[int]) -> list[Left]:
    """What holds the words of these records besides them; to be asked before they are erased."""
    with seen_by(INSTALLATION_VIEWER) as cursor:
        cursor.execute(
            "SELECT s.record, s.origin_record, array_agg(s.origin_place ORDER BY s.ordinal),"
            " coalesce((SELECT array_agg(r.import_id || '.' || r.number ORDER BY r.import_id, r.number)"
            " FROM registers_import_row r JOIN registers_import i ON i.id = r.import_id"
            " WHERE i.file = s.origin_record AND r.deed = s.record >> 20 AND r.entity = s.entity), '{}')"
            " FROM registers_statement s WHERE s.record = ANY (%s::bigint[]) AND s.origin_record IS NOT NULL"
            " GROUP BY s.record, s.origin_record, s.entity ORDER BY s.record",
            (bigints(records),),
        )
        return [
            Left(record, file, tuple(dict.fromkeys(filter(None, places))), tuple(map(_row, rows)))
            for record, file, places, rows in cursor.fetchall()
        ]


def _row(mark: str) -> tuple[int, int]:
    number, _, row = mark.partition(".")
    return int(number), int(row)
