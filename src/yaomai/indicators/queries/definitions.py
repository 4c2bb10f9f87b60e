"""What does an indicator mean, what did it mean before, and which are there? Definitions are for anybody."""

from collections.abc import Collection, Mapping, Sequence

from yaomai.errors import NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine.values import Definition


def definition(key: str) -> Definition | None:
    """The definition that holds, or None."""
    row = models.Definition.objects.filter(key=key).order_by("-record").first()
    return None if row is None else view(row)


def must_find(key: str) -> Definition:
    """The definition that holds. Raises NotFoundError."""
    found = definition(key)
    if found is None:
        raise NotFoundError(f"no indicator is called {key[:120]}")
    return found


def definitions(keys: Collection[str] | None = None) -> Mapping[str, Definition]:
    """The definitions that hold, by key, in the order of keys: all of them, or those of these keys that are there."""
    rows = models.Definition.objects.all() if keys is None else models.Definition.objects.filter(key__in=list(keys))
    return {row.key: view(row) for row in rows.order_by("key", "-record").distinct("key")}


def named(text: str, limit: int) -> list[tuple[Definition, str]]:
    """The definitions in whose name, or another name of theirs, these words stand (case aside), and the name in which they do;
    those so called by name first.
    """
    wanted = text.casefold()
    found = []
    for one in definitions().values():
        name = next((name for name in (one.name, *one.other_names) if wanted in name.casefold()), None)
        if name is not None:
            found.append((one, name))
    return sorted(found, key=lambda pair: pair[1] != pair[0].name)[:limit]


def history(key: str) -> Sequence[Definition]:
    """Every wording of an indicator, the newest first. Raises NotFoundError."""
    found = [view(row) for row in models.Definition.objects.filter(key=key).order_by("-record")]
    if not found:
        raise NotFoundError(f"no indicator is called {key[:120]}")
    return found


def view(row: models.Definition) -> Definition:
    """What a row says."""
    return Definition(
        row.record,
        row.key,
        row.name,
        row.unit,
        row.counted,
        row.scope,
        row.basis,
        row.direction,
        row.aggregation,
        row.formula,
        row.clause,
        tuple((key, how, words) for key, how, words in row.comparable),
        tuple(row.other_names),
        row.reason,
        row.organisation,
        row.record_time,
    )
