"""Are the deeds of a range, their records, and the rows that follow from them still as they were recorded?

One step of `verify.verify_records`: on a plain connection of the database driver, so that it can run in a process of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

import psycopg

from yaomai.ledger.engine.deed import (
    RECORDS_PER_DEED,
    Header,
    Recorder,
    log_entry,
    record_id,
    reference,
    salted_hash,
    split_hashes,
    tree_root,
)
from yaomai.ledger.projections import DeedView, Projection, all_projections, of_kind
from yaomai.standards import rfc6962

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded: where (table), which (for a record its number), and what is wrong with it."""

    table: str
    which: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.which}: {self.what}"


@dataclass(slots=True)
class Found:
    """What verifying some deeds found. `leaf_hashes` are the recomputed ones, by deed."""

    records: int = 0
    deeds: int = 0
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)
    leaf_hashes: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Deed:
    id: int
    kind: str
    recorder: Recorder
    record_time: datetime
    size: int
    salt: bytes
    root: bytes
    record_hashes: bytes


def binary_cursor(raw: Connection) -> psycopg.Cursor[Any]:
    """A cursor that receives values in their binary form: Django's own asks for text, which is slow for bytes."""
    cursor = psycopg.Cursor(raw)
    cursor.format = psycopg.pq.Format.BINARY
    return cursor


def verify_deeds(raw: Connection, low: int, high: int) -> Found:
    """Verify the deeds whose ids are low..high, and every row between the first and the last record that they could have."""
    found = Found()
    first, last = record_id(low, 0), record_id(high, RECORDS_PER_DEED)
    with binary_cursor(raw) as cursor:
        deeds = [
            _Deed(row[0], row[1], Recorder(*row[2:5]), *row[5:])
            for row in _between(
                cursor,
                "SELECT id, kind, organisation, account, key, record_time, size, salt, root, record_hashes"
                " FROM ledger_deed WHERE id BETWEEN %s AND %s ORDER BY id",
                low,
                high,
            )
        ]
        rows = _between(
            cursor, "SELECT id, salt, body FROM ledger_record WHERE id BETWEEN %s AND %s ORDER BY id", first, last
        )
        erasures = _between(
            cursor, "SELECT erased_record FROM ledger_erasure WHERE erased_record BETWEEN %s AND %s", first, last
        )
        views = _verify_rows(deeds, rows, {row[0] for row in erasures}, found)
        _verify_projections(cursor, views, first, last, found.faults)
    return found


def verify_strays(raw: Connection, low: int) -> list[Fault]:
    """Rows with ids from the deed `low` on, beyond the last deed, belong to nothing."""
    with binary_cursor(raw) as cursor:
        rows = cursor.execute(
            "SELECT id FROM ledger_record WHERE id >= %s ORDER BY id LIMIT 100", (record_id(low, 0),)
        ).fetchall()
        faults = [Fault("ledger_record", reference(row[0]), "belongs to no deed") for row in rows]
        return faults + _must_be_empty(cursor, all_projections(), record_id(low, 0), 2**63 - 1)


def _must_be_empty(
    cursor: psycopg.Cursor[Any], projections: Sequence[Projection], first: int, last: int
) -> list[Fault]:
    """Rows of these projections in a range of records from which none follows: asked at once, because there are many tables."""
    if not projections:
        return []
    query = " UNION ALL ".join(
        f"SELECT '{one.table}', there.number FROM ({one.select}) AS there (number)" for one in projections
    )
    found = cursor.execute(query, (first, last) * len(projections), prepare=False).fetchall()
    return [Fault(table, reference(number), "the row follows from no record") for table, number in found]


def _between(cursor: psycopg.Cursor[Any], query: str, low: int, high: int) -> list[tuple[Any, ...]]:
    """The rows of `query`, planned for this very range: a prepared plan knows nothing of how many rows there are."""
    return cursor.execute(query, (low, high), prepare=False).fetchall()


def _verify_rows(
    deeds: Sequence[_Deed],
    rows: Sequence[tuple[Any, ...]],
    erased: set[int],
    found: Found,
) -> list[DeedView]:
    """Give each deed its rows of ledger_record, in order of their ids; what is left over belongs to none."""
    views: list[DeedView] = []
    at = 0
    for deed in deeds:
        start, end = record_id(deed.id, 0), record_id(deed.id, RECORDS_PER_DEED)
        begin = at
        while at < len(rows) and rows[at][0] < start:
            at += 1
        found.faults += [Fault("ledger_record", reference(row[0]), "belongs to no deed") for row in rows[begin:at]]
        begin = at
        while at < len(rows) and rows[at][0] <= end:
            at += 1
        views.append(_verify_deed(deed, rows[begin:at], erased, found))
    found.faults += [Fault("ledger_record", reference(row[0]), "belongs to no deed") for row in rows[at:]]
    return views


