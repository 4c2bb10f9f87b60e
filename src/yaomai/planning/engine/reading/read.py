"""What does the text of a plan say: its figures understood, its tasks, its names?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from yaomai.planning.engine.reading.horizon import horizon_of
from yaomai.planning.engine.reading.mentions import mentions
from yaomai.planning.engine.reading.named import named
from yaomai.planning.engine.reading.plain import Plain, plain
from yaomai.planning.engine.reading.quantities import quantities
from yaomai.planning.engine.reading.records import Quantity, Reading
from yaomai.planning.engine.reading.tasks import tasks

# changes whenever a rule or a dictionary of the reader does: what was proposed is known to be of which reader
READER = "yaomai-reader 2"
_QUOTED = 4_000  # characters of a sentence that are repeated with each of its figures
_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f]+[ \t\u3000\r\n\v\f]*")


def read(
    text: str,
    *,
    title: str = "",
    dated: date | None = None,
    region: str = "",
    told: Callable[[float], None] = lambda _share: None,
) -> Reading:
    """All that the rules find in `text` (as it was kept).

    What is known of the document without its text: its title, the date of its publication, the full name of the division that
    it is about (甘肃省, 兰州市). Any text can be read, also an empty one; offsets of what is found are those of `text`.
    told: which share of the work is done, about.
    """
    made = plain(text)
    told(0.1)
    figures = mentions(made)
    told(0.2)
    horizon = horizon_of(made, title, dated=dated, region=region)
    found = quantities(made, figures, horizon, lambda share: told(0.2 + 0.5 * share))
    quoted = tuple(_quoted(text, made, one) for one in found)
    told(0.7)
    work = tasks(made)
    told(0.8)
    return Reading(READER, quoted, work, named(made))


def _quoted(text: str, made: Plain, one: Quantity) -> Quantity:
    """`one` with its sentence and its evidence as they are printed, line breaks taken out."""
    sentence = made.sentence_at(made.at(one.mention.start))
    start, end = made.raw(sentence.start, sentence.end)
    evidence = one.because["evidence"]
    return replace(
        one,
        sentence=_BREAK.sub("", text[start:end][:_QUOTED]).strip(),
        evidence=_BREAK.sub("", text[evidence.start : evidence.end][:_QUOTED]).strip(),
    )
