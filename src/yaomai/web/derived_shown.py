"""What is an indicator that follows from a formula, year by year and region by region, and why is it not known?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yaomai.errors import NotFoundError
from yaomai.indicators.engine.formula import FormulaError, parse
from yaomai.indicators.engine.reckoned import Asked, Reckoned, reference
from yaomai.indicators.engine.spans import year
from yaomai.indicators.engine.values import Definition
from yaomai.indicators.queries.derived import derived
from yaomai.people.engine.visibility import region_of
from yaomai.people.viewer import Viewer
from yaomai.standards import gbt2260
from yaomai.web import labels_formulas
from yaomai.web import labels_indicators as words
from yaomai.web.indicator_shown import Choice, told
from yaomai.web.table import Arrangement, Column, Row, Table

YEARS = 4
_COLUMNS = (
    Column("span", "哪一年"),
    Column("value", "数", "figure"),
    Column("why", "说明"),
    Column("made_up", "提醒", "state"),
)


def regions(viewer_region: str, chosen: str) -> tuple[Choice, ...]:
    """The province and its prefectures, of which one is chosen."""
    province = f"{region_of(viewer_region)[:2]}0000"
    try:
        codes = [one for one in gbt2260.within(province) if one.endswith("00")]
    except NotFoundError:
        codes = [viewer_region]
    return tuple(Choice(one, words.region_words(one), one == chosen) for one in codes)


def table(viewer: Viewer, one: Definition, region: str, known: Mapping[str, Definition], *, now: datetime) -> Table:
    """The last years, the newest first, each with what it was reckoned from or what is missing."""
    found = [
        (number, derived(viewer, one.key, region, "", year(number), now=now))
        for number in range(now.year, now.year - YEARS, -1)
    ]
    scale = words.basis_scale(one.basis, words.scale_of([each.value for _, each in found], one.unit, one.counted))
    rows = tuple(_row(number, each, one, region, scale, known) for number, each in found)
    caption = f"算出的数（{words.region_words(region)}）"
    return Table("derived", caption, told(_COLUMNS, rows), rows, Arrangement("", descending=False, filters={}))


def formula_words(one: Definition, known: Mapping[str, Definition]) -> str:
    """A formula with the names of what it is made of; as it is written where it cannot be read."""
    try:
        return labels_formulas.formula_words(parse(one.formula), {key: each.name for key, each in known.items()})
    except FormulaError:
        return one.formula


def _row(
    number: int, found: Reckoned, one: Definition, region: str, scale: words.Scale, known: Mapping[str, Definition]
) -> Row:
    names = {key: each.name for key, each in known.items()}
    why: Sequence[str] = [labels_formulas.missing_words(each, names) for each in found.missing]
    if found.value is not None:
        why = [labels_formulas.CAUTIONS.get(code, code) for code in found.all_cautions()]
    ref = found.ref or reference(one.key, Asked(region, "", year(number)))
    return {
        "span": f"{number}年",
        "value": labels_formulas.rounded(words.figure(found.value, scale, ref)) if found.value is not None else None,
        "why": "；".join(why),
        "made_up": "invented_data" if found.is_invented else None,
    }
