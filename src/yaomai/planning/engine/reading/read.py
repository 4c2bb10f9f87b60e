"""What does the text of a plan say: its figures understood, its tasks, its names?"""

from yaomai.planning.engine.reading.horizon import horizon_of
from yaomai.planning.engine.reading.mentions import mentions
from yaomai.planning.engine.reading.named import named
from yaomai.planning.engine.reading.plain import plain
from yaomai.planning.engine.reading.quantities import quantities
from yaomai.planning.engine.reading.records import Reading
from yaomai.planning.engine.reading.tasks import tasks

# changes whenever a rule or a dictionary of the reader does: what was proposed is known to be of which reader
READER = "yaomai-reader 1"


def read(text: str, *, title: str = "") -> Reading:
    """All that the rules find in `text` (as it was kept); title: the document's, where its text does not tell.

    Any text can be read, also an empty one; offsets of what is found are those of `text`.
    """
    made = plain(text)
    horizon = horizon_of(made, title)
    return Reading(READER, quantities(made, mentions(made), horizon), tasks(made), named(made))