def _verify_deed(deed: _Deed, rows: Sequence[tuple[Any, ...]], erased: set[int], found: Found) -> DeedView:
    """Recompute one deed from its bodies, and say which part of it was changed."""
    faults = found.faults
    base = record_id(deed.id, 0)
    stored = split_hashes(deed.record_hashes)
    hashes: list[bytes] = []
    bodies: list[tuple[int, bytes | None]] = []
    changed: list[int] = []
    at = 0
    for position in range(1, deed.size + 1):
        identity = base + position
        kept = stored[position - 1] if position <= len(stored) else b"\0" * 32
        if at >= len(rows) or rows[at][0] != identity:
            faults.append(Fault("ledger_record", reference(identity), "the record is gone"))
            hashes.append(kept)
            continue
        _, salt, body = rows[at]
        at += 1
        bodies.append((identity, body))
        if body is None or salt is None:
            if identity in erased:
                found.erased += 1
            else:
                faults.append(Fault("ledger_record", reference(identity), "the body is gone, and no erasure names it"))
            hashes.append(kept)
            continue
        computed = salted_hash(salt, body)
        hashes.append(computed)
        if computed != kept:
            changed.append(identity)
    faults += [Fault("ledger_record", reference(row[0]), "the deed has no such record") for row in rows[at:]]
    _judge_deed(deed, hashes, stored, changed, found)
    found.records += deed.size
    found.deeds += 1
    return DeedView(deed.id, deed.kind, deed.recorder, deed.record_time, bodies)


def _judge_deed(deed: _Deed, hashes: list[bytes], stored: list[bytes], changed: list[int], found: Found) -> None:
    """Say whether bodies, stored hashes, header or root of a deed were changed; keep the leaf hash that the bodies lead to."""
    header = Header(deed.id, deed.kind, deed.recorder, deed.record_time, deed.size).to_bytes()
    header_hash = salted_hash(deed.salt, header)
    root = tree_root(header_hash, hashes)
    if changed:
        if tree_root(header_hash, stored) == deed.root:
            found.faults += [
                Fault("ledger_record", reference(one), "the body or its salt was changed") for one in changed
            ]
        elif root == deed.root:
            found.faults += [
                Fault("ledger_deed", f"{deed.id}", f"the stored hash of record {reference(one)} was changed")
                for one in changed
            ]
        else:
            found.faults += [
                Fault(
                    "ledger_record",
                    reference(one),
                    "body and stored hash disagree, and neither leads to the deed's root",
                )
                for one in changed
            ]
    elif root != deed.root:
        found.faults.append(
            Fault(
                "ledger_deed",
                f"{deed.id}",
                "header (kind, recorder, time, salt) or root was changed: they do not fit",
            )
        )
    found.leaf_hashes[deed.id] = rfc6962.leaf_hash(log_entry(deed.kind, deed.size, root))


def _verify_projections(
    cursor: psycopg.Cursor[Any], views: Sequence[DeedView], first: int, last: int, faults: list[Fault]
) -> None:
    expected: dict[str, list[Callable[[], Iterator[tuple[object, ...]]]]] = defaultdict(list)
    selects: dict[str, Projection] = {p.table: p for p in all_projections()}
    for view in views:
        projections = of_kind(view.kind)
        kept = [(record, body) for record, body in view.records if body is not None] if projections else []
        if not kept:
            continue
        view = replace(view, records=kept)  # noqa: PLW2901  # an erased body has no rows
        for projection in projections:
            expected[projection.table].append(lambda p=projection, v=view: iter(_rebuilt(p, v, faults)))  # type: ignore[misc]  # defaults bind the loop's values
    faults += _must_be_empty(cursor, [one for table, one in selects.items() if table not in expected], first, last)
    for table, deeds in expected.items():
        there = _between(cursor, selects[table].select, first, last)
        must = [tuple(row) for row in chain.from_iterable(rows() for rows in deeds)]
        if there == must:
            continue
        faults += _difference(table, there, must)


def _rebuilt(projection: Projection, view: DeedView, faults: list[Fault]) -> list[tuple[object, ...]]:
    """The rows that a deed must have; a body that cannot be read is itself a fault."""
    try:
        return list(projection.rebuild(view))
    except Exception as error:  # noqa: BLE001  # a changed body may break any reader: that is what is to be reported
        where = f"{reference(view.records[0][0])}..{reference(view.records[-1][0])}"
        faults.append(Fault(projection.table, where, f"cannot be rebuilt from the bodies: {error!r}"))
        return []


def _difference(table: str, there: Sequence[tuple[Any, ...]], must: Sequence[tuple[Any, ...]]) -> list[Fault]:
    """Name each record whose rows differ. Rows of one record come in the order in which they are rebuilt."""
    stored: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rebuilt: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in there:
        stored[row[0]].append(row)
    for row in must:
        rebuilt[row[0]].append(row)
    found = []
    for record in sorted(stored.keys() | rebuilt.keys()):
        have, want = stored.get(record, []), rebuilt.get(record, [])
        if have == want:
            continue
        if not have:
            what = "the row is gone"
        elif not want:
            what = "the row follows from no record"
        else:
            pairs = [
                f"{a!r} instead of {b!r}"
                for one, other in zip(have, want, strict=False)
                for a, b in zip(one, other, strict=False)
                if a != b
            ]
            what = f"changed: {'; '.join(pairs[:3])}" if pairs else f"{len(have)} rows instead of {len(want)}"
        found.append(Fault(table, reference(record), what))
    return found
