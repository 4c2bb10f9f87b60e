"""How is a file read whose reader could be made to take all memory, or to end the process it runs in?

A PDF of some kilobytes can stand for gigabytes, and its reader (PDFium) ends its process when there is no memory. So PDFs are read
by a process of their own (this module, run by itself), which may take so much memory and time and no more.
"""

import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import orjson

from yaomai.archive.engine.document_text import is_pdf, read_document
from yaomai.archive.engine.text_faults import text_fault
from yaomai.archive.engine.text_places import DocumentText, document_text
from yaomai.errors import Finding


@dataclass(frozen=True, slots=True)
class Bounds:
    """So much memory (bytes) and time of a processor (seconds) may the reading of one file take."""

    memory: int = 2 * 2**30
    seconds: int = 60


BOUNDS = Bounds()


def read_apart(data: bytes, media_type: str, name: str, bounds: Bounds = BOUNDS) -> DocumentText:
    """The text of a file, as read_document tells it; of a PDF that takes too much the text is empty, and its fault says so."""
    if not is_pdf(data):
        return read_document(data, media_type, name)
    command = [sys.executable, "-m", __name__, str(bounds.memory), str(bounds.seconds)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=4 * bounds.seconds, check=False)
    except subprocess.TimeoutExpired:
        return _too_much("time")
    if done.returncode != 0:
        return _too_much(f"exit {done.returncode}: {done.stderr[-120:].decode(errors='replace')}")
    said = orjson.loads(done.stdout)
    faults = [Finding(*one) for one in said["faults"]]
    return document_text(said["text"], reader=said["reader"], pages=said["pages"], faults=faults)


def _too_much(seen: str) -> DocumentText:
    words = (
        "reading the PDF takes more memory or time than a document does, or ends its reader; nothing is read:"
        " print it to a new PDF, or send its text"
    )
    return document_text("", reader="none", faults=[text_fault("too_complex", words, value=seen)])


def _main(arguments: Sequence[str]) -> None:
    """Read the PDF that comes in, within the bounds of the arguments, and write what it says."""
    memory, seconds = map(int, arguments)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = read_document(sys.stdin.buffer.read(), "", "")
    faults = [astuple(one) for one in found.faults]
    said = {"reader": found.reader, "text": found.text, "pages": found.pages, "faults": faults}
    sys.stdout.buffer.write(orjson.dumps(said))


if __name__ == "__main__":
    _main(sys.argv[1:])
