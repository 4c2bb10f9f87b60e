"""How quickly is the text of a plan read: from its characters to figures understood, tasks and names, on one core?

Three texts: the made-up plans of tests/planning/engine/reading/quantity_cases.txt, each followed by itself without its digits, six
times (in public plans about so many sentences hold no figure), until they are as long as a thick plan; a table dumped as one line,
names and figures without a single stop, for information; and the public plans where ../shared stands beside the checkout.
Seconds are those of the processor: other work on the machine does not count.
"""

import os
import re
import time
from pathlib import Path

from measuring import Extent, Result, main, say

from yaomai.planning.engine.reading.read import read

KILOBYTES = 1_000
BOUND = 200  # kB of UTF-8 a second
LENGTH = 200 * KILOBYTES
WITHOUT_FIGURES = 6
_HERE = Path(__file__).resolve()
_CASES = _HERE.parents[1] / "tests" / "planning" / "engine" / "reading" / "quantity_cases.txt"
_SHARED = Path(os.environ.get("YAOMAI_SHARED") or _HERE.parents[2] / "shared")


def measure(extent: Extent) -> list[Result]:
    """Each text as often as there are runs, the first reading (which loads the dictionaries) left out."""
    dumped = "a table dumped as one line"
    texts = [("made-up plans", [_made_up(extent.of(LENGTH))]), (dumped, [_dumped(extent.of(LENGTH))])]
    public = sorted((_SHARED / "plans").glob("*.txt"))
    if public:
        texts.append(("the public plans", [file.read_text(encoding="utf-8") for file in public]))
    else:
        say("no ../shared/plans beside this checkout: the public plans are not read")
    found = []
    for name, several in texts:
        length = sum(len(text.encode()) for text in several) / KILOBYTES
        read(several[0])
        speeds = [length / _seconds(several) for _ in range(max(3, extent.runs))]
        say(f"{name}, {length:.0f} kB: {max(speeds):.0f} kB/s")
        how = f"{name}, {length:.0f} kB of UTF-8 in {len(several)} texts, one process, figures, tasks and names"
        found.append(Result(f"reading of {name}", how, "kB/s", speeds, None if name == dumped else BOUND))
    return found


def _seconds(texts: list[str]) -> float:
    begun = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - begun


def _made_up(length: int) -> str:
    lines = _CASES.read_text(encoding="utf-8").split("\n")
    text = "\n".join(line for line in lines if not line.startswith(("    ", "#", "====")))
    text += "\n" + re.sub(r"\d", "", text) * WITHOUT_FIGURES
    return text * (length // len(text.encode()) + 1)


def _dumped(length: int) -> str:
    row = "".join(
        f"{name}种植面积{number}万亩产值{number}.5亿元企业{number}家"
        for number, name in enumerate(("兰州市", "当归"), 11)
    )
    return row * (length // len(row.encode()) + 1)


if __name__ == "__main__":
    main(measure)
