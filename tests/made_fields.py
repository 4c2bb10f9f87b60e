"""Some made-up kinds and rows of them, for what is reckoned and judged of a snapshot."""

from datetime import date

from yaomai.people.engine.visibility import Grant, Group, Rows
from yaomai.registers.declaration import (
    Area,
    Choice,
    Date,
    Division,
    Kind,
    Number,
    Property,
    Ref,
    Text,
    Year,
)
from yaomai.registers.engine.snapshot import Row, Snapshot

DAY = date(2026, 11, 22)
EVERYBODY = (Grant(Group.PUBLIC, Rows.ALL),)


def _kind(name, *properties):
    return Kind(
        name=name,
        label=name,
        properties=(Property(name="name", label="name", type=Text()), *properties),
        seen_by=EVERYBODY,
        kept_by=("official",),
    )


CROP = _kind(
    "crop",
    Property(name="least_height", label="h", type=Number(unit="MTR")),
    Property(name="zones", label="z", type=Division(), many=True),
)
FIELD = _kind(
    "field",
    Property(name="crop", label="c", type=Ref("crop")),
    Property(name="size", label="s", type=Number(unit="MU")),
    Property(name="height", label="h", type=Number(unit="MTR")),
    Property(name="division", label="d", type=Division()),
    Property(name="ways", label="w", type=Choice({"a": "A", "b": "B"}), many=True),
    Property(name="start", label="s", type=Date()),
    Property(name="end", label="e", type=Date()),
    Property(name="since", label="y", type=Year()),
    Property(name="outline", label="o", type=Area()),
)
PERMIT = _kind(
    "permit",
    Property(name="field", label="f", type=Ref("field")),
    Property(name="way", label="w", type=Choice({"a": "A", "b": "B"})),
    Property(name="start", label="s", type=Date()),
    Property(name="end", label="e", type=Date()),
    Property(name="score", label="p", type=Number()),
)
KINDS = {one.name: one for one in (CROP, FIELD, PERMIT)}


def row(kind, number, organisation=None, **values):
    """A row of one of the kinds; each value rests on a statement of its own."""
    statements = {name: (number, ordinal) for ordinal, name in enumerate(values, 1)}
    return Row(number, kind, str(values.get("name", "")), organisation, values, statements)


def snapshot(*rows, on=DAY, unseen=None, merged=None):
    """These rows, as they are on a day."""
    by_kind = {name: {one.number: one for one in rows if one.kind == name} for name in KINDS}
    return Snapshot(on, KINDS, by_kind, unseen or {}, merged or {})


def square(west, south, side="0.01"):
    """An outline, a square in degrees."""
    west, south, side = float(west), float(south), float(side)
    corners = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return {"type": "Polygon", "coordinates": [[list(each) for each in corners]]}
