"""Which target does a task of a plan promise: by which name, by when?

A task promises that something is there, and no number: its target is a milestone, which documents prove part by part.
"""

import re

from yaomai.planning.engine.fields import WORDS_MOST, Decided, Figure

NAME_MOST = 40
_BEGINNING = re.compile(
    r"(?:[\d一二三四五六七八九十]+[.、．）]|（[\d一二三四五六七八九十]+）|[-—●■•\s])*(?:(?:到|至)(?:19|20)\d\d年[末底]?，)?"
)
_BY = re.compile(r"(?:到|至|力争|争取|确保)((?:19|20)\d\d)年")
_STOPS = "，、；。：（"


def name_of(words: str) -> str:
    """What a task is called: its words on one line, without number, year and stop; of a long one the first clauses, of at most
    NAME_MOST characters.
    """
    line = re.sub(r"\s+", "", words)
    begun = _BEGINNING.match(line)
    line = line[begun.end() if begun else 0 :].rstrip("。；，、 ")
    if len(line) <= NAME_MOST:
        return line
    stop = max(line.rfind(mark, 8, NAME_MOST) for mark in _STOPS)
    return line[:stop] if stop > 0 else f"{line[: NAME_MOST - 1]}…"


def as_task(words: str, sentence: str = "", *, region: str = "", division: str = "") -> Decided:
    """The task that `words` say, as a figure without a number; of the year that its sentence says last (none: the target is of the
    last year of the plan, target_of.target_of).
    """
    years = _BY.findall(re.sub(r"\s+", "", sentence or words))
    return Decided(
        words=words[:WORDS_MOST],
        figure=Figure(),
        indicator=name_of(words),
        kind="task",
        comparator="vague",
        status="target",
        year=int(years[-1]) if years else None,
        region=region,
        division=division,
    )
