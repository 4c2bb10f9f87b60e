"""How is the wording of a target written as the body of a record, and read again?

Canonical JSON: members sorted, no spaces; decimals as text."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from yaomai.planning.engine.target_view import InnerThreshold, Path, Wording
from yaomai.planning.engine.units import plain

KIND = "planning.target"


@dataclass(frozen=True, slots=True)
class Said:
    """A wording as it was said. target: the target's number, none for its first wording. document, start, end: its clause."""

    target: int | None
    document: int
    start: int
    end: int
    wording: Wording
    reason: str = ""


def body(said: Said) -> bytes:
    """The body of a wording."""
    wording = said.wording
    member = {
        "target": said.target,
        "document": said.document,
        "start": said.start,
        "end": said.end,
        "reason": said.reason,
        "path": path_json(wording.path),
        "threshold": threshold_json(wording.threshold),
        "hedges": list(wording.hedges),
        **{name: getattr(wording, name) for name in _PLAIN},
        **{name: text(getattr(wording, name)) for name in _DECIMALS},
    }
    return orjson.dumps(member, option=orjson.OPT_SORT_KEYS)


_PLAIN = (
    *("name", "indicator", "region", "segment", "field", "kind", "unit", "direction", "comparator", "is_increment"),
    *("year", "year_from", "baseline_year", "binding", "original", "state"),
)
_DECIMALS = ("low", "high", "baseline")


def read(data: bytes) -> Said:
    """The wording that a body says. Raises KeyError or ValueError for what is none."""
    said: dict[str, Any] = orjson.loads(data)
    wording = Wording(
        **{name: said[name] for name in _PLAIN},
        low=decimal(said["low"]),
        high=decimal(said["high"]),
        baseline=decimal(said["baseline"]),
        hedges=tuple(said["hedges"]),
        path=path_from(said["path"]),
        threshold=threshold_from(said["threshold"]),
    )
    return Said(said["target"], said["document"], said["start"], said["end"], wording, said["reason"])


def text(value: Decimal | None) -> str | None:
    """A decimal as text, without exponent and needless zeros."""
    return None if value is None else format(plain(value), "f")


def decimal(said: str | None) -> Decimal | None:
    """The decimal that a text says."""
    return None if said is None else Decimal(said)


def path_json(path: Path) -> dict[str, Any]:
    """{"shape": …, "points": [[year, value], …]}."""
    return {"shape": path.shape, "points": [[year, text(value)] for year, value in path.points]}


def path_from(said: dict[str, Any]) -> Path:
    """The path of `path_json`."""
    return Path(said["shape"], tuple((year, Decimal(value)) for year, value in said["points"]))


def threshold_json(inner: InnerThreshold | None) -> dict[str, Any] | None:
    """The inner condition as JSON."""
    if inner is None:
        return None
    said = {"indicator": inner.indicator, "comparator": inner.comparator, "unit": inner.unit}
    return {**said, "low": text(inner.low), "high": text(inner.high)}


def threshold_from(said: dict[str, Any] | None) -> InnerThreshold | None:
    """The inner condition of `threshold_json`."""
    if said is None:
        return None
    return InnerThreshold(
        said["indicator"], said["comparator"], said["unit"], decimal(said["low"]), decimal(said["high"])
    )
