"""How is said what is wrong with the text of a document: its code, its place, the cure?

Codes: `archive.text_<what>`. Places are JSON pointers: empty for the whole file, /lines/12, /pages/3.
"""

from yaomai.errors import Finding, InvalidError


def text_fault(what: str, words: str, *, at: str = "", value: str = "") -> Finding:
    """One fault of a text. `words`: what is wrong and what to do; `value`: what was seen there."""
    return Finding(f"archive.text_{what}", at, words, value[:200])


def refusal(what: str, words: str, *, at: str = "", value: str = "") -> InvalidError:
    """That nothing of the file can be read as text."""
    return InvalidError([text_fault(what, words, at=at, value=value)])
